"""Where the addresses in a cartridge's texts lead once everything stands here.

A text of an LMS names its course's files and pages in four ways: by the file's place in the
cartridge, relative to the page; by ``$IMS-CC-FILEBASE$``, which means the folder of files; by Canvas's
own names for pages, tasks, discussions and files; and in full, on the web.
"""

import re
from collections.abc import Mapping
from posixpath import dirname
from urllib.parse import unquote

from vsm_platform.content.cartridges.plans import FILE_BASES, is_web_address
from vsm_platform.content.cartridges.zips import SafeZip

_WIKI = re.compile(
    r"\$?(?:WIKI_REFERENCE|CANVAS_COURSE_REFERENCE)\$?/(?:pages|wiki)/([\w.%~-]+)", re.ASCII
)
_OBJECT = re.compile(
    r"\$?(?:WIKI|CANVAS_OBJECT|CANVAS_COURSE)_REFERENCE\$?/[a-z_]+/([\w-]+)(?=[/?#]|$)", re.ASCII
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Addresses:
    """Finds the new address of whatever a page of the cartridge leads to."""

    def __init__(
        self,
        archive: SafeZip,
        paths: Mapping[str, str],
        entries: Mapping[str, str],
        base: str = "",
        page: str = "",
    ) -> None:
        """Know where everything is.

        Args:
            archive: the cartridge.
            paths: addresses here, by the entry of the archive.
            entries: the entry of the archive, by the identifier of the manifest.
            base: the folder of the manifest, with its slash.
            page: the entry that is read; empty for a text that stands in an XML file.
        """
        self._archive = archive
        self._paths = paths
        self._entries = entries
        self._base = base
        self._folder = dirname(page)
        self.missing = 0
        """How many links led to what did not come in, or not yet."""

    def follow(self, given: str) -> str:
        """The address here; empty where it leads nowhere."""
        address = unquote(given) if given.startswith("%24") else given
        if address.startswith("//"):
            address = "https:" + address
        if _SCHEME.match(address):
            return address if is_web_address(address) or _is_mail(address) else ""
        if address.startswith("#"):
            return ""
        for name in self._candidates(address):
            path = self._paths.get(name)
            if path:
                return path
        self.missing += 1
        return ""

    def _candidates(self, address: str) -> list[str]:
        wiki, named = _WIKI.match(address), _OBJECT.match(address)
        if named and named[1] in self._entries:
            return [self._entries[named[1]]]
        if wiki:
            ways = [f"wiki_content/{wiki[1]}.html"]
        else:
            marker = next((one for one in FILE_BASES if address.startswith(unquote(one))), None)
            if marker:
                rest = address[len(unquote(marker)) :]
                ways = [f"web_resources/{rest}", rest, rest.removeprefix("../")]
            else:
                ways = [f"{self._folder}/{address}", address]
        found = [
            self._archive.find(way) for base in {self._base, ""} for way in self._in(base, ways)
        ]
        return [name for name in found if name]

    def _in(self, base: str, ways: list[str]) -> list[str]:
        return [way if way.startswith(self._folder or "\0") else base + way for way in ways]


def _is_mail(address: str) -> bool:
    return address.lower().startswith("mailto:") and len(address) < 500
