"""The kinds of LMS that an administrator may choose from, out of the library's presets."""

from lti.platforms import PRESETS, PlatformPreset, preset_for
from vsm_platform.core.errors import NotFound
from vsm_platform.institutions.addresses import origin_of

OTHER = "other"
"""Stands in addresses for the preset without a product family code."""


def platform_choices() -> list[tuple[str, str]]:
    """Code and name of each kind of LMS that has a preset of its own."""
    return [(code, preset.label) for code, preset in PRESETS.items() if code]


def self_registering_choices() -> list[tuple[str, str]]:
    """Code and name of each kind of LMS that can register itself."""
    return [
        (code, PRESETS[code].label)
        for code, _label in platform_choices()
        if PRESETS[code].registration
    ]


def platform_name(code: str) -> str:
    """What this kind of LMS is called; nothing of its own where there is no preset."""
    return preset_for(code).label


def preset_in_address(code: str) -> PlatformPreset:
    """The preset that an address of ours names.

    Raises:
        NotFound: there is none of this code.
    """
    if code == OTHER:
        return preset_for("")
    if not code or code not in PRESETS:
        raise NotFound
    return PRESETS[code]


def needs_client_id(preset: PlatformPreset) -> bool:
    """Whether an address of this LMS holds the client_id, which is then asked for first."""
    return "{client_id}" in preset.jwks_uri


def first_values(preset: PlatformPreset, site: str, client_id: str) -> dict[str, str]:
    """What the connection form begins with, by its field names."""
    addresses = preset.addresses(site, client_id)
    host = origin_of(site).partition("://")[2]
    return {
        "name": f"{preset.label} ({host})",
        "client_id": client_id,
        "issuer": addresses.issuer,
        "authorization_endpoint": addresses.authorization_endpoint,
        "token_endpoint": addresses.token_endpoint,
        "token_audience": addresses.token_audience or "",
        "jwks_uri": addresses.jwks_uri,
        "frame_origins": "\n".join(dict.fromkeys(map(origin_of, addresses.frame_origins))),
    }
