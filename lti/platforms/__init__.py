"""What each LMS does differently, and only here: one file for each of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lti.platforms.blackboard import BLACKBOARD
from lti.platforms.brightspace import BRIGHTSPACE
from lti.platforms.canvas import CANVAS
from lti.platforms.default import DEFAULT
from lti.platforms.moodle import MOODLE
from lti.platforms.openedx import OPENEDX
from lti.platforms.preset import (
    DynamicRegistration,
    FormField,
    PlatformAddresses,
    PlatformPreset,
    ServiceArea,
    Setting,
    ToolField,
)
from lti.platforms.sakai import SAKAI

__all__ = [
    "PRESETS",
    "DynamicRegistration",
    "FormField",
    "PlatformAddresses",
    "PlatformPreset",
    "ServiceArea",
    "Setting",
    "ToolField",
    "preset_for",
]

PRESETS: Final[Mapping[str, PlatformPreset]] = MappingProxyType(
    {
        preset.product_family_code: preset
        for preset in (MOODLE, CANVAS, BLACKBOARD, BRIGHTSPACE, SAKAI, OPENEDX, DEFAULT)
    }
)
"""All presets by the product_family_code that the LMS sends; ``""`` is any other LMS."""

_ALIASES: Final = {code.casefold(): preset for code, preset in PRESETS.items()} | {
    "blackboard": BLACKBOARD,
    "brightspace": BRIGHTSPACE,
    "d2l": BRIGHTSPACE,
}


def preset_for(product_family_code: str) -> PlatformPreset:
    """The LMS of this code in any spelling; the default where it is not known."""
    return _ALIASES.get(product_family_code.strip().casefold(), DEFAULT)
