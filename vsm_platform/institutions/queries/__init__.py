"""What is known of institutions, their LMSs, deployments and our keys."""

from vsm_platform.institutions.queries.audit_log import (
    AuditLine,
    AuditPage,
    PersonNames,
    audit_page,
    no_names,
)
from vsm_platform.institutions.queries.connections import connection_through, connections_of
from vsm_platform.institutions.queries.deployments import (
    DeploymentView,
    access_deployment,
    access_waiting_deployment,
    deployments_of,
    find_deployment,
    waiting_deployments,
)
from vsm_platform.institutions.queries.frames import (
    allow_frame_once,
    forget_registrations,
    frame_ancestors,
)
from vsm_platform.institutions.queries.institutions import (
    InstitutionLine,
    Standing,
    access_institution,
    list_institution_lines,
    list_institutions,
)
from vsm_platform.institutions.queries.invitations import (
    Difference,
    access_invitation,
    access_usable_invitation,
    access_waiting_answer,
    differences,
    institutions_of,
    invited_institution_id,
    waiting_answers,
)
from vsm_platform.institutions.queries.registrations import (
    access_registration,
    list_registration_lines,
    shared_registrations,
)
from vsm_platform.institutions.queries.tool_keys import (
    list_tool_keys,
    published_key_set,
    rotation_possible_at,
    signing_key,
)

__all__ = [
    "AuditLine",
    "AuditPage",
    "DeploymentView",
    "Difference",
    "InstitutionLine",
    "PersonNames",
    "Standing",
    "access_deployment",
    "access_institution",
    "access_invitation",
    "access_registration",
    "access_usable_invitation",
    "access_waiting_answer",
    "access_waiting_deployment",
    "allow_frame_once",
    "audit_page",
    "connection_through",
    "connections_of",
    "deployments_of",
    "differences",
    "find_deployment",
    "forget_registrations",
    "frame_ancestors",
    "institutions_of",
    "invited_institution_id",
    "list_institution_lines",
    "list_institutions",
    "list_registration_lines",
    "list_tool_keys",
    "no_names",
    "published_key_set",
    "rotation_possible_at",
    "shared_registrations",
    "signing_key",
    "waiting_answers",
    "waiting_deployments",
]
