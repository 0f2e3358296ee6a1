"""What a person is in this course, in the institution and in the platform.

Follows LTI 1.3 core, 5.3.7 and appendix A.2: context roles speak for this course, institution
and system roles do not, and a role without an address (``Learner``) is a context role. Unknown
roles are ignored, as 5.3.7 asks; that none is left is a launch like any other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
_TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

_PRINCIPALS = {
    name.casefold(): name
    for name in (
        "Administrator",
        "ContentDeveloper",
        "Instructor",
        "Learner",
        "Manager",
        "Member",
        "Mentor",
        "Officer",
    )
}
_INSTRUCTOR = "Instructor"
_ASSISTANT = "TeachingAssistant"
_SYSTEM_ADMINISTRATORS = frozenset({"AccountAdmin", "Administrator", "Creator", "SysAdmin"})


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of one launch, sorted by what they speak for.

    ``context`` holds names such as ``Instructor``, and sub-roles with their principal role,
    such as ``Instructor#TeachingAssistant``; ``institution`` and ``system`` hold plain names.
    """

    context: frozenset[str]
    institution: frozenset[str]
    system: frozenset[str]
    is_test_user: bool = False

    @classmethod
    def parse(cls, roles: Iterable[str]) -> "Roles":
        """Sort the values of a roles claim, or of a membership's ``roles``."""
        given = frozenset(roles)
        context = {_context_role(role) for role in given}
        return cls(
            context=frozenset(role for role in context if role),
            institution=_with_prefix(given, _INSTITUTION),
            system=_with_prefix(given, _SYSTEM),
            is_test_user=_TEST_USER in given,
        )

    @property
    def is_instructor(self) -> bool:
        """Teaches this course; an instructor elsewhere in the institution does not count.

        Platforms send the principal role along with the sub-role (core, 5.3.7.1): beside
        ``Instructor#TeachingAssistant`` a bare ``Instructor`` says nothing more, and the person
        is taken for the assistant, who may do less.
        """
        others = {role for role in self._under(_INSTRUCTOR) if not _is_assistant(role)}
        return others > {_INSTRUCTOR} or (bool(others) and not self.is_teaching_assistant)

    @property
    def is_teaching_assistant(self) -> bool:
        return any(_is_assistant(role) for role in self.context)

    @property
    def is_learner(self) -> bool:
        return bool(self._under("Learner"))

    @property
    def is_mentor(self) -> bool:
        return bool(self._under("Mentor"))

    @property
    def is_content_developer(self) -> bool:
        return bool(self._under("ContentDeveloper"))

    @property
    def is_administrator(self) -> bool:
        """Administers this course: neither the institution nor the platform."""
        return bool(self._under("Administrator"))

    @property
    def is_institution_administrator(self) -> bool:
        return "Administrator" in self.institution

    @property
    def is_system_administrator(self) -> bool:
        return not _SYSTEM_ADMINISTRATORS.isdisjoint(self.system)

    def _under(self, principal: str) -> set[str]:
        return {role for role in self.context if role.partition("#")[0] == principal}


def _is_assistant(role: str) -> bool:
    return role.startswith(f"{_INSTRUCTOR}#{_ASSISTANT}")


def _with_prefix(roles: Iterable[str], prefix: str) -> frozenset[str]:
    return frozenset(role.removeprefix(prefix) for role in roles if role.startswith(prefix))


def _context_role(role: str) -> str | None:
    """``Instructor`` or ``Instructor#TeachingAssistant``; None for every other kind of role."""
    if role.startswith(f"{_MEMBERSHIP}#"):
        name = role.removeprefix(f"{_MEMBERSHIP}#")
    elif role.startswith(f"{_MEMBERSHIP}/"):
        name = role.removeprefix(f"{_MEMBERSHIP}/")
    elif ":" in role:
        return None
    else:
        name = role.replace("/", "#", 1)
    if name.startswith(_ASSISTANT):
        return f"{_INSTRUCTOR}#{name}"
    principal, hash_sign, sub_role = name.partition("#")
    known = _PRINCIPALS.get(principal.casefold())
    return known and f"{known}{hash_sign}{sub_role}"
