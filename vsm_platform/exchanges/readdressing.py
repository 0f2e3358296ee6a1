"""What a text of one season leads to becomes what it was copied to in the next.

People write addresses of this site into their texts: of pictures, files, pages, assignments. In a
new season these would lead into the old one, where its people may not go.
"""

import re
from collections.abc import Mapping


class Readdressing:
    """Changes the addresses in a text; of nothing but what was copied."""

    def __init__(
        self,
        from_exchange_id: int,
        to_exchange_id: int,
        own_origin: str,
        copies: Mapping[str, Mapping[int, int]],
    ) -> None:
        """Know what became of what.

        Args:
            from_exchange_id: the season in which the text was written.
            to_exchange_id: the season to which it was copied.
            own_origin: this site's, as people paste it: ``https://exchange.example``.
            copies: the copies' ids by the originals', by how addresses name the kind: ``files``.
        """
        self._to, self._copies = to_exchange_id, copies
        kinds = "|".join(map(re.escape, copies))
        # Another site may have such paths as well: before it stands nothing, or our own origin.
        self._found = re.compile(
            rf"((?<![\w.~%:/-])|(?<={re.escape(own_origin)}))"
            rf"/exchanges/{from_exchange_id}/({kinds})/(\d{{1,10}})(?!\d)",
            re.ASCII,
        )

    def __call__(self, text: str) -> str:
        """The text with the new addresses."""
        return self._found.sub(self._new, text)

    def _new(self, found: re.Match[str]) -> str:
        copy = self._copies[found[2]].get(int(found[3]))
        return found[0] if copy is None else f"/exchanges/{self._to}/{found[2]}/{copy}"
