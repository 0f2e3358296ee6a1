"""A launch under way: who opens what, for which tool, by which deployment."""

from dataclasses import dataclass
from typing import Literal

from vsm_platform.practice.flavours import FLAVOURS, Flavour
from vsm_platform.practice.model import (
    Account,
    Course,
    Deployment,
    Membership,
    Platform,
    ResourceLink,
    Tenant,
    ToolRegistration,
)

DocumentTarget = Literal["iframe", "window"]


@dataclass(frozen=True)
class Launch:
    """Everything a message is made of; `link` is None in a deep linking request."""

    issuer: str
    platform: Platform
    tenant: Tenant
    registration: ToolRegistration
    deployment: Deployment
    course: Course
    account: Account
    membership: Membership | None
    link: ResourceLink | None
    message_type: str
    document_target: DocumentTarget

    @property
    def flavour(self) -> Flavour:
        return FLAVOURS[self.platform.flavour]

    @property
    def target_link_uri(self) -> str:
        if self.link and self.link.url:
            return self.link.url
        return self.registration.target_link_uri
