"""The claims of an LTI message as plain typed values.

Names and rules: LTI 1.3 core, 5.3 and 5.4; Deep Linking 2.0, 4.4.1; Names and Role Provisioning
Services 2.0, 3.6.1.1; Assignment and Grade Services 2.0, 3.8. The message's own checks stand in
``lti.launch``; how a single claim is read stands in ``lti.reading``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lti.reading import ClaimReader, shown

CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/"
MESSAGE_TYPE: Final = CLAIM + "message_type"
VERSION: Final = CLAIM + "version"
DEPLOYMENT_ID: Final = CLAIM + "deployment_id"
TARGET_LINK_URI: Final = CLAIM + "target_link_uri"
ROLES: Final = CLAIM + "roles"
CONTEXT: Final = CLAIM + "context"
RESOURCE_LINK: Final = CLAIM + "resource_link"
CUSTOM: Final = CLAIM + "custom"
LAUNCH_PRESENTATION: Final = CLAIM + "launch_presentation"
TOOL_PLATFORM: Final = CLAIM + "tool_platform"
NAMES_AND_ROLES: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
ASSIGNMENTS_AND_GRADES: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
GROUPS: Final = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
DEEP_LINKING_SETTINGS: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"


@dataclass(frozen=True, slots=True)
class Context:
    """The course (or group) in the platform; ``id`` is unique only within its deployment."""

    id: str
    label: str
    title: str
    types: tuple[str, ...]

    @classmethod
    def read(cls, claims: ClaimReader) -> "Context | None":
        context = claims.object(CONTEXT)
        if not context:
            return None
        return cls(
            id=context.identifier("id"),
            label=context.text("label"),
            title=context.text("title"),
            types=context.texts("type"),
        )


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """The link that was clicked; ``id`` is unique only within its deployment."""

    id: str
    title: str
    description: str

    @classmethod
    def read(cls, claims: ClaimReader) -> "ResourceLink":
        link = claims.required_object(RESOURCE_LINK)
        return cls(
            id=link.identifier("id"),
            title=link.text("title"),
            description=link.text("description", limit=10_000),
        )


@dataclass(frozen=True, slots=True)
class ToolPlatform:
    """The LMS as it describes itself; ``""`` for what it does not say."""

    guid: str
    product_family_code: str
    version: str
    name: str

    @classmethod
    def read(cls, claims: ClaimReader) -> "ToolPlatform | None":
        platform = claims.object(TOOL_PLATFORM)
        if not platform:
            return None
        return cls(
            guid=platform.text("guid"),
            product_family_code=platform.text("product_family_code"),
            version=platform.text("version"),
            name=platform.text("name"),
        )


@dataclass(frozen=True, slots=True)
class LaunchPresentation:
    """How the platform shows the tool, and where it wants the person back.

    ``return_url`` is None unless it is an http or https address.
    """

    document_target: str
    return_url: str | None
    locale: str

    @classmethod
    def read(cls, claims: ClaimReader) -> "LaunchPresentation":
        presentation = claims.object(LAUNCH_PRESENTATION)
        return cls(
            document_target=presentation.text("document_target"),
            return_url=presentation.address("return_url"),
            locale=presentation.text("locale"),
        )


@dataclass(frozen=True, slots=True)
class NamesAndRoles:
    """Where this course's members can be read."""

    context_memberships_url: str
    service_versions: tuple[str, ...]

    @classmethod
    def read(cls, claims: ClaimReader) -> "NamesAndRoles | None":
        service = claims.object(NAMES_AND_ROLES)
        address = service.address("context_memberships_url")
        if address is None:
            return None
        return cls(address, service.texts("service_versions"))


@dataclass(frozen=True, slots=True)
class CourseGroups:
    """Where this course's groups can be read (Course Groups Service 1.0)."""

    context_groups_url: str
    context_group_sets_url: str | None

    @classmethod
    def read(cls, claims: ClaimReader) -> "CourseGroups | None":
        service = claims.object(GROUPS)
        address = service.address("context_groups_url")
        if address is None:
            return None
        return cls(address, service.address("context_group_sets_url"))


@dataclass(frozen=True, slots=True)
class AssignmentsAndGrades:
    """Where this course's line items stand, and which scopes this tool may ask for."""

    scopes: tuple[str, ...]
    lineitems: str | None
    lineitem: str | None

    @classmethod
    def read(cls, claims: ClaimReader) -> "AssignmentsAndGrades | None":
        endpoint = claims.object(ASSIGNMENTS_AND_GRADES)
        if not endpoint:
            return None
        return cls(
            scopes=endpoint.texts("scope"),
            lineitems=endpoint.address("lineitems"),
            lineitem=endpoint.address("lineitem"),
        )


@dataclass(frozen=True, slots=True)
class DeepLinkingSettings:
    """What the platform takes, and where.

    ``data`` must be sent back as it came; None where the platform sent none.
    """

    deep_link_return_url: str
    accept_types: tuple[str, ...]
    accept_presentation_document_targets: tuple[str, ...]
    accept_multiple: bool
    auto_create: bool
    title: str
    text: str
    data: str | None
    accept_line_item: bool
    """Whether a link may bring its gradebook column; true unless the platform says no."""

    @classmethod
    def read(cls, claims: ClaimReader) -> "DeepLinkingSettings":
        settings = claims.required_object(DEEP_LINKING_SETTINGS)
        targets = "accept_presentation_document_targets"
        return cls(
            deep_link_return_url=settings.required_address("deep_link_return_url"),
            accept_types=settings.texts("accept_types"),
            accept_presentation_document_targets=settings.texts(targets),
            accept_multiple=settings.flag("accept_multiple"),
            auto_create=settings.flag("auto_create"),
            title=settings.text("title"),
            text=settings.text("text", limit=10_000),
            data=settings.carried("data"),
            accept_line_item=settings.values.get("accept_lineitem") not in (False, "false"),
        )


def custom_parameters(claims: ClaimReader) -> Mapping[str, str]:
    """The custom claim, without what the platform could not fill in.

    A variable that the platform does not know arrives as its own name (``$Person.email``), by
    core 5.4.6.1, and says nothing; neither does a value that is no text.
    """
    values: Mapping[str, Any] = claims.object(CUSTOM).values
    return {
        shown(name): shown(value)
        for name, value in values.items()
        if isinstance(value, str) and not value.startswith("$")
    }
