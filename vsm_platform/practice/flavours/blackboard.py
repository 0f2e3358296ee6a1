"""Blackboard Learn as a platform: one issuer, one client id, a deployment for each university.

The vendor registers the application once, so there is no dynamic registration here. Login is a
redirect, platform storage stands in the frame `lti_storage_frame` and is named only in the
login. A deep linking response must name the application as `iss` and as `sub`.
"""

# ruff: noqa: ARG002 - a flavour answers some questions without looking at all that they give.

from typing import TYPE_CHECKING, Any

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.flavours.base import INSTITUTION_ROLES, Flavour, Paths
from vsm_platform.practice.model import Account, Membership

if TYPE_CHECKING:
    from vsm_platform.practice.launches import Launch


class Blackboard(Flavour):
    code = "blackboard"
    title = "Blackboard"
    product_family_code = "BlackboardLearn"
    version = "3900"
    paths = Paths(
        authorization="/api/v1/gateway/oidcauth",
        tokens="/api/v1/gateway/oauth2/jwttoken",
        key_set="/api/v1/management/applications/<client_id>/jwks.json",
        configuration="",
        registration="",
        memberships="/learn/api/v1/lti/external/namesandroles/<course_id>",
        line_items="/learn/api/v1/lti/courses/<course_id>/lineItems",
        line_item="/learn/api/v1/lti/courses/<course_id>/lineItems/<item_id>",
        groups="/learn/api/v1/lti/courses/<course_id>/groups",
        group_sets="/learn/api/v1/lti/courses/<course_id>/groupsets",
    )
    login_method = "GET"
    storage_target = "lti_storage_frame"
    roster_page_size = 200
    deep_linking_response_has_sub = True

    def account_sub(self, tenant_key: str, number: int) -> str:
        return self.opaque(tenant_key, "account", number).hex

    def course_id(self, tenant_key: str, number: int) -> str:
        return self.opaque(tenant_key, "course", number).hex

    def link_id(self, course_id: str, number: int) -> str:
        return f"_{number}_1"

    def roles(self, account: Account, membership: Membership | None) -> list[str]:
        role = INSTITUTION_ROLES[account.role]
        return [*super().roles(account, membership), lti.INSTITUTION_ROLE + role]

    def extra_claims(self, launch: "Launch") -> dict[str, Any]:
        return {
            "azp": launch.registration.client_id,
            "locale": launch.account.locale,
            lti.LIS: {
                "person_sourcedid": launch.account.username,
                "course_section_sourcedid": launch.course.label,
            },
        }
