"""Two faculty write one page: nobody's words are lost."""

import pytest
from bs4 import BeautifulSoup

from tests.content.modules.conftest import Scene, words
from tests.forms import values_of
from tests.people import Somebody

TEXT = "First part.\n\nSecond part.\n\nThird part."


@pytest.fixture
def item_id(scene: Scene) -> int:
    return scene.page(scene.module(), "Title", TEXT)


def opened(scene: Scene, somebody: Somebody, item_id: int) -> dict[str, str]:
    return form_of(scene.get(somebody, f"/items/{item_id}/edit"))


def form_of(page: BeautifulSoup) -> dict[str, str]:
    form = page.select_one("form[data-editor]")
    assert form
    return values_of(form)


def save(scene: Scene, somebody: Somebody, item_id: int, **data: str) -> BeautifulSoup | None:
    """What comes back where the save is not taken."""
    answer = scene.post(somebody, f"/items/{item_id}/edit", **{"action": "save", **data})
    return BeautifulSoup(answer.text, "html.parser") if answer.status_code == 200 else None


def test_changes_that_do_not_touch_are_proposed_as_one_text(scene: Scene, item_id: int) -> None:
    mine, theirs = (opened(scene, one, item_id) for one in (scene.coordinator, scene.facilitator))
    theirs["text"] = TEXT.replace("First", "FIRST")
    assert save(scene, scene.facilitator, item_id, **theirs) is None
    mine["text"] = TEXT.replace("Third", "THIRD")
    clash = save(scene, scene.coordinator, item_id, **mine)
    assert clash
    notice = words(clash, ".notice.warning")
    assert "Fumi Facilitator changed other parts than you did." in notice
    proposed = form_of(clash)
    assert proposed["text"] == "FIRST part.\n\nSecond part.\n\nTHIRD part."
    assert "Third part." in words(scene.get(scene.student, f"/items/{item_id}"))
    assert save(scene, scene.coordinator, item_id, **proposed) is None
    shown = words(scene.get(scene.student, f"/items/{item_id}"))
    assert "FIRST part." in shown
    assert "THIRD part." in shown


def test_changes_of_the_same_lines_stand_side_by_side(scene: Scene, item_id: int) -> None:
    mine, theirs = (opened(scene, one, item_id) for one in (scene.coordinator, scene.facilitator))
    save(scene, scene.facilitator, item_id, **theirs | {"text": "Theirs."})
    clash = save(scene, scene.coordinator, item_id, **mine | {"text": "Mine."})
    assert clash
    assert "changed the same lines as you did" in words(clash, ".notice.warning")
    assert form_of(clash)["text"] == "Mine."
    assert clash.select_one("#theirs").get_text().strip() == "Theirs."
    both = clash.select_one("#both").get_text()
    assert "Mine." in both
    assert "Theirs." in both
    assert save(scene, scene.coordinator, item_id, **form_of(clash)) is None
    assert "Mine." in words(scene.get(scene.student, f"/items/{item_id}"))
    assert "Theirs." in words(scene.get(scene.coordinator, f"/items/{item_id}/versions/2"))


def test_a_clash_that_is_left_alone_is_still_there_as_a_draft(scene: Scene, item_id: int) -> None:
    mine, theirs = (opened(scene, one, item_id) for one in (scene.coordinator, scene.facilitator))
    save(scene, scene.facilitator, item_id, **theirs | {"text": "Theirs."})
    save(scene, scene.coordinator, item_id, **mine | {"text": "Mine."})
    later = opened(scene, scene.coordinator, item_id)
    assert later["text"] == "Mine."
    assert save(scene, scene.coordinator, item_id, **later), "it still builds on the old version"


