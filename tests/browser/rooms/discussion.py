"""The pages of discussion, and what stands there before a browser looks at them."""

import wave
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from math import sin

from PIL import Image, ImageDraw
from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.rooms.teams import visitor_of
from tests.browser.stage import Stage
from vsm_platform.content.files.api import Destination, Owner, do_add_kept, keep_sent
from vsm_platform.core.permissions import Viewer
from vsm_platform.discussion.actions.adding import Words, do_reply
from vsm_platform.discussion.actions.attaching import do_open_bundle, do_say_words
from vsm_platform.discussion.actions.moderating import (
    do_endorse,
    do_hide,
    do_report,
)
from vsm_platform.discussion.actions.participation import do_set_rule
from vsm_platform.discussion.actions.posts import (
    TopicFacts,
    do_delete_post,
    do_edit_post,
    do_open_topic,
)
from vsm_platform.discussion.actions.reading import do_react
from vsm_platform.discussion.actions.translations import do_allow_translating, do_keep_translation
from vsm_platform.discussion.attachments import OWNER
from vsm_platform.discussion.models import Post, ReactionKind, SpaceKind, TopicRead
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.queries.access import Standing
from vsm_platform.discussion.scoring import Rule
from vsm_platform.discussion.stopping import stop_address
from vsm_platform.exchanges.api import Access, Enrolment, EnrolmentState, Role, access_exchange

Sent = tuple[str, Callable[[], bytes], str]


def keep_without_words(page: BrowserPage) -> None:
    """Say nothing of a picture, to see what is said of that."""
    page.locator("main textarea").last.fill("")
    page.locator("main form .button:not(.plain)").first.click()
    page.locator("[data-error-summary]").wait_for()


OWN: dict[str, str | int] = {"post_number": 8}
PAGES: tuple[Page, ...] = (
    Page("discussion", "discussion.overview", "student"),
    Page("discussion-new", "discussion.overview", "student", {"show": "new"}),
    Page("discussion-coordinator", "discussion.overview", "coordinator"),
    Page("discussion-space", "discussion.space", "student"),
    Page("discussion-space-settings", "discussion.space_settings", "coordinator"),
    Page("discussion-topic", "discussion.topic", "student"),
    Page("discussion-topic-coordinator", "discussion.topic", "coordinator"),
    Page("discussion-topic-new", "discussion.new_topic", "student"),
    Page("discussion-topic-new-wrong", "discussion.new_topic", "coordinator", step=send_empty),
    Page("discussion-prompts", "discussion.opening_prompts", "coordinator"),
    Page(
        "discussion-topic-from-prompt",
        "discussion.new_topic",
        "coordinator",
        {"prompt": "window", "in": "es"},
    ),
    Page("discussion-export", "discussion.export", "student"),
    Page("discussion-reply", "discussion.reply", "student", {"to": 2}),
    Page("discussion-post", "discussion.post", "student"),
    Page("discussion-post-coordinator", "discussion.post", "coordinator"),
    Page("discussion-post-edit", "discussion.edit", "student", dict(OWN)),
    Page("discussion-post-delete", "discussion.delete", "student", dict(OWN)),
    Page("discussion-attachments", "discussion.attachments", "student"),
    Page(
        "discussion-attachments-wrong",
        "discussion.attachments",
        "student",
        step=keep_without_words,
    ),
    Page("discussion-search", "discussion.search", "student"),
    Page("discussion-search-nothing", "discussion.search", "student", {"q": "mar sea بحر"}),
    Page("discussion-search-hits", "discussion.search", "student", {"q": "sea"}),
    Page("discussion-letters", "discussion.letters", "student"),
    Page("discussion-stop", "discussion.stop", "stranger"),
    Page("discussion-reports", "discussion.reports", "coordinator"),
    Page("discussion-quiet", "discussion.quiet", "coordinator"),
    Page("discussion-log", "discussion.log", "coordinator"),
    Page("discussion-participation", "discussion.participation", "student"),
    Page("discussion-participation-coordinator", "discussion.participation", "coordinator"),
    Page("discussion-rule", "discussion.rule", "coordinator"),
    Page("discussion-translation", "discussion.translation", "student"),
    Page("discussion-translating", "discussion.translating", "coordinator"),
)
NO_PAGES: dict[str, str] = {
    "discussion.first_new_post": "leads to a post",
    "discussion.among_others": "leads to a post",
    "discussion.since": "JSON for the script",
    "discussion.part": "a part of a page, for the script",
    "discussion.feed": "Atom for feed readers",
    "discussion.attached": "a file",
    "discussion.preview_of_picture": "a picture",
}

