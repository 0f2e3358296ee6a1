"""Sending files as programs and plain forms do."""

import base64
from dataclasses import dataclass

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TUS = {"Tus-Resumable": "1.0.0"}
PIECE_TYPE = "application/offset+octet-stream"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def encoded(**metadata: str | int) -> str:
    """Metadata as ``Upload-Metadata`` has it."""
    return ",".join(
        f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in metadata.items()
    )


@dataclass(frozen=True)
class Tus:
    """The least that a client of tus 1.0.0 does."""

    browser: FlaskClient
    exchange: int

    def begin(self, length: int | str, /, **metadata: str | int) -> TestResponse:
        headers = {
            **TUS,
            "Upload-Length": str(length),
            "Upload-Metadata": encoded(**{"filename": "notes.txt", **metadata}),
        }
        return self.browser.post(f"/exchanges/{self.exchange}/uploads", headers=headers)

    def address(self, length: int, /, **metadata: str | int) -> str:
        begun = self.begin(length, **metadata)
        assert begun.status_code == 201, begun.get_data(as_text=True)
        return begun.headers["Location"]

    def piece(self, address: str, offset: int, content: bytes, **headers: str) -> TestResponse:
        return self.browser.patch(
            address,
            data=content,
            headers={**TUS, "Upload-Offset": str(offset), **headers},
            content_type=PIECE_TYPE,
        )

    def offset(self, address: str) -> int:
        return int(self.browser.head(address, headers=TUS).headers["Upload-Offset"])

    def send(self, content: bytes, /, **metadata: str | int) -> int:
        """Send all of it; gives the file's id."""
        address = self.address(len(content), **metadata)
        sent = self.piece(address, 0, content)
        assert sent.status_code == 204, sent.get_data(as_text=True)
        return int(sent.headers["Vsm-File"])


def post_form(
    browser: FlaskClient, address: str, *files: tuple[str, bytes], **fields: str
) -> TestResponse:
    """Send files as a plain form does (RFC 7578)."""
    parts = [
        f'--limit\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, content in files:
        head = f'--limit\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    body = b"".join([*parts, b"--limit--\r\n"])
    return browser.post(address, data=body, content_type="multipart/form-data; boundary=limit")


def names_on(response: TestResponse) -> list[str]:
    """The names of the files and folders that a page lists."""
    assert response.status_code == 200, response.status
    page = BeautifulSoup(response.get_data(as_text=True), "lxml")
    return [name.get_text(strip=True) for name in page.select("ul.people.lines b bdi")]


def texts(response: TestResponse) -> str:
    """The words of a page's main part."""
    page = BeautifulSoup(response.get_data(as_text=True), "lxml")
    main = page.select_one("main")
    assert main is not None
    return main.get_text(" ", strip=True)


def fetch(browser: FlaskClient, address: str, **headers: str) -> TestResponse:
    """A content, read to its end, so that its file is closed as a server closes it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.get(address, headers=named, buffered=True)
