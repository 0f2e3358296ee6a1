"""What each partner of an exchange agreed to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.life import has_left
from vsm_platform.exchanges.models import Exchange, Partnership
from vsm_platform.exchanges.terms import (
    Contradiction,
    Terms,
    contradictions,
    registers_after_start,
)
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class TermsView:
    """One partner's terms, with the exchange's dates that they build on."""

    partnership_id: int
    name: str
    is_lead: bool
    colour: int
    left_on: date | None
    terms: Terms
    exchange_starts_on: date
    exchange_ends_on: date

    @property
    def starts_on(self) -> date:
        """The partner's first day, whether its own or everybody's."""
        return self.terms.starts_on or self.exchange_starts_on

    @property
    def ends_on(self) -> date:
        """The partner's last day."""
        return self.terms.ends_on or self.exchange_ends_on

    @property
    def has_left(self) -> bool:
        return has_left(self.left_on)

    @property
    def registers_late(self) -> bool:
        """Registration goes on after the exchange has begun."""
        return registers_after_start(self.terms, self.exchange_starts_on)

    @property
    def problems(self) -> list[Contradiction]:
        """What cannot be any more, as after the exchange's own dates were changed."""
        return list(contradictions(self.terms, self.exchange_starts_on, self.exchange_ends_on))


def terms_of(session: Session, exchange_id: int) -> list[TermsView]:
    """All partners' terms, the lead's first, those that have left last; one select."""
    query = _terms(exchange_id).order_by(Partnership.is_lead.desc(), Partnership.id)
    views = [_view(*row) for row in session.execute(query)]
    return sorted(views, key=lambda view: view.has_left)


def terms_of_partner(session: Session, exchange_id: int, partnership_id: int) -> TermsView:
    """One partner's terms.

    Raises:
        NotFound: the exchange has no such partner.
    """
    query = _terms(exchange_id).where(Partnership.id == partnership_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _view(*row)


def _terms(exchange_id: int) -> Select[Partnership, str, date, date]:
    return (
        select(Partnership, Institution.name, Exchange.starts_on, Exchange.ends_on)
        .join(Institution, Institution.id == Partnership.institution_id)
        .join(Exchange, Exchange.id == Partnership.exchange_id)
        .where(Partnership.exchange_id == exchange_id)
    )


def _view(partnership: Partnership, name: str, starts_on: date, ends_on: date) -> TermsView:
    return TermsView(
        partnership_id=partnership.id,
        name=name,
        is_lead=partnership.is_lead,
        colour=partnership.colour,
        left_on=partnership.left_on,
        terms=Terms.of(partnership),
        exchange_starts_on=starts_on,
        exchange_ends_on=ends_on,
    )
