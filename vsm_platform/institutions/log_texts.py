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
    "institutions.lms_invited": _l("LMS invited to register itself"),
    "institutions.invitation_revoked": _l("Invitation of an LMS withdrawn"),
    "institutions.invitation_opened": _l("Registration link opened in an LMS"),
    "institutions.registration_failed": _l("Registration of an LMS failed"),
    "institutions.lms_registered": _l("LMS registered itself, and waits for approval"),
    "institutions.lms_registered_again": _l("LMS registered itself again; changes wait"),
    "institutions.lms_approved": _l("LMS approved"),
    "institutions.lms_refused": _l("LMS refused"),
    "institutions.lms_changes_approved": _l("Changes of an LMS approved"),
    "institutions.lms_changes_refused": _l("Changes of an LMS refused"),
    "institutions.deployment_seen": _l("Unknown deployment seen at a launch"),
    "institutions.deployment_added": _l("Deployment added"),
    "institutions.deployment_approved": _l("Deployment approved"),
    "institutions.deployment_suspended": _l("Deployment suspended"),
    "institutions.deployment_reactivated": _l("Deployment reactivated"),
    "institutions.tool_keys_made": _l("First keys made"),
    "institutions.tool_keys_rotated": _l("Keys rotated"),
    "grading.mark_added": _l("Mark added"),
    "grading.column_set": _l("Column of a gradebook set up or changed"),
    "grading.column_stopped": _l("Column of a gradebook switched off"),
    "grading.column_removed": _l("Column of a gradebook deleted"),
    "accounts.administrator_invited": _l("Administrator invited"),
    "accounts.administrator_came_in": _l("Administrator came in"),
    "accounts.address_kept": _l("E-mail address confirmed by its bearer"),
    "accounts.passkey_added": _l("Passkey added"),
    "accounts.passkey_removed": _l("Passkey removed"),
    "accounts.return_code_made": _l("Return code made"),
    "invitations.invited": _l("Person invited"),
    "invitations.invited_again": _l("Invitation sent again"),
    "invitations.batch_invited": _l("People of a list invited"),
    "invitations.revoked": _l("Invitation of a person taken back"),
    "invitations.used": _l("Invitation used"),
    "invitations.open_link_made": _l("Open link made"),
    "invitations.open_link_closed": _l("Open link closed"),
    "invitations.consent_given": _l("Consent of a guardian received"),
    "invitations.consent_withdrawn": _l("Consent of a guardian taken back"),
    "exchanges.exchange_created": _l("Exchange made"),
    "exchanges.exchange_changed": _l("Exchange changed"),
    "exchanges.lead_set": _l("Lead of an exchange set"),
    "exchanges.partner_added": _l("Partner added to an exchange"),
    "exchanges.partner_removed": _l("Partner taken out of an exchange"),
    "exchanges.partner_start_changed": _l("First day of a partner changed"),
    "exchanges.course_linked": _l("Course linked with an exchange"),
    "exchanges.course_unlinked": _l("Link of a course undone"),
    "exchanges.enrolled": _l("Person came into an exchange"),
    "exchanges.role_changed": _l("Role in an exchange changed"),
    "exchanges.coordinator_appointed": _l("Coordinator appointed"),
    "exchanges.coordinator_removed": _l("Coordinator made facilitator again"),
    "exchanges.roster_expected": _l("Students of a roster expected"),
    "exchanges.roster_left": _l("People marked as left by a roster"),
    "exchanges.roster_kept": _l("Missing people kept in the course"),
    "launch.links_placed": _l("Links placed in an LMS"),
}
_DETAILS = {
    "reason": _l("Why"),
    "changed": _l("Changed"),
    "added": _l("Added"),
    "name": _l("Name"),
    "registration": _l("LMS number"),
    "deployment_id": _l("Deployment ID"),
    "platform": _l("Kind"),
    "origin": _l("Address"),
    "code": _l("Code"),
    "issuer": _l("Issuer"),
    "client_id": _l("Client ID"),
    "invitation": _l("Invitation number"),
}


def text_of(entry: AuditEntry) -> LazyString | str:
    """What happened; an action that has no words yet shows its code."""
    return _ACTIONS.get(entry.action, entry.action)


def values_of(entry: AuditEntry) -> list[tuple[LazyString | str, str]]:
    """The entry's details with what they are called."""
    return [(_DETAILS.get(name, name), str(value)) for name, value in entry.details.items()]
