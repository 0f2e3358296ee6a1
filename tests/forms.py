"""Filling in forms as a browser does: with what the page holds, its token too."""

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def soup_of(response: TestResponse) -> BeautifulSoup:
    """The page as parsed HTML."""
    return BeautifulSoup(response.get_data(as_text=True), "lxml")


def submit(client: FlaskClient, page: str, **fields: str) -> TestResponse:
    """Open a page, fill in its form and send it; fields that are not named stay as they are.

    The page's form is the one in its main part; the answer is not followed.
    """
    opened = client.get(page)
    assert opened.status_code == 200, (page, opened.status)
    form = soup_of(opened).select_one("main form[method=post]")
    assert form is not None, f"no form on {page}"
    values = values_of(form)
    unknown = fields.keys() - {str(control["name"]) for control in form.select("[name]")}
    assert not unknown, f"no such field on {page}: {unknown}"
    return client.post(str(form.get("action") or page), data=values | fields)


def values_of(form: Tag) -> dict[str, str]:
    """What the form would send as it stands."""
    values: dict[str, str] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        if control.get("type") in {"checkbox", "radio"} and not control.has_attr("checked"):
            continue
        values[str(control["name"])] = _value_of(control)
    return values


def _value_of(control: Tag) -> str:
    if control.name == "textarea":
        return control.get_text().removeprefix("\n").removeprefix("\r\n")
    if control.name == "select":
        option = control.select_one("option[selected]") or control.select_one("option")
        return str(option["value"]) if option else ""
    return str(control.get("value", ""))


def errors_of(response: TestResponse) -> dict[str, str]:
    """Messages at the fields of a page, by the fields' names."""
    found = {}
    for message in soup_of(response).select("p.error[id$=-error]"):
        hidden = message.select_one(".visually-hidden")
        if hidden:
            hidden.extract()
        found[str(message["id"]).removesuffix("-error")] = message.get_text(" ", strip=True)
    return found
