"""What the tool asks to be registered as (Dynamic Registration 1.0, 3.5).

It asks for no more than the platform offers, and for no more of its people than a name and an
e-mail address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from lti.platforms import DynamicRegistration
from lti.registration.configuration import PlatformConfiguration

TOOL_CONFIGURATION: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_SPEC: Final = "https://purl.imsglobal.org/spec/"
_GROUPS: Final = f"{_SPEC}lti-gs/scope/contextgroup.readonly"
SCOPES: Final = (
    f"{_SPEC}lti-ags/scope/lineitem",
    f"{_SPEC}lti-ags/scope/result.readonly",
    f"{_SPEC}lti-ags/scope/score",
    f"{_SPEC}lti-nrps/scope/contextmembership.readonly",
    _GROUPS,
)
"""What this tool can use: grade columns, results, scores, rosters, and a course's groups."""

_PERSONAL_CLAIMS: Final = ("name", "given_name", "family_name", "email")
_RESOURCE_LINK: Final = "LtiResourceLinkRequest"
_DEEP_LINKING: Final = "LtiDeepLinkingRequest"


@dataclass(frozen=True, slots=True)
class ToolDescription:
    """The tool as every platform is told of it; addresses are whole."""

    name: str
    description: str
    login_url: str
    launch_url: str
    key_set_url: str
    logo_url: str


def scopes_to_ask(configuration: PlatformConfiguration) -> tuple[str, ...]:
    """Those that the platform offers; what every LTI Advantage platform has where it lists none."""
    if not configuration.scopes:
        return tuple(scope for scope in SCOPES if scope != _GROUPS)
    return tuple(scope for scope in SCOPES if scope in configuration.scopes)


def registration_request(
    tool: ToolDescription, configuration: PlatformConfiguration
) -> dict[str, Any]:
    """The request's body (OpenID Connect Dynamic Client Registration 1.0, 2)."""
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "client_name": tool.name,
        "logo_uri": tool.logo_url,
        "initiate_login_uri": tool.login_url,
        "redirect_uris": [tool.launch_url],
        "jwks_uri": tool.key_set_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(scopes_to_ask(configuration)),
        TOOL_CONFIGURATION: _tool_configuration(tool, configuration),
    }


def _tool_configuration(
    tool: ToolDescription, configuration: PlatformConfiguration
) -> dict[str, Any]:
    ways = configuration.preset.registration or DynamicRegistration()
    return {
        # With the port where there is one: Moodle compares it with the target's.
        "domain": urlsplit(tool.launch_url).netloc,
        "target_link_uri": tool.launch_url,
        "description": tool.description,
        "claims": ["iss", "sub", *_claims(configuration.claims)],
        "messages": [
            _message(kind, tool, configuration, ways) for kind in (_RESOURCE_LINK, _DEEP_LINKING)
        ],
        **ways.tool_members,
    }


def _claims(offered: Sequence[str]) -> list[str]:
    return [claim for claim in _PERSONAL_CLAIMS if not offered or claim in offered]


def _message(
    kind: str,
    tool: ToolDescription,
    configuration: PlatformConfiguration,
    ways: DynamicRegistration,
) -> dict[str, Any]:
    offered = configuration.messages.get(kind, ())
    placements = [place for place in ways.placements.get(kind, ()) if place in offered]
    return {
        "type": kind,
        "target_link_uri": tool.launch_url,
        "label": tool.name,
        "icon_uri": tool.logo_url,
        **({"placements": placements} if placements else {}),
        **ways.message_members.get(kind, {}),
    }
