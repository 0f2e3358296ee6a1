"""What is known of an LMS before anybody registers it: a starting point for a form.

Addresses are derived from the site's address and may be corrected; nothing in ``lti.login`` or
``lti.launch`` depends on them. An address that only the LMS itself can show is ``""``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ToolField(StrEnum):
    """What an LMS's administrator must be told of this tool."""

    NAME = "name"
    DESCRIPTION = "description"
    DOMAIN = "domain"
    LOGIN_URL = "login_url"
    LAUNCH_URL = "launch_url"
    TARGET_LINK_URI = "target_link_uri"
    DEEP_LINKING_URL = "deep_linking_url"
    KEY_SET_URL = "key_set_url"
    CLIENT_ID = "client_id"
    LTI_VERSION = "lti_version"
    KEY_TYPE = "key_type"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the LMS's own form: what goes in, and the label it has there (English).

    ``choice`` is the text to choose where the field offers a choice.
    """

    key: ToolField
    label: str
    choice: str = ""


class ServiceArea(StrEnum):
    """What an administrator of an LMS decides about a tool, each at a place of its own."""

    TOOL = "tool"
    """Whether the tool is switched on at all."""
    KEY_SET = "key_set"
    """Where the LMS fetches the tool's public keys."""
    ADDRESSES = "addresses"
    """Where the LMS shows its own addresses."""
    ROSTER = "roster"
    GRADES = "grades"
    PERSONAL_DATA = "personal_data"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an LMS decides about something: the labels on its (English) screens, and what to choose.

    Labels stand untranslated, so that people can search their screen for them.
    """

    where: tuple[str, ...]
    """From the outermost menu inwards."""
    choices: tuple[str, ...] = ()
    """What is to be chosen, ticked or entered there."""


@dataclass(frozen=True, slots=True)
class PlatformAddresses:
    """Where one registration's platform is; ``""`` for what only the LMS can show."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_audience: str | None
    frame_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DynamicRegistration:
    """What an LMS does its own way when a tool registers by itself (Dynamic Registration 1.0).

    ``shared_issuers`` are issuers of a vendor's cloud: the configuration of one stands on another
    host than the issuer's, and is believed only below ``vendor_domains``. ``issuer_corrections``
    puts right what a configuration is known to say wrongly. ``tool_members`` go into the tool
    configuration, ``message_members`` into the message of that type, and ``placements`` are
    asked for as far as the LMS offers them.
    """

    shared_issuers: tuple[str, ...] = ()
    vendor_domains: tuple[str, ...] = ()
    issuer_corrections: Mapping[str, str] = field(default_factory=dict)
    tool_members: Mapping[str, Any] = field(default_factory=dict)
    message_members: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    placements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deployment_parameter: str = ""
    """Parameter of the configuration's address that names the deployment."""
    key_set_beside_token: tuple[str, str] = ("", "")
    """An end of the token address, and what stands there instead for the tool's own key set."""
    waits_for_activation: bool = False
    """The tool does nothing there until the LMS's administrator switches it on."""


@dataclass(frozen=True, slots=True)
class PlatformPreset:
    """One LMS's ways.

    The addresses are patterns with ``{site}`` (the site's address without a slash at its end)
    and ``{client_id}``. ``frame_origins`` are sources for the Content-Security-Policy's
    ``frame-ancestors`` (CSP level 3, 6.4.2), patterns too. ``token_audience`` is None where the
    token endpoint's address is the audience of a client assertion.
    """

    product_family_code: str
    label: str
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    form_fields: tuple[FormField, ...]
    token_audience: str | None = None
    issuer_is_shared: bool = False
    """Several universities have one issuer; only client_id and deployment_id tell them apart."""
    sends_storage_target: bool = False
    refuses_old_scores_with: int = 409
    """Status for a score that is not newer than the last one (AGS 2.0, 3.4.2)."""
    frame_origins: tuple[str, ...] = field(default=("{site}",))
    deep_linking_answer_has_subject: bool = False
    """A deep linking answer names the client_id as ``sub`` too."""
    placed_links_keep_address: bool = True
    """A placed link's login and launch both go to the address that the deep linking answer gave.

    Where they do not agree, links are placed with custom parameters alone.
    """
    registration: DynamicRegistration | None = field(default=DynamicRegistration())
    """None where the LMS cannot register a tool by itself."""
    roster_limit: int = 100
    """Members that are asked for on one page of a roster; the platform may give fewer."""
    settings: Mapping[ServiceArea, Setting] = field(default_factory=dict)
    """Where this LMS's administrator decides; an area that it has no screen for is left out."""

    def addresses(self, site: str, client_id: str = "") -> PlatformAddresses:
        """The addresses for a site such as ``https://moodle.example.edu``."""
        site = site.strip().rstrip("/")

        def filled(pattern: str) -> str:
            return pattern.replace("{site}", site).replace("{client_id}", client_id)

        return PlatformAddresses(
            issuer=filled(self.issuer),
            authorization_endpoint=filled(self.authorization_endpoint),
            token_endpoint=filled(self.token_endpoint),
            jwks_uri=filled(self.jwks_uri),
            token_audience=self.token_audience,
            frame_origins=tuple(filled(origin) for origin in self.frame_origins),
        )