SAID = (
    (
        1,
        0,
        "en",
        "I am in Apia, and from my window I see the reef. **What is the sea like where you are?**",
    ),
    (
        2,
        0,
        "es",
        "Vivo en Quito, lejos del mar. Pero el río de mi barrio ha crecido mucho este año.",
    ),
    (3, 2, "en", "That is what I would like to hear more about. Does it flood the houses?"),
    (2, 3, "es", "A veces, sí:\n\n- en marzo\n- en abril"),
    (4, 0, "ar", "في مدينتي يرتفع البحر كل عام، ونبني جدارا جديدا."),
    (5, 5, "ja", "写真をありがとうございます。私の町でも同じです。"),
    (0, 0, "en", "I come from a small island. We moved our school last year, @Leilani."),
    (3, 8, "en", "How did you decide?"),
    (4, 0, "en", "Words that were deleted."),
    (5, 0, "en", "Words that were rude."),
)


def set_up(stage: Stage) -> dict[str, str | int]:
    """A topic in several languages with all that can happen in one, and another without an answer."""
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        people = _people(session, stage)
        teacher, place = people[-1], Place(SpaceKind.COURSE)
        facts = TopicFacts(
            "What do you see from your window?", is_pinned=True, may_be_anonymous=True
        )
        prompt = Words("Tell the others **where you are**, and what the sea does there.", "en")
        topic = do_open_topic(session, teacher, place, facts, prompt)
        shown = _said(session, people, topic)
        _happened(session, people, topic)
        _unanswered(session, people, place)
        _asked(stage, session, teacher)
        place_of_draft = f"reply:{topic}:2"
        _attach(session, people[0], place_of_draft, SENT[:1])
        chosen = do_open_bundle(session, stage.exchange_id, people[0].person_id, place_of_draft)
        return {
            "bundle_id": chosen.id,
            "draft_place": place_of_draft,
            "attached_id": shown,
            "space_kind": "course",
            "space_ref": 0,
            "topic_id": topic,
            "post_number": 2,
            "event_number": 0,
            "target": "es",
            "stop_token": stop_address(people[0].person_id).rpartition("/")[2],
        }


def _said(session: Session, people: list[Standing], topic: int) -> int:
    """What was said, one post with files; gives the first file's id."""
    shown = 0
    for who, to, language, text in SAID:
        if who == 2 and not to:
            shown = _attach(session, people[who], f"reply:{topic}:{to}", SENT)
        do_reply(session, people[who], topic, Words(text, language), parent=to)
    return shown


def _happened(session: Session, people: list[Standing], topic: int) -> None:
    """All that can happen to posts."""
    teacher = people[-1]
    do_edit_post(
        session, people[1], topic, 2, Words(f"{SAID[0][3]} It is warm.", "en"), base_version=1
    )
    do_endorse(session, teacher, topic, 3, on=True)
    for one in people[:5]:
        do_react(session, one, topic, 2, ReactionKind.THANKS)
    do_react(session, people[4], topic, 2, ReactionKind.NEW)
    do_delete_post(session, people[4], topic, 10)
    do_report(session, people[1], topic, 11, "This is not kind.")
    do_hide(session, teacher, topic, 11, "Please say it without names.")
    do_report(session, people[1], topic, 6, "Is this true?")
    own = update(Post).where(Post.topic_id == topic, Post.number == 8)
    session.execute(own.values(author_id=people[0].person_id))
    session.add(TopicRead(topic_id=topic, person_id=people[0].person_id, seen=7))


