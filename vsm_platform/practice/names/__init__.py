"""Made-up people's names by country (ISO 3166 code).

The lists are common given and family names put together by number; no person is meant.
"""

from vsm_platform.practice.names.africa import NAMES as AFRICA
from vsm_platform.practice.names.americas import NAMES as AMERICAS
from vsm_platform.practice.names.asia_pacific import NAMES as ASIA_PACIFIC
from vsm_platform.practice.names.base import Name, NameList
from vsm_platform.practice.names.europe import NAMES as EUROPE

NAMES: dict[str, NameList] = {**AFRICA, **AMERICAS, **ASIA_PACIFIC, **EUROPE}

#: For any country without a list of its own.
FALLBACK = NameList(
    "Alex Sam Noor Robin Kim Sasha Luca Mira Dani Toni Jo Andrea",
    "Adams Bauer Cohen Demir Eriksen Fischer Ghosh Horvat Ivanov Jansen Kaya",
)


def names_of(country: str) -> NameList:
    """Return the country's list, or the fallback."""
    return NAMES.get(country, FALLBACK)


__all__ = ["FALLBACK", "NAMES", "Name", "NameList", "names_of"]
