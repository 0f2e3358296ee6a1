"""What a platform says of itself (Dynamic Registration 1.0, 3.4; OpenID Connect Discovery 1.0, 3).

Everything in it was written by a stranger: texts are cleaned, addresses must be addresses, and
the issuer must be one that the configuration's own address can speak for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from lti.errors import RegistrationError
from lti.platforms import PRESETS, PlatformPreset, preset_for
from lti.reading import shown
from lti.services.safe_addresses import AddressRefusedError, origin_of, parts_of

PLATFORM_CONFIGURATION: Final = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_LIST_LIMIT: Final = 500
_IDENTIFIER_LIMIT: Final = 255
_ADDRESS_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    """A platform's configuration, checked.

    ``messages`` gives the placements of each supported message type; platforms that list plain
    strings name none. An empty ``scopes`` or ``claims`` means that the platform lists none.
    ``authorization_server`` is the audience of token requests where it is not the token address.
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    registration_endpoint: str
    authorization_server: str | None
    scopes: tuple[str, ...]
    claims: tuple[str, ...]
    messages: Mapping[str, tuple[str, ...]]
    product_family_code: str
    version: str

    @property
    def preset(self) -> PlatformPreset:
        """What is known of this kind of LMS."""
        return preset_for(self.product_family_code)

    def endpoints(self) -> tuple[str, ...]:
        """Every address that this tool or its people's browsers will be sent to."""
        return (
            self.registration_endpoint,
            self.authorization_endpoint,
            self.token_endpoint,
            self.jwks_uri,
        )


def parse_configuration(address: str, document: Mapping[str, Any]) -> PlatformConfiguration:
    """Read the configuration that stood at this address.

    Raises:
        RegistrationError: it lacks something, lies about its issuer, or offers no registration.
    """
    platform = document.get(PLATFORM_CONFIGURATION)
    if not isinstance(platform, dict):
        raise _malformed("lti-platform-configuration")
    code = _text(platform, "product_family_code")
    if document.get("registration_endpoint") in (None, ""):
        raise RegistrationError("registration_not_offered")
    return PlatformConfiguration(
        issuer=_issuer(address, document, preset_for(code)),
        authorization_endpoint=_address(document, "authorization_endpoint"),
        token_endpoint=_address(document, "token_endpoint"),
        jwks_uri=_address(document, "jwks_uri"),
        registration_endpoint=_address(document, "registration_endpoint"),
        authorization_server=_authorization_server(document),
        scopes=_texts(document, "scopes_supported"),
        claims=_texts(document, "claims_supported"),
        messages=_messages(platform),
        product_family_code=code,
        version=_text(platform, "version"),
    )


def speaks_for(address: str, issuer: str) -> bool:
    """Whether the configuration at this address can be that of this issuer.

    An issuer is its own site (Moodle, D2L, Sakai): scheme, host and port are the same. An issuer
    that a vendor's customers share (Canvas, Blackboard) stands on another host than the customer's,
    and only the vendor's own domains speak for it.
    """
    host = str(parts_of(address).hostname)
    for preset in PRESETS.values():
        if preset.registration and issuer in preset.registration.shared_issuers:
            domains = preset.registration.vendor_domains
            is_vendor = any(host == domain or host.endswith(f".{domain}") for domain in domains)
            return is_vendor and address.startswith("https://")
    return origin_of(address) == origin_of(issuer)


def _issuer(address: str, document: Mapping[str, Any], preset: PlatformPreset) -> str:
    issuer = document.get("issuer")
    if not isinstance(issuer, str) or not 0 < len(issuer) <= _IDENTIFIER_LIMIT:
        raise _malformed("issuer")
    if preset.registration:
        issuer = preset.registration.issuer_corrections.get(issuer, issuer)
    try:
        is_its_own = speaks_for(address, issuer) and not urlsplit(issuer).query
    except AddressRefusedError:
        raise _malformed("issuer") from None
    if not is_its_own or "#" in issuer:
        raise RegistrationError("registration_issuer_foreign", issuer=shown(issuer))
    return issuer


def _authorization_server(document: Mapping[str, Any]) -> str | None:
    """Dynamic Registration 1.0, 3.4: the token address where it is not named."""
    if document.get("authorization_server") in (None, "", document.get("token_endpoint")):
        return None
    return _address(document, "authorization_server")


def _address(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or len(value) > _ADDRESS_LIMIT:
        raise _malformed(name)
    try:
        parts_of(value)
    except AddressRefusedError:
        raise _malformed(name) from None
    return value


def _messages(platform: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Message types are objects in the specification, and plain strings in some versions."""
    listed = platform.get("messages_supported", [])
    if not isinstance(listed, list):
        raise _malformed("messages_supported")
    found: dict[str, tuple[str, ...]] = {}
    for message in listed[:_LIST_LIMIT]:
        if isinstance(message, str):
            found[message] = ()
        elif isinstance(message, dict) and isinstance(message.get("type"), str):
            found[message["type"]] = _texts(message, "placements")
    return found


def _texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed = values.get(name)
    if listed is None:
        return ()
    if not isinstance(listed, list):
        raise _malformed(name)
    return tuple(item for item in listed[:_LIST_LIMIT] if isinstance(item, str))


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return shown(value)[:100] if isinstance(value, str) else ""


def _malformed(member: str) -> RegistrationError:
    return RegistrationError("registration_configuration_malformed", member=member)
