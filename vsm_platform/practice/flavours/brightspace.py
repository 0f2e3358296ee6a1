"""D2L Brightspace as a platform: own issuer, a token audience apart from the token address.

Registration tokens are good for one use within an hour; platform storage is offered.
"""

# ruff: noqa: ARG002 - a flavour answers some questions without looking at all that they give.

from typing import TYPE_CHECKING, Any

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.flavours.base import INSTITUTION_ROLES, Flavour, Paths
from vsm_platform.practice.model import Account, Membership

if TYPE_CHECKING:
    from vsm_platform.practice.launches import Launch


class Brightspace(Flavour):
    code = "brightspace"
    title = "D2L Brightspace"
    product_family_code = "desire2learn"
    version = "20.26"
    paths = Paths(
        authorization="/d2l/lti/authenticate",
        tokens="/core/connect/token",
        key_set="/d2l/.well-known/jwks",
        configuration="/d2l/.well-known/openid-configuration",
        registration="/d2l/api/lti/registration",
        memberships="/d2l/api/lti/nrps/2.0/deployment/<deployment_id>/orgunit/<course_id>/memberships",
        line_items="/d2l/api/lti/ags/2.0/deployment/orgunit/<course_id>/lineitems",
        line_item="/d2l/api/lti/ags/2.0/deployment/orgunit/<course_id>/lineitems/<item_id>",
    )
    storage_target = "_parent"

    def account_sub(self, tenant_key: str, number: int) -> str:
        return f"{self.opaque(tenant_key)}_{number + 100}"

    def course_id(self, tenant_key: str, number: int) -> str:
        return str(6600 + number)

    def roles(self, account: Account, membership: Membership | None) -> list[str]:
        role = INSTITUTION_ROLES[account.role]
        return [lti.INSTITUTION_ROLE + role, *super().roles(account, membership)]

    def extra_claims(self, launch: "Launch") -> dict[str, Any]:
        return {
            "azp": launch.registration.client_id,
            "http://www.brightspace.com": {
                "tenant_id": str(self.opaque(launch.tenant.key)),
                "username": launch.account.username,
            },
        }

    def token_audience(self, token_address: str, issuer: str) -> list[str]:
        return [f"{issuer}/auth/token"]
