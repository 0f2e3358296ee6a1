"""The platform's answer to a login becomes a verified launch.

``validate_launch`` is what a host calls; how a message is checked stands in ``lti.message``, and
what its claims mean in ``lti.claims`` (LTI 1.3 core, 5.3 and 5.4).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lti import claims, ports
from lti.errors import LaunchError
from lti.keys import NoKeySetCache, PlatformKeySets
from lti.message import STATE_FORM, Binding, LaunchHost, MessageType, ToolMessage
from lti.roles import Roles

__all__ = ["Binding", "Launch", "MessageType", "peek_login", "validate_launch"]

_NO_CACHE: Final = NoKeySetCache()
_ERROR_CODE: Final = re.compile(r"[a-z_]{1,64}")


@dataclass(frozen=True, slots=True)
class Launch:
    """A verified launch.

    A person is (registration, subject); an institution is (registration, deployment_id), which
    the host may not know yet. Texts that the platform did not send are ``""``. ``resource_link``
    is None in deep linking, and ``deep_linking`` in every other message. What says who the person
    is stays out of ``repr``, which ends in logs.
    """

    registration: ports.Registration
    deployment_id: str
    subject: str
    message_type: MessageType
    roles: Roles
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    name: str = field(repr=False)
    email: str = field(repr=False)
    locale: str
    context: claims.Context | None
    resource_link: claims.ResourceLink | None
    target_link_uri: str
    custom: Mapping[str, str] = field(repr=False)
    return_url: str | None
    document_target: str
    tool_platform: claims.ToolPlatform | None
    names_and_roles: claims.NamesAndRoles | None
    assignments_and_grades: claims.AssignmentsAndGrades | None
    course_groups: claims.CourseGroups | None
    deep_linking: claims.DeepLinkingSettings | None
    binding: Binding
    launched_at: datetime


def peek_login(form: Mapping[str, str], logins: ports.LoginStore) -> ports.LoginState | None:
    """The login that this launch answers, left unused; None where there is none.

    Lets the host ask the platform's storage for the state first, where the login named a
    storage target and the cookie did not come back.
    """
    state = form.get("state", "")
    return logins.find(state) if STATE_FORM.fullmatch(state) else None


def validate_launch(
    form: Mapping[str, str],
    *,
    cookies: Mapping[str, str],
    stored_state: str | None,
    registrations: ports.RegistrationStore,
    logins: ports.LoginStore,
    key_sets: PlatformKeySets,
    clock: ports.Clock,
    is_own_address: Callable[[str], bool],
    key_set_cache: ports.KeySetCache = _NO_CACHE,
) -> Launch:
    """Verify what the platform posted; its login is used up, whatever comes out.

    Args:
        form: the posted form.
        cookies: the browser's cookies.
        stored_state: what the platform's storage gave back for this login, if it was asked.
        registrations: where the login's platform is looked up.
        logins: where the login is taken from.
        key_sets: the platform keys that this process holds.
        clock: the present instant.
        is_own_address: whether a target_link_uri is a place of this tool.
        key_set_cache: key sets shared with other processes; without it each fetches its own.

    Raises:
        LaunchError: the launch is refused.
        PlatformKeysError: the platform's keys cannot be had now.
    """
    if "error" in form:
        raise LaunchError("platform_refused", error=_known_form(form["error"]))
    host = LaunchHost(registrations, logins, key_sets, key_set_cache, clock, is_own_address)
    message = ToolMessage(form, cookies, stored_state, host)
    message.validate()
    return _launch(message, clock())


def _known_form(error: str) -> str:
    """The platform's error code (OpenID Connect Core, 3.1.2.6), if it looks like one."""
    return error if _ERROR_CODE.fullmatch(error) else "unknown"


def _launch(message: ToolMessage, launched_at: datetime) -> Launch:
    values = message.claims
    presentation = claims.LaunchPresentation.read(values)
    return Launch(
        registration=message.registration,
        deployment_id=values.identifier(claims.DEPLOYMENT_ID),
        subject=values.identifier("sub"),
        message_type=message.message_type,
        roles=Roles.parse(values.required_texts(claims.ROLES)),
        given_name=values.text("given_name"),
        family_name=values.text("family_name"),
        name=values.text("name"),
        email=values.text("email"),
        locale=presentation.locale or values.text("locale"),
        context=claims.Context.read(values),
        resource_link=message.resource_link,
        target_link_uri=message.login.target_link_uri,
        custom=claims.custom_parameters(values),
        return_url=presentation.return_url,
        document_target=presentation.document_target,
        tool_platform=claims.ToolPlatform.read(values),
        names_and_roles=claims.NamesAndRoles.read(values),
        assignments_and_grades=claims.AssignmentsAndGrades.read(values),
        course_groups=claims.CourseGroups.read(values),
        deep_linking=message.deep_linking,
        binding=message.binding,
        launched_at=launched_at,
    )
