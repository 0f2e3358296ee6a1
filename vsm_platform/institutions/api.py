"""What other rooms may use of the institutions."""

from dataclasses import dataclass

from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.actions import (
    CourseServices,
    InstitutionDetails,
    LmsConnection,
    do_add_institution,
    do_connect_lms,
    do_ensure_signing_key,
    do_note_course_services,
    do_note_unknown_deployment,
    do_rotate_keys,
)
from vsm_platform.institutions.connections import (
    LmsConnections,
    init_connections,
    lms_connections,
)
from vsm_platform.institutions.models import (
    Deployment,
    Institution,
    InstitutionKind,
    LmsCourse,
    Registration,
    State,
)
from vsm_platform.institutions.queries import (
    DeploymentView,
    find_deployment,
    forget_registrations,
    frame_ancestors,
    list_institutions,
    published_key_set,
    signing_key,
)
from vsm_platform.institutions.rosters import (
    RosterMember,
    RosterPage,
    RosterSource,
    RosterUnavailable,
    lms_family,
    roster_pages,
    roster_setting,
    roster_source,
)
from vsm_platform.institutions.stores import KeySetCache, LoginStore, RegistrationStore


@dataclass(frozen=True, slots=True)
class LtiStores:
    """Everything that ``lti`` wants stored, in one database; made once for a process."""

    registrations: RegistrationStore
    logins: LoginStore
    key_sets: KeySetCache

    @classmethod
    def of(cls, database: Database) -> "LtiStores":
        registrations = RegistrationStore(database)
        logins = LoginStore(database, registrations)
        return cls(registrations, logins, KeySetCache(database))


__all__ = [
    "CourseServices",
    "Deployment",
    "DeploymentView",
    "Institution",
    "InstitutionDetails",
    "InstitutionKind",
    "KeySetCache",
    "LmsConnection",
    "LmsConnections",
    "LmsCourse",
    "LoginStore",
    "LtiStores",
    "Registration",
    "RegistrationStore",
    "RosterMember",
    "RosterPage",
    "RosterSource",
    "RosterUnavailable",
    "State",
    "do_add_institution",
    "do_connect_lms",
    "do_ensure_signing_key",
    "do_note_course_services",
    "do_note_unknown_deployment",
    "do_rotate_keys",
    "find_deployment",
    "forget_registrations",
    "frame_ancestors",
    "init_connections",
    "list_institutions",
    "lms_connections",
    "lms_family",
    "published_key_set",
    "roster_pages",
    "roster_setting",
    "roster_source",
    "signing_key",
]
