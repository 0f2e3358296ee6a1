"""The page of a topic as one person sees it: drawn once for many, with gaps for what is one's own.

Most requests find the posts and the page around them drawn already; then no session is opened at
all (docs/decisions/0030-discussion-on-weak-lines.md).
"""

from collections.abc import Hashable
from dataclasses import dataclass

from flask import render_template, session, url_for
from markupsafe import Markup

from vsm_platform.accounts.api import make_launch_token
from vsm_platform.core.permissions import Viewer
from vsm_platform.discussion.drawing import (
    PostsOfPage,
    below_posts,
    draw_page,
    drawn_posts,
    drawn_topics,
)
from vsm_platform.discussion.forms import ReplyForm, new_key
from vsm_platform.discussion.queries.access import Standing, TopicView
from vsm_platform.discussion.queries.attachments import files_of_draft
from vsm_platform.discussion.queries.posts import (
    NEW,
    new_numbers,
    own_reactions,
    pages_of,
    posts_on_page,
)
from vsm_platform.discussion.routes.pages import bucket
from vsm_platform.discussion.spaces import live_place, reply_place, topic_path
from vsm_platform.exchanges.api import partners_of, progress_for, short_names
from vsm_platform.web.cookies import form_proof
from vsm_platform.web.fragments import Drawing, draw, fragment, gap
from vsm_platform.web.room import database
from vsm_platform.web.templating import is_framed, languages_to_choose


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looks at one page of a topic."""

    viewer: Viewer
    standing: Standing
    view: TopicView
    page: int
    whole: bool
    """Whether everything shall be there, also what was read before."""
    locale: str

    @property
    def base(self) -> str:
        return topic_path(self.standing.access.exchange_id, self.view.id)

    @property
    def may_add(self) -> bool:
        """Whether the viewer can add to the topic now."""
        return may_add(self.standing, self.view)

    @property
    def may_resolve(self) -> bool:
        is_own = self.view.row.opener_id == self.standing.person_id
        return self.standing.teaches or is_own


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the page says of its reader, as far as many share it."""

    institution_name: str
    timezone: str
    display_name: str
    person_id: str


def may_add(standing: Standing, view: TopicView) -> bool:
    """Whether the viewer can add to a topic now."""
    return standing.access.may_write and (standing.teaches or not view.row.is_closed)


def reply_form(view: TopicView, *, to: int = 0, text: str = "") -> ReplyForm:
    """A form for an answer; what was sent is in it already."""
    form = ReplyForm(text=text, to=str(to), seen=str(view.row.last_number), client_key=new_key())
    if not view.row.may_be_anonymous:
        del form.is_anonymous
    return form


def topic_page(look: Look) -> Markup:
    """The whole page."""
    posts, row, person_id = posts_of(look), look.view.row, look.viewer.person_id
    folded = look.view.has_new and not look.whole and posts.is_folded_to(look.view.seen)
    return _page_around(look).filled(
        display_name=look.viewer.display_name,
        person_id=person_id,
        launch_token=make_launch_token(look.viewer),
        csrf=form_proof(),
        messages=_part("_layout/messages.html") if "_flashes" in session else "",
        posts=posts.shown_to(person_id, look.view.seen, folded=folded),
        seen=look.view.seen,
        new=fragment(
            "discussion/_new.html",
            new=_new(look, posts),
            base=look.base,
            page=look.page,
            folded=folded,
        ),
        mine=_mine(look, posts),
        new_key=new_key(),
        draft_form=_draft_form(look) if row.draft_at and look.may_add else "",
    )


def posts_of(look: Look) -> PostsOfPage:
    """The page's posts, drawn now or before."""
    access, zone = look.standing.access, look.viewer.timezone or "UTC"
    key: Hashable = (
        look.view.id,
        look.view.row.version,
        look.page,
        look.standing.teaches,
        look.may_add,
        zone,
        look.locale,
        bucket(),
    )
    posts = drawn_posts().get(key)
    if posts is None:
        with database().unit_of_work(writes=False) as unit:
            rows = posts_on_page(unit, look.view.id, look.page)
            posts = draw_page(
                rows,
                base=look.base,
                page=look.page,
                zone=zone,
                names=short_names(partners_of(unit, access.exchange_id)),
                teaches=look.standing.teaches,
                can_write=look.may_add,
                below=below_posts(unit, look.view.id, rows),
            )
        drawn_posts().put(key, posts)
    return posts


def _page_around(look: Look) -> Drawing:
    row, access, viewer = look.view.row, look.standing.access, look.viewer
    key: Hashable = (
        access.without_person,
        look.view.place,
        look.view.place_name,
        (row.id, row.version, look.page, look.view.has_new, look.may_resolve, bool(row.draft_at)),
        (viewer.institution_name, viewer.timezone, look.locale, is_framed(), bucket()),
    )
    drawing = drawn_topics().get(key)
    if drawing is None:
        drawing = Drawing(_draw_around(look))
        drawn_topics().put(key, drawing)
    return drawing


def _draw_around(look: Look) -> str:
    access, viewer = look.standing.access, look.viewer
    with database().unit_of_work(writes=False) as unit:
        partners = partners_of(unit, access.exchange_id)
    own = ("launch_token", "messages", "posts", "seen", "new", "mine", "new_key", "draft_form")
    return draw(
        "discussion/topic.html",
        viewer=_Reader(
            viewer.institution_name, viewer.timezone, gap("display_name"), gap("person_id")
        ),
        profile_url=url_for("accounts.profile"),
        languages=languages_to_choose(),
        framed=is_framed(),
        access=access.without_person,
        progress=progress_for(access, viewer),
        partners=partners,
        topic=look.view,
        teaches=look.standing.teaches,
        may_add=look.may_add,
        may_resolve=look.may_resolve,
        has_new=look.view.has_new,
        has_draft=bool(look.view.row.draft_at),
        page=look.page,
        pages=pages_of(look.view.row.last_number),
        page_url=lambda page: f"{look.base}?page={page}",
        base=look.base,
        live_place=live_place(access.exchange_id, look.view.id),
        csrf_token=lambda: gap("csrf"),
        **{name: gap(name) for name in own},
    )


def _new(look: Look, posts: PostsOfPage) -> tuple[int, ...]:
    """The first posts that are new to who has been here before."""
    if not (look.view.has_new and look.view.seen):
        return ()
    if pages_of(look.view.row.last_number) == 1:
        return tuple(posts.new_to(look.viewer.person_id, look.view.seen)[:NEW])
    with database().prepared(writes=False) as connection:
        return tuple(new_numbers(connection, look.view.id, look.viewer.person_id, look.view.seen))


def _mine(look: Look, posts: PostsOfPage) -> str:
    """What the viewer has given, for the script: ``12:thanks 15:agree``."""
    if not posts.has_reactions:
        return ""
    with database().prepared(writes=False) as connection:
        given = own_reactions(connection, look.view.id, look.viewer.person_id)
    return " ".join(f"{one.number}:{one.kind}" for one in given)


def _draft_form(look: Look) -> Markup:
    """The form with what the viewer has typed before."""
    row, access = look.view.row, look.standing.access
    place = reply_place(look.view.id, 0)
    with database().unit_of_work(writes=False) as unit:
        files = files_of_draft(unit, access.exchange_id, look.standing.person_id, place)
    return _part(
        "discussion/_draft_form.html",
        access=access,
        draft_files=files,
        base=look.base,
        topic_id=look.view.id,
        form=reply_form(look.view, text=row.draft),
        saved_at=row.draft_at,
    )


def _part(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 (the template has escaped it)
