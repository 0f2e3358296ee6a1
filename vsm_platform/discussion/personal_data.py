"""What a person wrote in discussions: taken along; threads keep their shape without it."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.discussion.actions.keeping import do_erase_person
from vsm_platform.discussion.models import (
    DigestChoice,
    Feed,
    LetterChoice,
    Post,
    PostDraft,
    PostReaction,
    PostVersion,
    Report,
    Topic,
    TopicRead,
    TranslationConsent,
)
from vsm_platform.exchanges.api import Exchange


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Posts with what stood in them before, drafts, and what the person clicked and chose."""
    yield from _words(session, person_id)
    yield from _clicks(session, person_id)
    yield from _choices(session, person_id)


def _words(session: Session, person_id: int) -> Iterator[Part]:
    posts = (
        select(
            Exchange.title.label("exchange"),
            Topic.title.label("topic"),
            Post.number,
            Post.text,
            Post.language,
            Post.is_anonymous,
            Post.created_at,
        )
        .join(Topic, Topic.id == Post.topic_id)
        .join(Exchange, Exchange.id == Topic.exchange_id)
        .where(Post.author_id == person_id, Post.deleted_at.is_(None))
        .order_by(Post.created_at, Post.id)
    )
    yield Part("posts", _l("Posts"), listed(session, posts))
    before = (
        select(Topic.title.label("topic"), Post.number, PostVersion.text, PostVersion.written_at)
        .join(Post, Post.id == PostVersion.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.author_id == person_id)
        .order_by(PostVersion.id)
    )
    yield Part(
        "earlier", _l("What stood in your posts before you changed them"), listed(session, before)
    )
    drafts = select(PostDraft.title, PostDraft.text, PostDraft.saved_at)
    drafts = drafts.where(PostDraft.person_id == person_id)
    yield Part("drafts", _l("Drafts of posts"), listed(session, drafts))


def _clicks(session: Session, person_id: int) -> Iterator[Part]:
    reactions = (
        select(Topic.title.label("topic"), Post.number, PostReaction.kind)
        .join(Post, Post.id == PostReaction.post_id)
        .join(Topic, Topic.id == PostReaction.topic_id)
        .where(PostReaction.person_id == person_id)
    )
    yield Part("reactions", _l("Reactions"), listed(session, reactions))
    reports = select(Report.reason, Report.reported_at).where(Report.person_id == person_id)
    yield Part("reports", _l("Posts that you reported"), listed(session, reports))
    read = (
        select(Topic.title.label("topic"), TopicRead.seen)
        .join(Topic, Topic.id == TopicRead.topic_id)
        .where(TopicRead.person_id == person_id)
    )
    yield Part("read", _l("How far you have read"), listed(session, read))


def _choices(session: Session, person_id: int) -> Iterator[Part]:
    letters = select(LetterChoice.mentions, LetterChoice.rhythm)
    letters = letters.where(LetterChoice.person_id == person_id)
    yield Part("letters", _l("Which letters you want"), listed(session, letters))
    rhythms = (
        select(Exchange.title.label("exchange"), DigestChoice.rhythm)
        .join(Exchange, Exchange.id == DigestChoice.exchange_id)
        .where(DigestChoice.person_id == person_id)
    )
    yield Part("rhythms", _l("How often you want them in an exchange"), listed(session, rhythms))
    feeds = (
        select(Exchange.title.label("exchange"), Feed.created_at)
        .join(Exchange, Exchange.id == Feed.exchange_id)
        .where(Feed.person_id == person_id)
    )
    yield Part("feeds", _l("Feed addresses"), listed(session, feeds))
    consents = select(TranslationConsent.given_at).where(TranslationConsent.person_id == person_id)
    yield Part(
        "translating", _l("That your team’s talk may be translated"), listed(session, consents)
    )


def do_forget(session: Session, gone: Gone) -> None:
    """A title stays above what others answered, but for the name of who began it."""
    for topic in session.scalars(select(Topic).where(Topic.opener_id == gone.person_id)).all():
        topic.title = gone.without(topic.title)
    do_erase_person(session, gone.person_id)


offer_personal_data("discussion", own_data)
offer_erasure(
    "discussion",
    do_forget,
    kept=(
        _l(
            "The places of your posts in a discussion, empty, and the titles of topics that you "
            "began: what others answered stays where it was."
        ),
        _l(
            "What others wrote about you in their own words. Ask them or your teachers to change it."
        ),
    ),
)
