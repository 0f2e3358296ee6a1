"""What an achievement is aligned to: level, field, outcomes, partners, mode, hours, credits.

The standard has no fields for most of these; an alignment or a result with the standard's own
``ext:`` prefix says them in a way that every reader can show.
"""

from vsm_platform.credentials.standards.entities import Alignment, Profile, ResultKind

EQF = "European Qualifications Framework"
ISCED_F = "ISCED-F 2013"
_EQF_NODES = "http://data.europa.eu/snb/eqf/"
_ISCED_NODES = "http://data.europa.eu/snb/isced-f/"


def eqf(level: int, name: str = "") -> Alignment:
    """A level of the European Qualifications Framework, 1 to 8."""
    return Alignment(name or f"EQF level {level}", f"{_EQF_NODES}{level}", EQF, str(level))


def isced_f(code: str, name: str) -> Alignment:
    """A field of ISCED-F 2013 (UNESCO) by its code of two to four digits."""
    return Alignment(name, f"{_ISCED_NODES}{code}", ISCED_F, code)


def outcome(text: str, url: str) -> Alignment:
    """A learning outcome, described at its own place on the achievement's page."""
    return Alignment(text, url, kind="ext:LearningOutcome")


def partner(profile: Profile, url: str) -> Alignment:
    """A university that teaches the course; ``url`` is used where it has no address."""
    return Alignment(profile.name, profile.url or url, kind="ext:PartnerInstitution")


def mode(text: str, url: str) -> Alignment:
    """How one takes part: online, or partly so."""
    return Alignment(text, url, kind="ext:LearningMode")


def ects(achievement_id: str, name: str = "ECTS credits") -> ResultKind:
    """Credits with their unit: the standard's own number has none."""
    return ResultKind(f"{achievement_id}#ects", name, "ext:ECTSCredits")


def workload(achievement_id: str, name: str = "Workload in hours") -> ResultKind:
    """Hours of work for one student."""
    return ResultKind(f"{achievement_id}#workload", name, "ext:WorkloadHours")
