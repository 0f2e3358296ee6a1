"""Somebody who uses everything: opens every page that pages lead to, and sends every form there."""

from collections import deque
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

AVOIDED = (
    "/sign-out",
    "/language",
    "/your-data",
    "/remove",
    "/delete",
    "/withdraw",
    "/as-self",
    "/feed/",
    "/forget",
    "/stop/",
    "preview",
)
"""What would undo what was done before, ends the visit, or is another person's."""
PAGES = 120


class User:
    """A browser that tries whatever it is offered."""

    def __init__(self, browser: FlaskClient, name: str, address: str) -> None:
        self._browser, self._name, self._address = browser, name, address
        self._seen: set[str] = set()
        self.sent: dict[str, int] = {}
        """Addresses of forms, with the last answer's status."""

    def use(self, *begin: str) -> None:
        waiting = deque(begin)
        while waiting and len(self._seen) < PAGES:
            path = waiting.popleft()
            if path in self._seen or any(word in path for word in AVOIDED):
                continue
            self._seen.add(path)
            answer = self._browser.get(path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                page = BeautifulSoup(answer.get_data(as_text=True), "lxml")
                waiting.extend(_links(page))
                for form in page.select("main form[method=post]"):
                    self._send(path, form)
            answer.close()

    def _send(self, path: str, form: Tag) -> None:
        for button in form.select("button[type=submit], button:not([type])") or [None]:
            action = str((button and button.get("formaction")) or form.get("action") or path)
            key = f"{urlsplit(action).path}#{button.get('name') if button else ''}"
            if any(word in action for word in AVOIDED) or self.sent.get(key) in {200, 303}:
                continue
            values = self._values(form)
            if button is not None and button.get("name"):
                values[str(button["name"])] = str(button.get("value", ""))
            answer = self._browser.post(action, data=values)
            assert answer.status_code < 500, (action, values)
            self.sent[key] = answer.status_code
            answer.close()

    def _values(self, form: Tag) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for control in form.select("input[name], textarea[name], select[name]"):
            name, kind = str(control["name"]), str(control.get("type", control.name))
            if kind == "radio" and name in values:
                continue
            values[name] = self._value(control, kind)
        return {name: value for name, value in values.items() if value is not None}

    def _value(self, control: Tag, kind: str) -> Any:  # noqa: PLR0911 (one line a kind)
        given = str(control.get("value", ""))
        if kind in {"hidden", "radio", "checkbox"}:
            return given
        if kind == "select":
            options = [str(one.get("value", "")) for one in control.select("option")]
            return next((one for one in options if one), "")
        if kind == "file":
            content = f"An essay by {self._name}, {self._address}".encode()
            return BytesIO(content), f"Essay of {self._name}.txt"
        if kind == "date":
            return (date.today() + timedelta(days=3)).isoformat()  # noqa: DTZ011 (any day)
        if kind == "number" or control.get("inputmode") in {"numeric", "decimal"}:
            return given or "3"
        if kind in {"email", "url"}:
            return self._address if kind == "email" else "https://example.org/x"
        return given if control.get("readonly") is not None else self._words(given)

    def _words(self, given: str) -> str:
        return given or f"{self._name} says so"


def _links(page: BeautifulSoup) -> list[str]:
    paths = (str(one["href"]) for one in page.select("a[href^='/']"))
    return [path.partition("#")[0] for path in paths]
