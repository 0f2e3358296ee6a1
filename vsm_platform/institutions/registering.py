"""What an LMS says of itself when it registers, and what we say of ourselves (Dynamic Registration).

``Answer`` is kept with the invitation until an administrator has decided on it, and is read back
from there: between the two it is JSON.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from config import Settings
from lti.platforms import preset_for
from lti.registration import AddressRule, Registered, ToolDescription
from vsm_platform.institutions.addresses import origin_of, problem_of_frame_origin
from vsm_platform.institutions.guides import DESCRIPTION, NAME


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns that a registration would have, and what else an administrator wants to know."""

    platform: str
    name: str
    issuer: str
    client_id: str
    authorization_endpoint: str
    token_endpoint: str
    token_audience: str
    jwks_uri: str
    frame_origins: list[str]
    scopes: list[str]
    asked: list[str]
    """Scopes that we asked for; those that are not in ``scopes`` were cut."""
    deployment_id: str
    """Empty where it shows itself only at the first launch."""
    family: str
    """The kind of LMS in its own word, and its version."""

    @classmethod
    def of(cls, registered: Registered, opened_from: str, *, loopback: bool) -> "Answer":
        """What was registered by an LMS that opened the link from this origin."""
        preset = preset_for(registered.product_family_code)
        host = opened_from.partition("://")[2]
        origins = _frame_origins(registered, opened_from)
        return cls(
            platform=preset.product_family_code,
            name=f"{preset.label} ({host})"[:200],
            issuer=registered.issuer,
            client_id=registered.client_id,
            authorization_endpoint=registered.authorization_endpoint,
            token_endpoint=registered.token_endpoint,
            token_audience=registered.token_audience or "",
            jwks_uri=registered.jwks_uri,
            frame_origins=[
                each for each in origins if not problem_of_frame_origin(each, loopback=loopback)
            ],
            scopes=list(registered.scopes),
            asked=list(registered.asked),
            deployment_id=registered.deployment_id or "",
            family=f"{registered.product_family_code} {registered.version}".strip(),
        )

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Answer":
        return cls(**stored)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def cut(self) -> list[str]:
        """Scopes that we asked for and did not get."""
        return [scope for scope in self.asked if scope not in self.scopes]


COLUMNS = (
    "authorization_endpoint",
    "token_endpoint",
    "token_audience",
    "jwks_uri",
    "frame_origins",
    "scopes",
)
"""What a registration takes over when an LMS registers again: its name is ours, the rest its key."""


def _frame_origins(registered: Registered, opened_from: str) -> list[str]:
    """The LMS's own pages: where it opened the link, and where its kind is known to be."""
    preset = preset_for(registered.product_family_code)
    known = preset.addresses(opened_from).frame_origins
    authorization = origin_of(registered.authorization_endpoint)
    return list(dict.fromkeys([opened_from, *map(origin_of, known), authorization]))


def tool_description(public_url: str) -> ToolDescription:
    """What we are to every LMS, under the address by which it reaches us."""
    return ToolDescription(
        name=NAME,
        description=DESCRIPTION,
        login_url=f"{public_url}/lti/login",
        launch_url=f"{public_url}/lti/launch",
        key_set_url=f"{public_url}/lti/keys",
        logo_url=f"{public_url}/static/favicon.svg",
    )


def address_rule(settings: Settings) -> AddressRule:
    """Which addresses an LMS may name to us."""
    return AddressRule(loopback=settings.accepts_loopback)


SCOPE_NAMES = {
    "lti-ags/scope/lineitem": "Assignment and Grade Services: columns",
    "lti-ags/scope/result.readonly": "Assignment and Grade Services: results",
    "lti-ags/scope/score": "Assignment and Grade Services: scores",
    "lti-nrps/scope/contextmembership.readonly": "Names and Role Provisioning",
    "lti-gs/scope/contextgroup.readonly": "Course Groups",
}


def scope_name(scope: str) -> str:
    """A scope by the service's own name in the specification, or its last words."""
    path = urlsplit(scope).path.removeprefix("/spec/")
    return SCOPE_NAMES.get(path, path)
