"""Faculty put modules together: add, write, publish, move, delete and bring back."""

from bs4 import BeautifulSoup

from tests.content.modules.conftest import Scene, words
from tests.forms import values_of
from vsm_platform.content.modules.models import ItemVersion, Module, ModuleItem
from vsm_platform.core.audit import AuditEntry
from vsm_platform.institutions.log_texts import text_of


def fields(page: BeautifulSoup, selector: str = "main form[method=post]") -> dict[str, str]:
    form = page.select_one(selector)
    assert form
    return values_of(form)


def titles(scene: Scene, module_id: int) -> list[str]:
    page = scene.get(scene.coordinator)
    return [link.get_text() for link in page.select(f"#module-{module_id} .items > li > div a")]


def modules(scene: Scene) -> list[str]:
    return [heading.get_text() for heading in scene.get(scene.student).select("main h2")]


def test_a_module_is_added_with_its_weeks_and_shown(scene: Scene) -> None:
    data = fields(scene.get(scene.coordinator, "/new"))
    data |= {"title": "Rising water", "first_week": "1", "last_week": "2", "intro": "Read *this*."}
    answer = scene.post(scene.coordinator, "/new", **data)
    assert answer.status_code == 303
    card = words(scene.get(scene.student))
    assert "Rising water Weeks 1 to 2" in card
    assert "What this module is about" in card
    shown = scene.student.browser.get(answer.location).text
    assert "Read <em>this</em>." in shown


def test_a_form_that_is_sent_again_adds_nothing_twice(scene: Scene) -> None:
    data = fields(scene.get(scene.coordinator, "/new")) | {"title": "Once"}
    first, second = (scene.post(scene.coordinator, "/new", **data) for _time in range(2))
    assert first.location == second.location
    module_id = int(first.location.rpartition("/")[2])
    data = fields(scene.get(scene.coordinator, f"/{module_id}/add/page")) | {"title": "A page"}
    one, other = (
        scene.post(scene.coordinator, f"/{module_id}/add/page", **data) for _time in range(2)
    )
    assert one.location == other.location
    with scene.world.work() as session:
        assert (session.query(Module).count(), session.query(ModuleItem).count()) == (1, 1)


def test_a_module_cannot_end_before_it_opens(scene: Scene) -> None:
    data = fields(scene.get(scene.coordinator, "/new"))
    data |= {"title": "Backwards", "first_week": "3", "last_week": "2"}
    answer = scene.post(scene.coordinator, "/new", **data)
    assert "It cannot end before the week in which it opens." in answer.text


def test_what_is_missing_is_said_at_the_field(scene: Scene) -> None:
    assert "Enter a title." in scene.post(scene.coordinator, "/new", first_week="0").text
    module_id = scene.module()
    for kind, message in (
        ("page", "Enter a title."),
        ("link", "Enter a whole address that begins with https://."),
    ):
        assert message in scene.post(scene.coordinator, f"/{module_id}/add/{kind}").text


def test_a_module_is_changed(scene: Scene) -> None:
    module_id = scene.module(week=2, intro="Old")
    data = fields(scene.get(scene.coordinator, f"/{module_id}/edit"))
    assert (data["first_week"], data["intro"], data["is_published"]) == ("2", "Old", "y")
    del data["is_published"]
    scene.post(scene.coordinator, f"/{module_id}/edit", **data | {"title": "New"})
    assert modules(scene) == ["Nothing is here yet"]
    assert "New Week 2" in words(scene.get(scene.facilitator))


def test_a_week_beyond_a_shortened_exchange_stays_chosen(scene: Scene) -> None:
    module_id = scene.module(week=17)
    data = fields(scene.get(scene.coordinator, f"/{module_id}/edit"))
    assert data["first_week"] == "17"
    assert scene.post(scene.coordinator, f"/{module_id}/edit", **data).status_code == 303


