"""The audit log in words: what each recorded action means, and what its details are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from vsm_platform.core.audit import AuditEntry

_ACTIONS = {
    "institutions.institution_added": _l("Institution added"),
    "institutions.institution_changed": _l("Institution changed"),
    "institutions.institution_suspended": _l("Institution suspended"),
    "institutions.institution_reactivated": _l("Institution reactivated"),
    "institutions.lms_connected": _l("LMS connected"),
    "institutions.lms_changed": _l("LMS changed"),
    "institutions.lms_disabled": _l("LMS disabled"),
    "institutions.lms_enabled": _l("LMS enabled"),
    "institutions.deployment_seen": _l("Unknown deployment seen at a launch"),
    "institutions.deployment_added": _l("Deployment added"),
    "institutions.deployment_approved": _l("Deployment approved"),
    "institutions.deployment_suspended": _l("Deployment suspended"),
    "institutions.deployment_reactivated": _l("Deployment reactivated"),
    "institutions.tool_keys_made": _l("First keys made"),
    "institutions.tool_keys_rotated": _l("Keys rotated"),
    "grading.mark_added": _l("Mark added"),
    "grading.mark_renamed": _l("Mark renamed"),
    "grading.column_set": _l("Column of a gradebook set up or changed"),
    "grading.column_stopped": _l("Column of a gradebook switched off"),
    "grading.column_removed": _l("Column of a gradebook deleted"),
    "accounts.administrator_invited": _l("Administrator invited"),
    "accounts.administrator_came_in": _l("Administrator came in"),
}
_DETAILS = {
    "reason": _l("Why"),
    "changed": _l("Changed"),
    "added": _l("Added"),
    "name": _l("Name"),
    "registration": _l("LMS number"),
    "deployment_id": _l("Deployment ID"),
}


def text_of(entry: AuditEntry) -> LazyString | str:
    """What happened; an action that has no words yet shows its code."""
    return _ACTIONS.get(entry.action, entry.action)


def values_of(entry: AuditEntry) -> list[tuple[LazyString | str, str]]:
    """The entry's details with what they are called."""
    return [(_DETAILS.get(name, name), str(value)) for name, value in entry.details.items()]
