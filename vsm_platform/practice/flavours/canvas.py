"""Canvas as a platform: one issuer for many universities, people anonymous by default.

The deployment is told only by the first launch; login carries region and environment; platform
storage is offered, and its target travels with the launch form too.
"""

import hashlib
from typing import TYPE_CHECKING, Any, get_args

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.flavours.base import (
    INSTITUTION_ROLES,
    NAME_CLAIMS,
    PERSONAL_CLAIMS,
    Flavour,
    Paths,
)
from vsm_platform.practice.model import (
    Account,
    Deployment,
    Membership,
    Platform,
    PrivacyLevel,
    ToolRegistration,
)

if TYPE_CHECKING:
    from vsm_platform.practice.launches import Launch

EXTENSION = "https://canvas.instructure.com/lti/"
SHARED: dict[PrivacyLevel, frozenset[str]] = {
    "public": PERSONAL_CLAIMS,
    "name_only": NAME_CLAIMS,
    "email_only": frozenset({"email"}),
    "anonymous": frozenset(),
}


class Canvas(Flavour):
    code = "canvas"
    title = "Canvas"
    product_family_code = "canvas"
    version = "cloud"
    paths = Paths(
        authorization="/api/lti/authorize_redirect",
        tokens="/login/oauth2/token",
        key_set="/api/lti/security/jwks",
        configuration="/api/lti/security/openid-configuration",
        registration="/api/lti/registrations",
        memberships="/api/lti/courses/<course_id>/names_and_roles",
        line_items="/api/lti/courses/<course_id>/line_items",
        line_item="/api/lti/courses/<course_id>/line_items/<item_id>",
    )
    storage_target = "_parent"
    storage_target_in_launch = True
    default_privacy = "anonymous"
    announces_deployment = False
    roster_page_size = 50
    deep_linking_sends_data = False
    says_accept_line_item = True

    def course_id(self, tenant_key: str, number: int) -> str:
        return self._digest(tenant_key, "course", number)

    def link_id(self, course_id: str, number: int) -> str:
        return str(self.opaque(course_id, "link", number))

    def client_id(self, platform_key: str, number: int) -> str:
        return str(10_000_000_000_000 + self.opaque(platform_key).int % 9_000_000 * 1000 + number)

    def deployment_id(self, tenant_key: str, client_id: str, number: int) -> str:
        return f"{number}:{self._digest(tenant_key, client_id)}"

    def login_parameters(
        self, platform: Platform, registration: ToolRegistration, deployment: Deployment
    ) -> dict[str, str]:
        return {
            **super().login_parameters(platform, registration, deployment),
            "canvas_region": "us-east-1",
            "canvas_environment": "prod",
        }

    def shared_claims(self, registration: ToolRegistration) -> frozenset[str]:
        return SHARED[registration.privacy_level]

    def roles(self, account: Account, membership: Membership | None) -> list[str]:
        role = INSTITUTION_ROLES[account.role]
        return [
            lti.INSTITUTION_ROLE + role,
            *super().roles(account, membership),
            lti.SYSTEM_ROLE + "User",
        ]

    def context_types(self) -> list[str]:
        return [lti.COURSE_OFFERING]

    def extra_claims(self, launch: "Launch") -> dict[str, Any]:
        return {
            "azp": launch.registration.client_id,
            "locale": launch.account.locale,
            lti.LEGACY_USER_ID: self._digest(launch.account.sub),
        }

    def known_variables(self, launch: "Launch") -> dict[str, str]:
        return {
            **super().known_variables(launch),
            "$Person.address.timezone": launch.tenant.timezone,
            "$Canvas.course.id": launch.course.id,
        }

    def messages_supported(self) -> list[Any]:
        return [
            {
                "type": lti.RESOURCE_LINK_REQUEST,
                "placements": ["course_navigation", "account_navigation"],
            },
            {
                "type": lti.DEEP_LINKING_REQUEST,
                "placements": ["assignment_selection", "link_selection", "editor_button"],
            },
        ]

    def extra_configuration(self) -> dict[str, Any]:
        return {f"{EXTENSION}account_name": "Practice"}

    def requested_privacy(self, tool: dict[str, Any]) -> PrivacyLevel:
        asked = tool.get(f"{EXTENSION}privacy_level")
        for level in get_args(PrivacyLevel):
            if level == asked:
                return SHARED_LEVELS[level]
        return self.default_privacy

    def _digest(self, *parts: object) -> str:
        return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:40]


SHARED_LEVELS: dict[str, PrivacyLevel] = {level: level for level in SHARED}