def test_a_page_is_added_as_a_draft_written_and_shown(scene: Scene) -> None:
    module_id = scene.module()
    data = fields(scene.get(scene.facilitator, f"/{module_id}/add/page")) | {"title": "Reefs"}
    answer = scene.post(scene.facilitator, f"/{module_id}/add/page", **data)
    editor = BeautifulSoup(scene.facilitator.browser.get(answer.location).text, "html.parser")
    assert "Reefs" not in words(scene.get(scene.student))
    data = fields(editor) | {
        "text": "Corals **bleach**.",
        "minutes": "20",
        "is_published": "y",
        "language": "en",
        "action": "save",
    }
    saved = scene.facilitator.browser.post(answer.location, data=data)
    assert saved.status_code == 303
    assert "Reefs Page · about 20 minutes" in words(scene.get(scene.student))
    assert "Corals <strong>bleach</strong>." in scene.student.browser.get(saved.location).text


def test_links_videos_and_recordings_are_added_by_https_alone(scene: Scene) -> None:
    module_id = scene.module()
    for kind, address, fine in (
        ("link", "https://pins.example.org/x", True),
        ("link", "http://pins.example.org/x", False),
        ("link", "javascript:alert(1)", False),
        ("link", "https://user:word@pins.example.org/", False),
        ("link", "//pins.example.org", False),
        ("link", "https://[broken", False),
        ("link", "https://x.example/" + "a" * 2000, False),
        ("video", "https://vimeo.com/123456", True),
        ("video", "https://pins.example.org/film.mp4", False),
        ("recording", "https://zoom.example.org/rec/7", True),
    ):
        data = fields(scene.get(scene.coordinator, f"/{module_id}/add/{kind}"))
        data |= {"title": f"{kind} {address[:30]}", "url": address}
        answer = scene.post(scene.coordinator, f"/{module_id}/add/{kind}", **data)
        assert (answer.status_code == 303) is fine, address


def test_a_heading_parts_a_module(scene: Scene) -> None:
    module_id = scene.module()
    data = fields(scene.get(scene.coordinator, f"/{module_id}/add/heading"))
    scene.post(scene.coordinator, f"/{module_id}/add/heading", **data | {"title": "Before we meet"})
    assert scene.get(scene.student).select_one("main h3").get_text() == "Before we meet"


def test_what_is_no_kind_cannot_be_added(scene: Scene) -> None:
    scene.get(scene.coordinator, f"/{scene.module()}/add/assignment", 404)


def test_the_preview_shows_the_text_and_keeps_it_without_a_script(scene: Scene) -> None:
    item_id = scene.page(scene.module(), text="Old")
    data = fields(scene.get(scene.coordinator, f"/items/{item_id}/edit"))
    answer = scene.post(
        scene.coordinator,
        f"/items/{item_id}/edit",
        **data | {"text": "Quite **new**", "action": "preview"},
    )
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("[data-preview-of] strong").get_text() == "new"
    assert fields(page)["text"] == "Quite **new**"
    assert "Quite" not in words(scene.get(scene.student, f"/items/{item_id}"))


def test_the_scripts_preview_is_the_cleaned_text(scene: Scene) -> None:
    item_id = scene.page(scene.module())
    answer = scene.post(
        scene.coordinator,
        f"/items/{item_id}/preview",
        title="T",
        text="<script>alert(1)</script> *x*",
        base_version=1,
    )
    assert answer.text == "<p>&lt;script&gt;alert(1)&lt;/script&gt; <em>x</em></p>\n"


def test_items_move_up_and_down_and_into_another_module(scene: Scene) -> None:
    module_id, other = scene.module("A"), scene.module("B")
    ids = [scene.page(module_id, title) for title in ("One", "Two", "Three")]
    scene.post(scene.coordinator, f"/items/{ids[2]}/move", direction="up")
    assert titles(scene, module_id) == ["One", "Three", "Two"]
    scene.post(scene.coordinator, f"/items/{ids[0]}/move", direction="up")
    assert titles(scene, module_id) == ["One", "Three", "Two"]
    scene.post(scene.coordinator, f"/items/{ids[0]}/move", direction="down")
    assert titles(scene, module_id) == ["Three", "One", "Two"]
    scene.post(scene.coordinator, f"/items/{ids[0]}/move", module=other)
    assert (titles(scene, module_id), titles(scene, other)) == (["Three", "Two"], ["One"])


