"""Reading the forms and the text of an HTML page, as far as a robot needs it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

AUTO_SUBMIT = "data-auto-submit"
NEXT = "data-next"


@dataclass
class Form:
    """A form: `action` is absolute, `fields` hold what a browser would send."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    #: Whether the page means to send the form by itself.
    is_automatic: bool = False


def forms_of(html: str, address: str) -> list[Form]:
    """Return the forms of a page that was read at `address`, in order."""
    parser = _FormParser(address)
    parser.feed(html)
    parser.close()
    return parser.forms


def text_of(html: str) -> str:
    """Return what a page says to a reader, in one line."""
    parser = _TextParser()
    parser.feed(html)
    parser.close()
    return " ".join(" ".join(parser.parts).split())


class _TextParser(HTMLParser):
    silent = frozenset({"script", "style", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own signature.
        self._silent_depth += tag in self.silent

    def handle_endtag(self, tag: str) -> None:
        self._silent_depth -= tag in self.silent

    def handle_data(self, data: str) -> None:
        if not self._silent_depth:
            self.parts.append(data)


class _FormParser(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._menu = ""
        """The name of the menu that is being read."""
        self._writing = ""
        """The name of the text area that is being read."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(
                action=urljoin(self.address, attributes.get("action", "") or self.address),
                method=attributes.get("method", "get").upper(),
                is_automatic=AUTO_SUBMIT in attributes,
            )
            self.forms.append(self._open)
        elif NEXT in attributes:
            self._take_way_on(attributes[NEXT])
        elif self._open:
            self._take_field(self._open, tag, attributes)

    def _take_way_on(self, address: str) -> None:
        """A page that goes on by itself after a script's work: a robot without scripts goes on."""
        parts = urlsplit(urljoin(self.address, address))
        action = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.forms.append(Form(action, "GET", query, is_automatic=True))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._menu = ""
        elif tag == "textarea":
            self._writing = ""

    def handle_data(self, data: str) -> None:
        if self._open and self._writing:
            before = self._open.fields[self._writing]
            # A line end right behind the tag is not part of the text (HTML 13.1.2.5).
            self._open.fields[self._writing] = before + (
                data if before else data.removeprefix("\n")
            )

    def _take_field(self, form: Form, tag: str, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        if tag == "input" and name:
            self._take_input(form, attributes)
        elif tag == "select":
            self._menu = name
        elif tag == "option" and self._menu and "value" in attributes:
            # The chosen one; else the first, as browsers show it.
            is_first = self._menu not in form.fields
            if is_first or "selected" in attributes:
                form.fields[self._menu] = attributes["value"]
        elif tag == "textarea" and name:
            self._writing = name
            form.fields[name] = ""

    def _take_input(self, form: Form, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text")
        if kind in {"submit", "button", "image", "reset", "file"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in attributes:
            return
        form.fields[attributes["name"]] = attributes.get("value", "")
