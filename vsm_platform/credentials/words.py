"""Kinds, states and reasons in words."""

from flask_babel import lazy_gettext as _l

from vsm_platform.credentials.models import (
    AchievementKind,
    CredentialState,
    RunSource,
    RunState,
)

KINDS = {
    AchievementKind.COURSE: _l("The whole course"),
    AchievementKind.MODULE: _l("Part of the course"),
    AchievementKind.PARTICIPATION: _l("Taking part"),
    AchievementKind.PROGRAMME: _l("Programme certificate"),
    AchievementKind.MICRO_CREDENTIAL: _l("Micro-credential"),
    AchievementKind.FACULTY: _l("Badge for those who teach"),
}
KIND_HINTS = {
    AchievementKind.COURSE: _l("For students who complete it, with its credits."),
    AchievementKind.MODULE: _l("For a phase, a project or a module within it."),
    AchievementKind.PARTICIPATION: _l("For having been there, without credits."),
    AchievementKind.PROGRAMME: _l("For several parts or exchanges together."),
    AchievementKind.MICRO_CREDENTIAL: _l("For a small, assessed piece of learning."),
    AchievementKind.FACULTY: _l("For colleagues who made and taught the exchange."),
}
STANDARD_TYPES = {
    AchievementKind.COURSE: "Course",
    AchievementKind.MODULE: "Competency",
    AchievementKind.PARTICIPATION: "Badge",
    AchievementKind.PROGRAMME: "CertificateOfCompletion",
    AchievementKind.MICRO_CREDENTIAL: "MicroCredential",
    AchievementKind.FACULTY: "Badge",
}
"""``achievementType`` (Open Badges 3.0, B.3.1)."""
STATES = {
    CredentialState.ISSUED: (_l("issued"), "leaf"),
    CredentialState.REVOKED: (_l("revoked"), "rose"),
}
EXPIRED = (_l("expired"), "sun")
RUN_STATES = {
    RunState.DRAFT: (_l("to look at"), "sun"),
    RunState.ASKED: (_l("waits for a second person"), "sun"),
    RunState.REFUSED: (_l("refused"), "rose"),
    RunState.RUNNING: (_l("being issued"), "sea"),
    RunState.STOPPED: (_l("stopped"), "rose"),
    RunState.DONE: (_l("issued"), "leaf"),
    RunState.UNDONE: (_l("undone"), "rose"),
}
RUN_SOURCES = {
    RunSource.RULE: _l("Everybody who fulfils the conditions"),
    RunSource.HAND: _l("Chosen by hand"),
    RunSource.CSV: _l("From a list"),
}
STOPS = {
    "key": _l(
        "The signing key is missing or cannot be opened. Ask an administrator to look at the keys "
        "of the issuer; then let it go on."
    ),
    "issuer": _l("The issuer no longer signs. Ask an administrator; then let it go on."),
    "document": _l(
        "A text of the credential cannot be signed as it is. Change the credential, undo this list "
        "and begin anew."
    ),
}
PROBLEMS = {
    "unknown": _l("Nobody in this exchange is called so."),
    "ambiguous": _l("Several people are called so. Use the number or the e-mail address."),
    "twice": _l("The same person stands in an earlier row."),
    "holds": _l("Has it already."),
    "empty": _l("Nothing in this row says who is meant."),
    "too_many": _l("A list can have at most 5,000 rows."),
    "not_met": _l("Does not fulfil the conditions yet."),
}
