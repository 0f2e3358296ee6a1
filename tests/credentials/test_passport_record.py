"""The passport's signed file: how its achievements belong together (CLR 2.0, Association)."""

import json
from datetime import timedelta
from typing import Any

from tests.credentials.conftest import Stage
from tests.credentials.test_passport import another_exchange, take
from vsm_platform.credentials.actions.achievements import Words, do_set_rule
from vsm_platform.credentials.models import AchievementKind, Credential

SINA = "Sina Leota"


def another_achievement(
    stage: Stage, kind: AchievementKind, name: str, ects: float, *rule: dict[str, Any]
) -> int:
    """One more achievement of the exchange, which is issued by this rule."""
    words = Words(name, "What it is about.", "What is asked for.")
    made = stage.add_achievement(kind=kind, words=words, ects=ects)
    with stage.world.work() as session:
        do_set_rule(session, stage.exchange_id, made, rule, actor_id=None)
    return made


def read(stage: Stage) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The record's achievements, and which belongs to which: by their ids, each with its name."""
    record = json.loads(take(stage.students[SINA].browser, "/passport/file", "json"))
    subject = record["credentialSubject"]
    held = [one["credentialSubject"]["achievement"] for one in subject["verifiableCredential"]]
    names = {one["id"]: one["name"] for one in held}
    links = subject.get("association", [])
    for one in links:
        assert one["type"] == "Association"
        assert one["associationType"] == "isChildOf"
        assert {one["sourceId"], one["targetId"]} <= set(names)
    return names, sorted((one["sourceId"], one["targetId"]) for one in links)


def named(stage: Stage) -> list[tuple[str, str]]:
    names, links = read(stage)
    return sorted((names[part], names[whole]) for part, whole in links)


def test_a_module_belongs_to_its_course(stage: Stage) -> None:
    stage.issue(SINA)
    for kind, name in (
        (AchievementKind.MODULE, "Tides"),
        (AchievementKind.MICRO_CREDENTIAL, "Film"),
        (AchievementKind.PARTICIPATION, "Guide"),
    ):
        stage.issue(SINA, achievement_id=another_achievement(stage, kind, name, 1))
    assert named(stage) == [("Film", "Oceans and Climate"), ("Tides", "Oceans and Climate")]


def test_what_a_programme_asks_for_belongs_to_it(stage: Stage) -> None:
    parts = []
    for name in ("Part one", "Part two"):
        parts.append(another_achievement(stage, AchievementKind.MODULE, name, 2))
        stage.issue(SINA, achievement_id=parts[-1])
    rule = [{"kind": "achievement", "ref": part, "minimum": None} for part in parts]
    collected = {"kind": "credits", "ref": None, "minimum": 4}
    programme = another_achievement(
        stage, AchievementKind.PROGRAMME, "Programme", 4, *rule, collected
    )
    stage.issue(SINA, achievement_id=programme)
    assert named(stage) == [("Part one", "Programme"), ("Part two", "Programme")]


def test_courses_of_several_exchanges_belong_to_the_programme_that_counted_them(
    stage: Stage,
) -> None:
    stage.issue(SINA)
    others = [another_exchange(stage, title, SINA) for title in ("Tides and towns", "Later")]
    with stage.world.work() as session:
        # It was awarded after the certificate, which did not count it.
        later = session.get_one(Credential, others[1].credential(SINA).id)
        later.awarded_at += timedelta(days=1)
    collected = {"kind": "credits", "ref": None, "minimum": 10}
    certificate = another_achievement(
        stage, AchievementKind.PROGRAMME, "Certificate", 10, collected
    )
    stage.issue(SINA, achievement_id=certificate)
    names, links = read(stage)
    assert len(names) == 4
    address = "https://exchange.test/achievements"
    courses = (stage.achievement_id, others[0].achievement_id)
    assert links == [
        (f"{address}/{one}/1", f"{address}/{certificate}/1") for one in sorted(courses)
    ]


def test_a_course_alone_belongs_to_nothing(stage: Stage) -> None:
    stage.issue(SINA)
    assert read(stage)[1] == []
