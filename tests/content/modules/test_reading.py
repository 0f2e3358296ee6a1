"""What students read, when, and how they say to be done with it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.content.modules.conftest import Scene, today, words
from tests.people import counted_queries
from vsm_platform.content.modules.api import do_add_heading, do_add_link, do_set_dates
from vsm_platform.content.modules.models import Completion, ItemDone, Kind
from vsm_platform.core import clock


def test_the_list_shows_modules_with_their_week_days_and_items(scene: Scene) -> None:
    module_id = scene.module(week=2)
    scene.page(module_id, minutes=10)
    page = scene.get(scene.student)
    card = words(page, f"#module-{module_id}")
    assert "Oceans Week 2" in card
    assert "0 of 1 done" in card
    assert "Warm water Page · about 10 minutes" in card


def test_the_first_module_with_something_to_do_is_open_and_the_others_are_folded(
    scene: Scene,
) -> None:
    done, current, later = scene.module("A", 1), scene.module("B", 1), scene.module("C", 2)
    item_id = scene.page(done)
    scene.page(current)
    scene.page(later)
    scene.post(scene.student, f"/items/{item_id}/done", done="yes")
    page = scene.get(scene.student)
    unfolded = [one.parent["id"] for one in page.select("details.module[open]") if one.parent]
    assert unfolded == [f"module-{current}"]
    assert "All done" in words(page, f"#module-{done}")


def test_a_page_shows_its_text_and_what_stands_before_and_after(scene: Scene) -> None:
    module_id = scene.module()
    first = scene.page(module_id, "One")
    with scene.world.work() as session:
        do_add_heading(session, module_id, "In between", actor_id=None)
    second = scene.page(module_id, "Two", "Some **bold** words.", language="es")
    page = scene.get(scene.student, f"/items/{second}")
    text = page.select_one("article .text")
    assert text
    assert text.strong
    assert text["lang"] == "es"
    assert text["dir"] == "auto"
    links = {link["rel"][0]: link["href"] for link in page.select("nav a[rel]")}
    assert links == {"prev": scene.path(f"/items/{first}")}


def test_headings_of_a_page_stand_below_its_title(scene: Scene) -> None:
    item_id = scene.page(scene.module(), text="# Big\n\n## Small")
    page = scene.get(scene.student, f"/items/{item_id}")
    levels = [heading.name for heading in page.select("h1, h2, h3, h4")]
    assert levels == ["h1", "h2", "h3", "h4"]


def test_a_student_is_done_with_a_page_and_can_take_it_back(scene: Scene) -> None:
    item_id = scene.page(scene.module())
    answer = scene.post(scene.student, f"/items/{item_id}/done", done="yes")
    assert answer.location == scene.path(f"/items/{item_id}")
    scene.post(scene.student, f"/items/{item_id}/done", done="yes")
    page = scene.get(scene.student, f"/items/{item_id}")
    assert "Not done after all" in words(page)
    assert "1 of 1 done" in words(scene.get(scene.student)) or "All done" in words(
        scene.get(scene.student)
    )
    assert "0 of 1 done" in words(scene.get(scene.other_student))
    scene.post(scene.student, f"/items/{item_id}/done", done="no")
    assert "I am done with this" in words(scene.get(scene.student, f"/items/{item_id}"))


def test_looking_at_a_page_changes_nothing_even_where_a_look_is_enough(scene: Scene) -> None:
    item_id = scene.page(scene.module(), completion=Completion.VIEW)
    page = scene.get(scene.student, f"/items/{item_id}")
    assert page.select("form[data-seen] button")
    with scene.world.work() as session:
        assert session.query(ItemDone).count() == 0


def test_what_needs_no_doing_has_no_button_and_is_not_counted(scene: Scene) -> None:
    item_id = scene.page(scene.module(), completion=Completion.NONE)
    assert not scene.get(scene.student, f"/items/{item_id}").select("form[action$=done]")
    assert scene.post(scene.student, f"/items/{item_id}/done").status_code == 404
    assert "done" not in words(scene.get(scene.student), "summary")


def test_a_link_opens_elsewhere_without_telling_where_from(scene: Scene) -> None:
    module_id = scene.module()
    with scene.world.work() as session:
        item_id = do_add_link(
            session,
            module_id,
            "Our pinboard",
            "https://pins.example.org/b/7?x=1&y=2",
            text="Post *one* picture.",
            actor_id=None,
        )
    page = scene.get(scene.student, f"/items/{item_id}")
    link = page.select_one("article a.button[target=_blank]")
    assert link
    assert link["href"] == "https://pins.example.org/b/7?x=1&y=2"
    assert set(link["rel"]) == {"noopener", "noreferrer"}
    assert "pins.example.org" in words(page)


def test_a_video_is_a_link_until_somebody_asks_for_it(scene: Scene) -> None:
    module_id = scene.module()
    with scene.world.work() as session:
        item_id = do_add_link(
            session,
            module_id,
            "Watch",
            "https://youtu.be/dQw4w9WgXcQ",
            kind=Kind.VIDEO,
            actor_id=None,
        )
    answer = scene.student.browser.get(scene.path(f"/items/{item_id}"))
    assert "<iframe" not in answer.text
    assert 'data-video="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com;" in policy
    other = scene.student.browser.get(scene.path(f"/items/{scene.page(module_id)}"))
    assert "frame-src" not in other.headers["Content-Security-Policy"]


def test_a_recording_has_its_transcript(scene: Scene) -> None:
    module_id = scene.module()
    with scene.world.work() as session:
        item_id = do_add_link(
            session,
            module_id,
            "Meeting 1",
            "https://zoom.example.org/rec/1",
            kind=Kind.RECORDING,
            text="Welcome, everybody.",
            actor_id=None,
        )
    page = scene.get(scene.student, f"/items/{item_id}")
    assert "Transcript Welcome, everybody." in words(page)
    assert page.select_one('a[href="https://zoom.example.org/rec/1"]')


def test_a_module_that_has_not_opened_shows_its_title_and_day_and_nothing_else(
    scene: Scene,
) -> None:
    module_id = scene.module("Floods", week=4, intro="The secret introduction")
    item_id = scene.page(module_id, "A secret title", "A secret text")
    opens_on = today() + timedelta(days=-8 + 21)
    for rest, status in (("", 200), (f"/{module_id}", 200), (f"/items/{item_id}", 403)):
        page = scene.get(scene.student, rest, status)
        assert "secret" not in page.text
    assert "Floods" in words(scene.get(scene.student))
    assert "opens on" in words(scene.get(scene.student))
    refusal = words(scene.get(scene.student, f"/items/{item_id}", 403))
    assert "“Floods” opens for your university on" in refusal
    assert str(opens_on.year) in refusal
    assert scene.post(scene.student, f"/items/{item_id}/done").status_code == 403
    assert "A secret text" in words(scene.get(scene.facilitator, f"/items/{item_id}"))


def test_a_module_opens_on_its_day_in_the_readers_own_zone(scene: Scene) -> None:
    module_id = scene.module()
    scene.page(module_id, "Inside")
    samoa = scene.world.partnership(scene.exchange_id, scene.samoa)
    # These two are 25 hours apart, so it is never the same day in both.
    first, last = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    opens_on = clock.today(ZoneInfo(first))
    with scene.world.work() as session:
        do_set_dates(
            session, scene.exchange_id, module_id, {samoa: (opens_on, None)}, actor_id=None
        )
    for zone, is_open in ((first, True), (last, False)):
        somebody = scene.world.person(scene.samoa, "Somebody", timezone=zone)
        scene.world.enrol(scene.exchange_id, scene.samoa, somebody)
        assert ("Inside" in words(scene.get(somebody))) is is_open


def test_drafts_are_for_those_who_teach(scene: Scene) -> None:
    module_id = scene.module()
    draft = scene.page(module_id, "Half done", is_published=False)
    hidden = scene.module("Hidden", is_published=False)
    inside = scene.page(hidden, "Inside")
    assert "Half done" not in words(scene.get(scene.student))
    assert "Hidden" not in words(scene.get(scene.student))
    for rest in (f"/items/{draft}", f"/{hidden}", f"/items/{inside}"):
        scene.get(scene.student, rest, 404)
        scene.get(scene.facilitator, rest)
    assert "Half done Page Draft" in words(scene.get(scene.facilitator))
    assert scene.post(scene.student, f"/items/{draft}/done").status_code == 404


def test_an_empty_course_says_what_comes_next(scene: Scene) -> None:
    assert "Your teachers are preparing the course." in words(scene.get(scene.student))
    assert "Add the first module" in words(scene.get(scene.coordinator))


def test_names_and_titles_are_text_and_never_markup(scene: Scene) -> None:
    module_id = scene.module("<b>Oceans</b>")
    scene.page(module_id, "<script>alert(1)</script>")
    page = scene.get(scene.student)
    assert not page.select("main script, main h2 b")


def test_the_list_costs_the_same_however_much_is_in_it(scene: Scene) -> None:
    scene.page(scene.module())
    scene.get(scene.student)
    with counted_queries(scene.world.database) as few:
        scene.get(scene.student)
    for number in range(6):
        module_id = scene.module(f"Module {number}", week=number + 1)
        for _page in range(5):
            scene.page(module_id)
    with counted_queries(scene.world.database) as many:
        scene.get(scene.student)
    assert len(many) == len(few) <= 4, many


def test_a_page_costs_few_statements(scene: Scene) -> None:
    item_id = scene.page(scene.module())
    scene.get(scene.student, f"/items/{item_id}")
    with counted_queries(scene.world.database) as statements:
        scene.get(scene.student, f"/items/{item_id}")
    assert len(statements) <= 5, statements


def test_those_who_teach_are_not_asked_to_be_done(scene: Scene) -> None:
    item_id = scene.page(scene.module())
    assert not scene.get(scene.facilitator, f"/items/{item_id}").select("form[action$=done]")
    assert scene.post(scene.facilitator, f"/items/{item_id}/done").status_code == 404
