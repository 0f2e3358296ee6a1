"""An item of a cartridge with its text as this product has texts."""

import re
from collections.abc import Mapping

from vsm_platform.content.cartridges.actions.taking_in import Ready
from vsm_platform.content.cartridges.addresses import Addresses
from vsm_platform.content.cartridges.errors import CartridgeRefused
from vsm_platform.content.cartridges.html_words import escaped, to_markdown
from vsm_platform.content.cartridges.plans import Item, Kind, Remark, Why
from vsm_platform.content.cartridges.reading import LARGEST_PAGE, MANIFEST, is_page
from vsm_platform.content.cartridges.zips import SafeZip

LONGEST = 55_000
"""Characters of one page's text; what is longer becomes several pages."""
WHOLE = 1_000_000
"""Characters of a text that is taken at all."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


class Converter:
    """Turns items into texts, and keeps what is to be said of that."""

    def __init__(
        self, archive: SafeZip, paths: Mapping[str, str], entries: Mapping[str, str]
    ) -> None:
        self._archive = archive
        self._paths = paths
        self._entries = entries
        manifest = next((one for one in archive.names if one.endswith(MANIFEST)), MANIFEST)
        self._base = manifest.removesuffix(MANIFEST)
        self.remarks: list[Remark] = []
        self.missing: list[Remark] = []
        """Pages with links that lead nowhere."""

    def convert(self, item: Item) -> Ready:
        """An item, ready to be put into a module."""
        if item.kind == Kind.FILE:
            return Ready(item, [self._file_text(item.name, item.title)])
        if item.kind in {Kind.HEADING, Kind.LINK}:
            return Ready(item)
        html = item.html or self._read(item)
        addresses = Addresses(self._archive, self._paths, self._entries, self._base, item.name)
        words = to_markdown(html, addresses.follow)
        if words.lost:
            names = ", ".join(f"{name} × {number}" for name, number in sorted(words.lost.items()))
            self.remarks.append(Remark(Why.LOST, item.title, names[:200]))
        if addresses.missing:
            self.missing.append(Remark(Why.LOST, item.title, f"link × {addresses.missing}"))
        text = "\n\n".join(
            [words.text, *(self._file_text(one) for one in item.attachments)]
        ).strip()
        if len(text) > WHOLE:
            self.remarks.append(Remark(Why.TOO_LARGE, item.title))
            text = ""
        texts = parts_of(text)
        if len(texts) > 1:
            self.remarks.append(Remark(Why.LONG, item.title, str(len(texts))))
            if item.kind == Kind.ASSIGNMENT:
                texts = [texts[0]]
        return Ready(item, texts)

    def _read(self, item: Item) -> str:
        if not is_page(item.name):
            return ""
        try:
            return decoded(self._archive.read(item.name, LARGEST_PAGE))
        except (CartridgeRefused, OSError):
            self.remarks.append(Remark(Why.DAMAGED, item.title))
            return ""

    def _file_text(self, name: str, title: str = "") -> str:
        """A page that leads to a file, or shows it where it is a picture."""
        label = escaped(title or name.rpartition("/")[2])
        path = self._paths.get(name)
        if path is None:
            return label
        mark = "!" if name.lower().endswith(_PICTURES) else ""
        return f"{mark}[{label}]({path.replace('(', '%28').replace(')', '%29')})"


def decoded(data: bytes) -> str:
    """A page's text, by its mark, by what it says of itself, or by what it most likely is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    said = _CHARSET.search(data[:2048])
    for name in ("utf-8-sig", said[1].decode("ascii", "replace") if said else "utf-8"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")


def parts_of(text: str, longest: int = LONGEST) -> list[str]:
    """A long text in parts that end where a paragraph does, where there is such a place."""
    parts = []
    while len(text) > longest:
        end = text.rfind("\n\n", longest // 2, longest)
        end = longest if end < 0 else end
        parts.append(text[:end].strip())
        text = text[end:].strip()
    return [*parts, text]