def test_what_a_student_has_done_stays_done_when_it_moves(scene: Scene) -> None:
    module_id, other = scene.module("A"), scene.module("B")
    item_id = scene.page(module_id)
    scene.post(scene.student, f"/items/{item_id}/done", done="yes")
    scene.post(scene.coordinator, f"/items/{item_id}/move", module=other)
    assert "All done" in words(scene.get(scene.student), f"#module-{other}")


def test_modules_move(scene: Scene) -> None:
    scene.module("A")
    second = scene.module("B")
    scene.post(scene.coordinator, f"/{second}/move", direction="up")
    assert modules(scene) == ["B", "A"]


def test_deleting_asks_and_can_be_undone(scene: Scene) -> None:
    module_id = scene.module("A")
    item_id = scene.page(module_id, "Kept")
    scene.post(scene.student, f"/items/{item_id}/done", done="yes")
    assert "Delete this from the module?" in words(
        scene.get(scene.coordinator, f"/items/{item_id}/delete")
    )
    scene.post(scene.coordinator, f"/items/{item_id}/delete")
    scene.get(scene.student, f"/items/{item_id}", 404)
    scene.post(scene.coordinator, f"/{module_id}/delete")
    assert modules(scene) == ["Nothing is here yet"]
    assert "a module with all that is in it" in words(scene.get(scene.coordinator, "/deleted"))
    scene.post(scene.coordinator, f"/{module_id}/restore")
    assert "Kept from “ A ”" in words(scene.get(scene.coordinator, "/deleted"))
    scene.post(scene.coordinator, f"/items/{item_id}/restore")
    assert "All done" in words(scene.get(scene.student), f"#module-{module_id}")


def test_an_item_is_published_and_made_a_draft_again(scene: Scene) -> None:
    item_id = scene.page(scene.module(), is_published=False)
    scene.post(scene.coordinator, f"/items/{item_id}/publish", publish="yes")
    scene.get(scene.student, f"/items/{item_id}")
    scene.post(scene.coordinator, f"/items/{item_id}/publish", publish="no")
    scene.get(scene.student, f"/items/{item_id}", 404)


def test_a_text_that_is_too_long_is_kept_in_the_form(scene: Scene) -> None:
    item_id = scene.page(scene.module())
    data = fields(scene.get(scene.coordinator, f"/items/{item_id}/edit"))
    text = "語" * 60_001
    answer = scene.coordinator.browser.post(
        scene.path(f"/items/{item_id}/edit"),
        data=data | {"text": text, "action": "save"},
        content_type="multipart/form-data",
    )
    assert "The text can have at most 60,000 characters." in answer.text
    assert text in answer.text


def test_versions_are_kept_with_who_and_when_and_can_be_brought_back(scene: Scene) -> None:
    item_id = scene.page(scene.module(), "First title", "First text")
    data = fields(scene.get(scene.facilitator, f"/items/{item_id}/edit"))
    scene.post(
        scene.facilitator,
        f"/items/{item_id}/edit",
        **data | {"title": "Second title", "text": "Second text", "action": "save"},
    )
    kept = words(scene.get(scene.coordinator, f"/items/{item_id}/versions"))
    assert "Version 2" in kept
    assert "Fumi Facilitator" in kept
    assert "First text" in words(scene.get(scene.coordinator, f"/items/{item_id}/versions/1"))
    scene.post(scene.coordinator, f"/items/{item_id}/versions/1/restore")
    page = words(scene.get(scene.student, f"/items/{item_id}"))
    assert "First title" in page
    assert "First text" in page
    with scene.world.work() as session:
        texts = [one.text for one in session.query(ItemVersion).order_by(ItemVersion.number)]
    assert texts == ["First text", "Second text", "First text"]


def test_every_change_is_in_the_log_in_words(scene: Scene) -> None:
    module_id = scene.module()
    item_id = scene.page(module_id, is_published=False)
    for rest in (f"/items/{item_id}/publish", f"/items/{item_id}/delete", f"/{module_id}/delete"):
        scene.post(scene.coordinator, rest, publish="yes")
    with scene.world.work() as session:
        entries = session.query(AuditEntry).filter(AuditEntry.action.startswith("modules.")).all()
        assert len(entries) == 5
        with scene.world.app.test_request_context():
            assert all(str(text_of(entry)) != entry.action for entry in entries)