def harbour() -> bytes:
    """A picture that somebody could have taken."""
    image = Image.new("RGB", (1200, 900), "lightblue")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((0, 560, 1200, 900), fill="teal")
    for place in range(80, 1200, 280):
        drawing.polygon(((place, 520), (place + 90, 180), (place + 90, 520)), fill="white")
        drawing.rectangle((place - 20, 530, place + 150, 590), fill="brown")
    written = BytesIO()
    image.save(written, "JPEG")
    return written.getvalue()


def hum() -> bytes:
    """Half a second of a tone."""
    written = BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(int(128 + 60 * sin(place / 3)) for place in range(4000)))
    return written.getvalue()


SENT = (
    ("puerto.jpg", harbour, "Cuatro barcos en un puerto"),
    ("saludo.wav", hum, "Hola a todas y a todos, soy Lucía. Detrás de mí se oye el río."),
)


def _attach(session: Session, somebody: Standing, place: str, files: Sequence[Sent]) -> int:
    """Choose files for a post that is being written; gives the first one's id."""
    exchange_id, person_id = somebody.access.exchange_id, somebody.person_id
    owner = Owner(OWNER, do_open_bundle(session, exchange_id, person_id, place).id)
    to = Destination(
        exchange_id, owner, person_id=person_id, by_faculty=somebody.teaches, keeps_both=True
    )
    said = {}
    for name, content, of_it in files:
        kept = keep_sent(OWNER, name, BytesIO(content()))
        said[do_add_kept(session, to, kept).id] = of_it
    do_say_words(session, somebody, said)
    return min(said)


def _asked(stage: Stage, session: Session, teacher: Standing) -> None:
    """A rule of taking part; and a translator, with what it has made of one post."""
    do_set_rule(session, teacher, Rule(3, 2))
    settings = stage.app.config["SETTINGS"]
    stage.app.config["SETTINGS"] = settings.model_copy(update={"translate_url": "pretend://here"})
    do_allow_translating(session, teacher, on=True)
    html = session.scalars(select(Post.html).where(Post.number == 2)).first() or ""
    found = "<p>Estoy en Apia, y desde mi ventana veo el arrecife.</p>"
    do_keep_translation(session, html, "es", "LibreTranslate (translate.example)", found)


def _unanswered(session: Session, people: list[Standing], place: Place) -> None:
    """Two topics that wait."""
    facts = TopicFacts("Who has done a film before?")
    do_open_topic(session, people[1], place, facts, Words("I have not.", "en"))
    facts = TopicFacts("¿Cuándo nos vemos?")
    do_open_topic(session, people[2], place, facts, Words("¿El viernes?", "es"))


def _people(session: Session, stage: Stage) -> list[Standing]:
    """The student who looks at the pages first, five more, and last somebody who teaches."""
    own = visitor_of(session, stage)
    query = select(Enrolment).where(
        Enrolment.exchange_id == stage.exchange_id,
        Enrolment.state == EnrolmentState.ENROLLED,
        Enrolment.is_test.is_(False),
    )
    rows = session.scalars(query.order_by(Enrolment.id)).all()
    students = [one for one in rows if one.role == Role.STUDENT and one.id != own]
    teachers = [one for one in rows if one.role == Role.COORDINATOR]
    visitor = session.get_one(Enrolment, own)
    teacher = teachers[0]
    viewer = Viewer(0, teacher.person_id, "", None, "", None, "UTC", "", "", False, False, True)
    found = access_exchange(session, viewer, stage.exchange_id)
    return [_standing(found, one) for one in (visitor, *students[:5], teacher)]


def _standing(found: Access, enrolment: Enrolment) -> Standing:
    """The part of somebody who may be only expected yet, and so would not get in."""
    access = replace(
        found,
        role=Role(enrolment.role),
        enrolment_id=enrolment.id,
        partnership_id=enrolment.partnership_id,
    )
    return Standing(access, enrolment.person_id)
