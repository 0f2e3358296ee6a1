"""A request is answered: with links, or with words why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask_babel import gettext, ngettext
from sqlalchemy import update
from sqlalchemy.orm import Session

from lti.services.deep_linking import Answer, Asker, Column, DocumentTarget, Link, sign_answer
from vsm_platform.accounts.api import Person
from vsm_platform.core import audit, clock
from vsm_platform.core.secrets import Vault
from vsm_platform.exchanges.api import (
    PARTICIPATION_TAG,
    ExchangeChoice,
    PlaceablePage,
    participation_resource_id,
)
from vsm_platform.institutions.api import do_ensure_signing_key, signing_key
from vsm_platform.launch.actions import do_choose_exchange
from vsm_platform.launch.deep_linking.errors import RequestAnswered
from vsm_platform.launch.deep_linking.models import DeepLinkingRequest
from vsm_platform.launch.deep_linking.queries import OpenRequest
from vsm_platform.launch.queries import PAGE_PARAMETER


@dataclass(frozen=True, slots=True)
class Choice:
    """What faculty chose: pages of one exchange, how they open, and the column if one is wanted."""

    exchange: ExchangeChoice
    pages: Sequence[PlaceablePage]
    target: str
    """``iframe``, ``window``, or empty for as the LMS likes."""
    column_label: str = ""
    """Empty for no column."""
    column_maximum: float = 0


def do_place(
    session: Session, vault: Vault, asked: OpenRequest, choice: Choice, public_url: str
) -> str:
    """Answer with links; an instructor's first choice also links the course to the exchange.

    Returns:
        The signed response for the LMS.

    Raises:
        RequestAnswered: another answer was faster.
        CourseAlreadyLinked: the course has come to belong to another exchange meanwhile.
    """
    _use_up(session, asked)
    if asked.visit.is_instructor and asked.visit.course_key:
        person = session.get_one(Person, asked.visit.person_id)
        do_choose_exchange(session, asked.visit, person, choice.exchange.partnership_id)
    audit.record(
        session,
        "launch.links_placed",
        f"exchange:{choice.exchange.exchange_id}",
        actor_id=asked.visit.person_id,
        institution_id=asked.institution_id,
        deployment=asked.deployment.id,
        pages=", ".join(page.key for page in choice.pages),
    )
    number = len(choice.pages)
    answer = Answer(
        links=_links(choice, public_url),
        message=ngettext("%(num)d link was chosen.", "%(num)d links were chosen.", number),
        log=f"placed {number} of exchange {choice.exchange.exchange_id}",
    )
    return _signed(session, vault, asked, answer)


def do_answer_without_links(
    session: Session, vault: Vault, asked: OpenRequest, answer: Answer
) -> str:
    """Send the person back with nothing but words.

    Raises:
        RequestAnswered: another answer was faster.
    """
    _use_up(session, asked)
    return _signed(session, vault, asked, answer)


def _use_up(session: Session, asked: OpenRequest) -> None:
    """Of two answers at once, the database lets one through."""
    waiting = update(DeepLinkingRequest).where(
        DeepLinkingRequest.id == asked.request.id, DeepLinkingRequest.answered_at.is_(None)
    )
    used = waiting.values(answered_at=clock.now()).returning(DeepLinkingRequest.id)
    if session.execute(used).one_or_none() is None:
        raise RequestAnswered


def _signed(session: Session, vault: Vault, asked: OpenRequest, answer: Answer) -> str:
    do_ensure_signing_key(session, vault)
    key = signing_key(session, vault)
    if key is None:
        raise RuntimeError("a signing key was made just now")
    asker = Asker(
        issuer=asked.registration.issuer,
        client_id=asked.registration.client_id,
        deployment_id=asked.deployment.deployment_id,
        product_family_code=asked.registration.platform,
        data=asked.request.data,
    )
    return sign_answer(asker, answer, key, clock.now())


def _links(choice: Choice, public_url: str) -> list[Link]:
    """One link for each page; the first one brings the column, for there is one for all."""
    columns = [_column(choice), *[None] * (len(choice.pages) - 1)]
    return [
        Link(
            url=public_url + page.path,
            title=_title(choice.exchange, page),
            text=str(page.text),
            custom={PAGE_PARAMETER: page.path},
            target=cast("DocumentTarget | None", choice.target or None),
            column=column,
        )
        for page, column in zip(choice.pages, columns, strict=True)
    ]


def _title(exchange: ExchangeChoice, page: PlaceablePage) -> str:
    if page.is_home:
        return exchange.title
    return str(gettext("%(exchange)s: %(page)s", exchange=exchange.title, page=page.label))


def _column(choice: Choice) -> Column | None:
    if not choice.column_label:
        return None
    return Column(
        label=choice.column_label,
        score_maximum=choice.column_maximum,
        resource_id=participation_resource_id(choice.exchange.exchange_id),
        tag=PARTICIPATION_TAG,
    )
