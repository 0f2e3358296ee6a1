"""A bucket for tests: the part of Amazon's S3 that the product uses, over real HTTP.

Written from Amazon's API reference (PutObject, multipart uploads, GetObject with Range, HeadObject,
ListObjectsV2, DeleteObject). It checks that requests are signed, though not the signature itself.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.http import http_date
from werkzeug.wrappers import Request, Response


class Bucket:
    """Objects by their keys."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.changed: dict[str, datetime] = {}
        self.parts: dict[int, bytes] = {}
        self.asked: list[str] = []
        self.is_down = False

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        body = _plain(request)
        if self.is_down or "AWS4-HMAC-SHA256" not in request.headers.get("Authorization", ""):
            answer = Response(_xml("Error", "<Code>AccessDenied</Code>"), 403)
        else:
            self.asked.append(f"{request.method} {request.query_string.decode()}".strip())
            answer = self._answer(request, body)
        return answer(environ, start)

    def _answer(self, request: Request, body: bytes) -> Response:
        key = request.path.lstrip("/").partition("/")[2]
        if "list-type" in request.args:
            items = "".join(f"<Contents><Key>{name}</Key></Contents>" for name in self.objects)
            return Response(_xml("ListBucketResult", items))
        if request.method == "POST":
            return self._multipart(request, key)
        if request.method == "PUT":
            return self._put(request, key, body)
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return Response(status=204)
        return self._get(request, key)

    def _multipart(self, request: Request, key: str) -> Response:
        if "uploads" in request.args:
            self.parts.clear()
            begun = _xml("InitiateMultipartUploadResult", "<UploadId>u1</UploadId>")
            return Response(begun)
        self._keep(key, b"".join(self.parts[number] for number in sorted(self.parts)))
        return Response(_xml("CompleteMultipartUploadResult", "<ETag>x</ETag>"))

    def _put(self, request: Request, key: str, body: bytes) -> Response:
        if "partNumber" in request.args:
            self.parts[int(request.args["partNumber"])] = body
        else:
            self._keep(key, body)
        return Response(headers={"ETag": '"x"'})

    def _keep(self, key: str, content: bytes) -> None:
        self.objects[key], self.changed[key] = content, datetime.now(UTC)

    def _get(self, request: Request, key: str) -> Response:
        if key not in self.objects:
            return Response(_xml("Error", "<Code>NoSuchKey</Code>"), 404)
        content = self.objects[key]
        headers = {"Last-Modified": http_date(self.changed[key]), "ETag": '"x"'}
        found = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        if not found:
            return Response(content, headers=headers)
        first = int(found[1])
        headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        return Response(content[first:], 206, headers)


def _plain(request: Request) -> bytes:
    """The body, out of Amazon's own chunks where it came in them."""
    body = request.get_data()
    if "aws-chunked" not in request.headers.get("Content-Encoding", ""):
        return body
    plain = b""
    while body:
        size, _line, rest = body.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if not length:
            break
        plain, body = plain + rest[:length], rest[length + 2 :]
    return plain


def _xml(name: str, inner: str) -> str:
    return f"<?xml version='1.0'?><{name}>{inner}</{name}>"
