"""What the LMSs do differently, as one object with a method for each difference.

The defaults are a plain LTI 1.3 Advantage platform (LTI Core 1.3, LTI Security Framework 1.0);
each flavour overrides what its LMS is known to do otherwise. Everything that is the same in all
of them stands in the protocol's own modules.
"""

# ruff: noqa: ARG002 - the plain answer often needs nothing of what a flavour may ask for.

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import quote

from vsm_platform.practice import vocabulary as lti
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

NAMESPACE = uuid.UUID("6f7c3a0e-3b53-5f0e-9a55-0d5f3a1e7c11")
NAME_CLAIMS = frozenset({"name", "given_name", "family_name"})
PERSONAL_CLAIMS = NAME_CLAIMS | {"email"}
INSTITUTION_ROLES = {"student": "Student", "teacher": "Instructor"}
CONTEXT_ROLES = {"student": "Learner", "teacher": "Instructor"}


@dataclass(frozen=True)
class Paths:
    """Addresses below the issuer (the first five) and below a university (the others).

    An empty `registration` says that the LMS offers no dynamic registration, an empty `groups`
    that it has no Course Groups Service.
    """

    authorization: str
    tokens: str
    key_set: str
    configuration: str
    registration: str
    memberships: str
    line_items: str
    line_item: str
    groups: str = ""
    group_sets: str = ""


class Flavour:
    """A plain platform; see the module's docstring."""

    code: ClassVar[str]
    title: ClassVar[str]
    product_family_code: ClassVar[str]
    version: ClassVar[str] = "practice"
    paths: ClassVar[Paths]

    #: How the login is initiated: a redirect, or a form that sends itself.
    login_method: ClassVar[Literal["GET", "POST"]] = "POST"
    #: Seconds between iat and exp of a message.
    message_lifetime_seconds: ClassVar[int] = 3600
    storage_target: ClassVar[str] = ""
    #: Whether the storage target travels with the launch form as well as with the login.
    storage_target_in_launch: ClassVar[bool] = False
    default_privacy: ClassVar[PrivacyLevel] = "public"
    #: Whether a tool can be told its deployment ids before the first launch.
    announces_deployment: ClassVar[bool] = True
    #: Whether a dynamically registered tool waits for the LMS's administrator.
    registers_pending: ClassVar[bool] = False
    #: Whether a request for a scope that was not granted fails, or is cut to the granted ones.
    refuses_unknown_scope: ClassVar[bool] = True
    has_test_user: ClassVar[bool] = True
    #: Members on a roster page when the tool sets no limit; None means all of them.
    roster_page_size: ClassVar[int | None] = 100
    service_versions: ClassVar[tuple[str, ...]] = ("2.0",)
    deep_linking_response_has_sub: ClassVar[bool] = False
    deep_linking_sends_data: ClassVar[bool] = True
    accept_types: ClassVar[tuple[str, ...]] = ("ltiResourceLink", "link")
    accept_multiple: ClassVar[bool] = True

    def scopes(self) -> tuple[str, ...]:
        """The scopes of all services that this LMS has."""
        return (*lti.ALL_SCOPES, lti.SCOPE_GROUPS) if self.paths.groups else lti.ALL_SCOPES

    # Identifiers, stable for the same university and number.

    def opaque(self, *parts: object) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, "/".join([self.code, *map(str, parts)]))

    def account_sub(self, tenant_key: str, number: int) -> str:
        return str(self.opaque(tenant_key, "account", number))

    def course_id(self, tenant_key: str, number: int) -> str:
        return str(self.opaque(tenant_key, "course", number))

    def link_id(self, course_id: str, number: int) -> str:
        return str(self.opaque(course_id, "link", number))

    def client_id(self, platform_key: str, number: int) -> str:
        return str(self.opaque(platform_key, "client", number))

    def deployment_id(self, tenant_key: str, client_id: str, number: int) -> str:
        return str(self.opaque(tenant_key, client_id, "deployment"))

    # The login.

    def login_parameters(
        self, platform: Platform, registration: ToolRegistration, deployment: Deployment
    ) -> dict[str, str]:
        """Parameters beside iss, target_link_uri and the two hints (LTI Core 1.3, 4.1)."""
        parameters = {"client_id": registration.client_id, "lti_deployment_id": deployment.id}
        if platform.storage_target:
            parameters["lti_storage_target"] = platform.storage_target
        return parameters

    # Messages.

    def shared_claims(self, registration: ToolRegistration) -> frozenset[str]:
        """Which personal claims this tool is given."""
        return PERSONAL_CLAIMS

    def roles(self, account: Account, membership: Membership | None) -> list[str]:
        """Roles of a launch, as full URIs."""
        role = membership.role if membership else account.role
        roles = [lti.CONTEXT_ROLE + CONTEXT_ROLES[role]]
        if account.is_test_user:
            roles.append(lti.TEST_USER_ROLE)
        return roles

    def roster_roles(self, account: Account, membership: Membership) -> list[str]:
        return self.roles(account, membership)

    def context_types(self) -> list[str]:
        return [lti.COURSE_SECTION]

    def extra_claims(self, launch: "Launch") -> dict[str, Any]:
        """Claims that this LMS sends beside the common ones, or in their place."""
        return {}

    def extra_member(self, account: Account) -> dict[str, Any]:
        """Fields of a roster's member beside the common ones."""
        return {}

    def known_variables(self, launch: "Launch") -> dict[str, str]:
        """Custom parameter variables that this LMS expands; the others travel as they are."""
        return {
            "$User.id": launch.account.sub,
            "$Context.id": launch.course.id,
            "$Context.title": launch.course.title,
            "$CourseSection.title": launch.course.title,
            "$ResourceLink.id": launch.link.id if launch.link else "",
            "$Person.name.full": launch.account.name,
        }

    # Services.

    def token_audience(self, token_address: str, issuer: str) -> list[str]:
        """What the client assertion's `aud` may be."""
        return [token_address]

    def line_items_query(self, deployment: Deployment) -> str:
        """A query that every grade address of this LMS carries."""
        return ""

    # Dynamic registration.

    def messages_supported(self) -> list[Any]:
        return [{"type": lti.RESOURCE_LINK_REQUEST}, {"type": lti.DEEP_LINKING_REQUEST}]

    def extra_configuration(self) -> dict[str, Any]:
        """Members of the LTI platform configuration beside the common ones."""
        return {}

    def registration_problem(self, document: dict[str, Any]) -> str:
        """Say what this LMS dislikes in a registration request, or nothing."""
        return ""

    def requested_privacy(self, tool: dict[str, Any]) -> PrivacyLevel:
        """Read the privacy level that a registration asks for."""
        return self.default_privacy


def fill(path: str, **values: str) -> str:
    """Put values into a path with `<name>` places, percent-encoded."""
    return re.sub(r"<(\w+)>", lambda match: quote(values[match[1]], safe=":"), path)
