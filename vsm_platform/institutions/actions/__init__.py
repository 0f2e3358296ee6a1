"""What administrators do with institutions, their LMSs, deployments and our keys.

Every action records itself in the audit log, within the same transaction.
"""

from vsm_platform.institutions.actions.deployments import (
    do_add_deployment,
    do_approve_deployment,
    do_note_unknown_deployment,
    do_reactivate_deployment,
    do_suspend_deployment,
)
from vsm_platform.institutions.actions.institutions import (
    InstitutionDetails,
    do_add_institution,
    do_change_institution,
    do_reactivate_institution,
    do_suspend_institution,
)
from vsm_platform.institutions.actions.lms_courses import (
    CourseServices,
    do_note_course_services,
)
from vsm_platform.institutions.actions.registrations import (
    LmsConnection,
    do_change_registration,
    do_connect_lms,
    do_disable_registration,
    do_enable_registration,
)
from vsm_platform.institutions.actions.tool_keys import do_ensure_signing_key, do_rotate_keys

__all__ = [
    "CourseServices",
    "InstitutionDetails",
    "LmsConnection",
    "do_add_deployment",
    "do_add_institution",
    "do_approve_deployment",
    "do_change_institution",
    "do_change_registration",
    "do_connect_lms",
    "do_disable_registration",
    "do_enable_registration",
    "do_ensure_signing_key",
    "do_note_course_services",
    "do_note_unknown_deployment",
    "do_reactivate_deployment",
    "do_reactivate_institution",
    "do_rotate_keys",
    "do_suspend_deployment",
    "do_suspend_institution",
]
