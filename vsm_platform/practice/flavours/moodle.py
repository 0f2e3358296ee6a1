"""Moodle's `mod_lti` as a platform, after a Moodle 4.5.6 that was recorded.

Its own issuer for each site, numbers as identifiers, messages valid for 60 seconds, personal
claims only if registered, short role names in the roster, no platform storage, no `data` in
deep linking, and a return address with several query parameters.
"""

# ruff: noqa: ARG002 - a flavour answers some questions without looking at all that they give.

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.flavours.base import CONTEXT_ROLES, PERSONAL_CLAIMS, Flavour, Paths
from vsm_platform.practice.model import Account, Deployment, Membership, ToolRegistration

if TYPE_CHECKING:
    from vsm_platform.practice.launches import Launch


class Moodle(Flavour):
    code = "moodle"
    title = "Moodle"
    product_family_code = "moodle"
    version = "4.5.6 (Build: 20250811)"
    paths = Paths(
        authorization="/mod/lti/auth.php",
        tokens="/mod/lti/token.php",
        key_set="/mod/lti/certs.php",
        configuration="/mod/lti/openid-configuration.php",
        registration="/mod/lti/openid-registration.php",
        memberships="/mod/lti/services.php/CourseSection/<course_id>/bindings/<deployment_id>/memberships",
        line_items="/mod/lti/services.php/<course_id>/lineitems",
        line_item="/mod/lti/services.php/<course_id>/lineitems/<item_id>/lineitem",
    )
    message_lifetime_seconds = 60
    registers_pending = True
    refuses_unknown_scope = False
    has_test_user = False
    roster_page_size = None
    service_versions = ("1.0", "2.0")
    deep_linking_sends_data = False
    accept_types = ("ltiResourceLink",)

    def account_sub(self, tenant_key: str, number: int) -> str:
        return str(number + 2)

    def course_id(self, tenant_key: str, number: int) -> str:
        return str(number + 1)

    def link_id(self, course_id: str, number: int) -> str:
        return str(number)

    def client_id(self, platform_key: str, number: int) -> str:
        return self.opaque(platform_key, "client", number).hex[:15]

    def deployment_id(self, tenant_key: str, client_id: str, number: int) -> str:
        return str(number)

    def shared_claims(self, registration: ToolRegistration) -> frozenset[str]:
        return PERSONAL_CLAIMS & frozenset(registration.claims)

    def roster_roles(self, account: Account, membership: Membership) -> list[str]:
        return [CONTEXT_ROLES[membership.role]]

    def context_types(self) -> list[str]:
        return ["CourseSection"]

    def extra_claims(self, launch: "Launch") -> dict[str, Any]:
        outcome = {
            "lis_result_sourcedid": f'{{"data":{{"userid":"{launch.account.sub}"}}}}',
            "lis_outcome_service_url": f"{launch.issuer}/mod/lti/service.php",
        }
        claims: dict[str, Any] = {
            lti.LIS: {"person_sourcedid": "", "course_section_sourcedid": ""},
            lti.EXTENSION: {"user_username": launch.account.username, "lms": "moodle-2"},
        }
        if launch.message_type == lti.RESOURCE_LINK_REQUEST:
            claims[lti.BASIC_OUTCOME] = outcome
        return claims

    def extra_member(self, account: Account) -> dict[str, Any]:
        return {"lis_person_sourcedid": "", "ext_user_username": account.username}

    def known_variables(self, launch: "Launch") -> dict[str, str]:
        return {
            **super().known_variables(launch),
            "$User.username": launch.account.username,
            "$Person.email.primary": launch.account.email,
            "$Moodle.Person.userGroupIds": "",
        }

    def line_items_query(self, deployment: Deployment) -> str:
        return f"type_id={deployment.id}"

    def messages_supported(self) -> list[Any]:
        return [
            {"type": lti.RESOURCE_LINK_REQUEST},
            {"type": lti.DEEP_LINKING_REQUEST, "placements": ["ContentArea"]},
        ]

    def registration_problem(self, document: dict[str, Any]) -> str:
        """Moodle wants the tool's domain, with its port, to be the target link's."""
        tool = document.get(lti.TOOL_CONFIGURATION, {})
        domain = str(tool.get("domain", ""))
        target = urlsplit(str(tool.get("target_link_uri", ""))).netloc
        if not domain:
            return "The tool configuration has no domain."
        if domain.lower() != target.lower():
            return f"The domain {domain} is not that of the target_link_uri ({target})."
        return ""
