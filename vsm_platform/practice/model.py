"""What stands in a practice LMS, as plain dataclasses.

The tree is: a platform (an issuer with keys) holds tenants (universities) and tool
registrations; a tenant holds accounts and courses; a course holds memberships, resource links
and line items; a line item holds scores. All of it can be written as JSON (`state`). Instants
are ISO 8601 strings with an offset, as they travel in the services.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from vsm_platform.practice.faults import Faults

Role = Literal["student", "teacher"]
PrivacyLevel = Literal["public", "name_only", "email_only", "anonymous"]


@dataclass
class SigningKey:
    """One RSA key of a platform; `private_key_pem` is PKCS #8 text."""

    kid: str
    private_key_pem: str


@dataclass
class Score:
    """One score as a tool sent it (Assignment and Grade Services 2.0, section 3.4)."""

    user_id: str
    timestamp: str
    activity_progress: str
    grading_progress: str
    score_given: float | None = None
    score_maximum: float | None = None
    comment: str = ""
    submission: dict[str, Any] = field(default_factory=dict)


@dataclass
class Result:
    """What the gradebook shows of one person in one column (section 3.3)."""

    user_id: str
    result_score: float | None
    result_maximum: float
    comment: str


@dataclass
class LineItem:
    """One column of a course's gradebook; `scores` are in the order of arrival."""

    id: str
    client_id: str
    label: str
    score_maximum: float
    resource_id: str = ""
    resource_link_id: str = ""
    tag: str = ""
    start_date_time: str = ""
    end_date_time: str = ""
    scores: list[Score] = field(default_factory=list)


@dataclass
class ResourceLink:
    """A tool's link in a course; an empty `url` means the tool's default target link URI."""

    id: str
    client_id: str
    title: str
    url: str = ""
    text: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    line_item_id: str = ""


@dataclass
class Membership:
    """An account's place in a course.

    `changed` is the world's revision at the last change; a removed member stays with the status
    `Deleted`, so that the roster can tell differences.
    """

    sub: str
    role: Role
    status: Literal["Active", "Inactive", "Deleted"] = "Active"
    changed: int = 0


@dataclass
class Group:
    """A group of a course; `subs` are its members, `set_name` the set that it belongs to."""

    id: str
    name: str
    set_name: str = ""
    subs: list[str] = field(default_factory=list)


@dataclass
class Course:
    id: str
    label: str
    title: str
    links: dict[str, ResourceLink] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    line_items: dict[str, LineItem] = field(default_factory=dict)
    #: Content items of other types than `ltiResourceLink`, as deep linking placed them.
    other_items: list[dict[str, Any]] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)


@dataclass
class Account:
    """A person as the LMS knows them; `sub` is unique within the tenant."""

    sub: str
    username: str
    given_name: str
    family_name: str
    name: str
    email: str
    locale: str
    role: Role
    is_test_user: bool = False


@dataclass
class Tenant:
    """One university; `timezone` is an IANA name, `country` an ISO 3166 code."""

    key: str
    platform_key: str
    name: str
    country: str
    timezone: str
    locale: str
    accounts: dict[str, Account] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)

    def people(self, role: Role, *, is_test_user: bool = False) -> list[Account]:
        return [
            account
            for account in self.accounts.values()
            if account.role == role and account.is_test_user == is_test_user
        ]


@dataclass
class Deployment:
    """A tool registration's use by one tenant."""

    id: str
    tenant_key: str


@dataclass
class ToolRegistration:
    """A tool as a platform knows it; launches are possible while `active`.

    `claims` are the personal claims that the tool asked for (Moodle sends no others);
    `privacy_level` is Canvas's own setting.
    """

    client_id: str
    name: str
    login_initiation_url: str
    redirect_uris: list[str]
    target_link_uri: str
    jwks_uri: str
    scopes: list[str]
    claims: list[str]
    messages: list[str]
    custom: dict[str, str] = field(default_factory=dict)
    privacy_level: PrivacyLevel = "public"
    active: bool = True
    deployments: list[Deployment] = field(default_factory=list)


@dataclass
class Platform:
    """One LMS installation: an issuer, its keys, its tools and the universities on it.

    An empty `issuer` stands for the practice LMS's own address and the key. `storage_target`
    names the frame of LTI platform storage; empty means that none is offered.
    """

    key: str
    flavour: str
    issuer: str = ""
    storage_target: str = ""
    signing_keys: list[SigningKey] = field(default_factory=list)
    current_kid: str = ""
    tenants: dict[str, Tenant] = field(default_factory=dict)
    registrations: dict[str, ToolRegistration] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    #: The last number given to anything of this platform that is numbered.
    last_number: int = 0
