"""RDF Dataset Canonicalization 1.0 (RDFC-1.0, W3C), on lines of N-Quads.

A line is one quad in canonical N-Quads form, without its line feed, in which the number of a blank
node stands between the characters 1 and 2: control characters are always escaped within literals,
so these two occur nowhere else. Most documents have no blank node, or only such that
their own quads tell apart; then nothing is searched. The search for the rest has a budget, since
somebody else's document may be made to exhaust it.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

from vsm_platform.credentials.standards.errors import CannotCanonicalise

BUDGET = 2_000
"""How often the search may hash a node: a document of ours never needs it."""

_BLANK = re.compile("\x01([0-9]+)\x02")
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    8: "\\b",
    9: "\\t",
    10: "\\n",
    12: "\\f",
    13: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}
_TO_ESCAPE = re.compile('[\x00-\x1f\x7f"\\\\]')


def escape(text: str) -> str:
    """A literal's text in canonical N-Quads (RDFC-1.0, 5.2)."""
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


def blank(number: int) -> str:
    """A blank node as it stands in a line."""
    return f"\x01{number}\x02"


def canonicalise(lines: Iterable[str]) -> str:
    """The dataset in its one canonical form."""
    quads = set(lines)
    labelled = {line for line in quads if "\x01" in line}
    if labelled:
        names = _Labels(labelled).names()
        quads -= labelled
        quads |= {_named(line, names.__getitem__) for line in labelled}
    return "".join(f"{line}\n" for line in sorted(quads))


def _named(line: str, name: Callable[[str], str]) -> str:
    return _BLANK.sub(lambda found: f"_:{name(found[1])}", line)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class _Issuer:
    """Names in the order in which they are asked for (4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = dict(issued or {})

    def issue(self, node: str) -> str:
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, self.issued)


class _Labels:
    """The canonical name of each blank node (4.4)."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.quads: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            for node in set(_BLANK.findall(line)):
                self.quads[node].append(line)
        self.first = {node: self._first_degree(node) for node in self.quads}
        self.canonical = _Issuer("c14n")
        self.left = BUDGET

    def names(self) -> dict[str, str]:
        alike: dict[str, list[str]] = defaultdict(list)
        for node, digest in self.first.items():
            alike[digest].append(node)
        groups = [nodes for _, nodes in sorted(alike.items())]
        for nodes in groups:
            if len(nodes) == 1:
                self.canonical.issue(nodes[0])
        for nodes in groups:
            if len(nodes) > 1:
                self._tell_apart(nodes)
        return self.canonical.issued

    def _tell_apart(self, nodes: Sequence[str]) -> None:
        found = []
        for node in nodes:
            if node not in self.canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(node)
                found.append(self._n_degree(node, issuer))
        for _, issuer in sorted(found, key=lambda result: result[0]):
            for node in issuer.issued:
                self.canonical.issue(node)

    def _first_degree(self, node: str) -> str:
        """The hash of its own quads, in which it is ``a`` and every other node ``z`` (4.6)."""
        seen = (
            _named(line, lambda other: "a" if other == node else "z") for line in self.quads[node]
        )
        return _hash("".join(f"{line}\n" for line in sorted(seen)))

    def _related(self, node: str, line: str, issuer: _Issuer, position: str) -> str:
        """The hash by which a related node is reached (4.7)."""
        predicate = "" if position == "g" else line.split(" ", 2)[1]
        name = self.canonical.issued.get(node) or issuer.issued.get(node)
        return _hash(position + predicate + (f"_:{name}" if name else self.first[node]))

    def _n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """The hash of a node by its neighbours, and the names given on the way (4.8)."""
        self._spend()
        reached: dict[str, list[str]] = defaultdict(list)
        for line in self.quads[node]:
            for found in _BLANK.finditer(line):
                if found[1] != node:
                    position = _position(line, found)
                    reached[self._related(found[1], line, issuer, position)].append(found[1])
        data = ""
        for digest, nodes in sorted(reached.items()):
            path, issuer = self._shortest_path(nodes, issuer)
            data += digest + path
        return _hash(data), issuer

    def _shortest_path(self, nodes: Sequence[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        chosen: tuple[str, _Issuer] | None = None
        for order in permutations(nodes):
            self._spend()
            path, copy = self._path(order, issuer.copy())
            if chosen is None or path < chosen[0]:
                chosen = path, copy
        assert chosen is not None  # noqa: S101 - nodes is never empty, so there is an order.
        return chosen

    def _path(self, order: Iterable[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        path, later = "", []
        for node in order:
            if node in self.canonical.issued:
                path += f"_:{self.canonical.issued[node]}"
                continue
            if node not in issuer.issued:
                later.append(node)
            path += f"_:{issuer.issue(node)}"
        for node in later:
            digest, issuer_after = self._n_degree(node, issuer)
            path += f"_:{issuer.issue(node)}<{digest}>"
            issuer = issuer_after
        return path, issuer

    def _spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise CannotCanonicalise("too_complex")


def _position(line: str, found: re.Match[str]) -> str:
    """Whether the node is the quad's subject, object or graph."""
    if found.start() == 0:
        return "s"
    return "o" if line[: found.start()].count(" ") == 2 else "g"