def test_the_third_writer_meets_the_newest_text(scene: Scene, item_id: int) -> None:
    mine, theirs = (opened(scene, one, item_id) for one in (scene.coordinator, scene.facilitator))
    save(scene, scene.facilitator, item_id, **theirs | {"text": "Theirs."})
    clash = save(scene, scene.coordinator, item_id, **mine | {"text": "Mine."})
    again = opened(scene, scene.facilitator, item_id)
    save(scene, scene.facilitator, item_id, **again | {"text": "Theirs, again."})
    second = save(scene, scene.coordinator, item_id, **form_of(clash))
    assert second
    assert "Theirs, again." in second.select_one("#theirs").get_text()


def test_a_title_that_only_the_other_changed_is_taken_over(scene: Scene, item_id: int) -> None:
    mine, theirs = (opened(scene, one, item_id) for one in (scene.coordinator, scene.facilitator))
    save(scene, scene.facilitator, item_id, **theirs | {"title": "A better title"})
    clash = save(
        scene, scene.coordinator, item_id, **mine | {"text": TEXT.replace("Third", "THIRD")}
    )
    assert form_of(clash)["title"] == "A better title"


def test_two_who_made_the_same_change_do_not_clash(scene: Scene, item_id: int) -> None:
    mine, theirs = (opened(scene, one, item_id) for one in (scene.coordinator, scene.facilitator))
    save(scene, scene.facilitator, item_id, **theirs | {"text": "Same."})
    assert save(scene, scene.coordinator, item_id, **mine | {"text": "Same."}) is None


def test_a_save_whose_answer_was_lost_can_be_sent_again(scene: Scene, item_id: int) -> None:
    mine = opened(scene, scene.coordinator, item_id) | {"text": "Mine."}
    assert save(scene, scene.coordinator, item_id, **mine) is None
    assert save(scene, scene.coordinator, item_id, **mine) is None
    theirs = opened(scene, scene.facilitator, item_id) | {"text": "Theirs."}
    save(scene, scene.facilitator, item_id, **theirs)
    assert save(scene, scene.coordinator, item_id, **mine) is None
    assert "Theirs." in words(scene.get(scene.student, f"/items/{item_id}"))
    kept = words(scene.get(scene.coordinator, f"/items/{item_id}/versions"))
    assert "Version 3" in kept
    assert "Version 4" not in kept


def test_a_base_version_that_nobody_had_loses_nothing(scene: Scene, item_id: int) -> None:
    for base in ("", "99", "-1", "x", "999999999999999999"):
        mine = opened(scene, scene.coordinator, item_id)
        text = f"Mine with {base or 'nothing'}."
        assert save(
            scene, scene.coordinator, item_id, **mine | {"base_version": base, "text": text}
        )
    assert "Third part." in words(scene.get(scene.student, f"/items/{item_id}"))


def test_a_draft_comes_back_until_it_is_saved_or_forgotten(scene: Scene, item_id: int) -> None:
    keep = {"title": "Title", "text": "Typed on the bus.", "base_version": "1"}
    kept = scene.post(scene.coordinator, f"/items/{item_id}/draft", **keep).json
    page = scene.get(scene.coordinator, f"/items/{item_id}/edit")
    assert page.select_one("form[data-editor]")["data-draft-at"] == kept["saved_at"]
    assert "This is your draft" in words(page)
    assert form_of(page)["text"] == "Typed on the bus."
    scene.post(scene.coordinator, f"/items/{item_id}/draft", action="drop")
    assert opened(scene, scene.coordinator, item_id)["text"] == TEXT
    scene.post(scene.coordinator, f"/items/{item_id}/draft", **keep)
    save(scene, scene.coordinator, item_id, **opened(scene, scene.coordinator, item_id))
    assert "This is your draft" not in words(scene.get(scene.coordinator, f"/items/{item_id}/edit"))
    assert "Typed on the bus." in words(scene.get(scene.student, f"/items/{item_id}"))


@pytest.mark.parametrize("base", ["", "x", "-1", "99999999999999999999"])
def test_a_draft_that_makes_no_sense_is_refused(scene: Scene, item_id: int, base: str) -> None:
    answer = scene.post(
        scene.coordinator, f"/items/{item_id}/draft", title="T", text="x", base_version=base
    )
    assert answer.status_code == 400
