"""Who may see an exchange and who may change it: decided by enrolment in it.

Belonging to a partner university is not enough: a person who is not enrolled knows nothing of
the exchange, not even that it exists. Administrators look after all of them.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.date_words import day_words
from vsm_platform.exchanges.errors import (
    ConsentAwaited,
    ExchangeArchived,
    ExchangeClosed,
    ExchangeFinished,
    ExchangeNotOpen,
    PartnerHasLeft,
    PersonHasLeft,
)
from vsm_platform.exchanges.life import ALLOWS, has_left
from vsm_platform.exchanges.models import VISITORS, ExchangeKind, ExchangeState, Role


@dataclass(frozen=True, slots=True)
class Access:
    """An exchange and the viewer's part in it."""

    exchange_id: int
    title: str
    description: str
    starts_on: date
    ends_on: date
    languages: tuple[str, ...]
    role: Role | None
    """None for an administrator who is not enrolled."""
    partnership_id: int | None
    own_starts_on: date
    """The first day for the viewer's institution, which may differ from the exchange's."""
    is_administrator: bool
    state: ExchangeState = ExchangeState.RUNNING
    """Where the exchange stands now, by what people decided and by its dates (``life``)."""
    enrolment_id: int | None = None
    """The viewer's own enrolment; none for an administrator who is not enrolled."""
    own_ends_on: date | None = None
    """The last day for the viewer's institution, where it differs."""
    partner_left_on: date | None = None
    """When the viewer's institution left, or will leave."""
    person_has_left: bool = False
    """The viewer has left the course at home, or was taken off its roster, and can come back."""
    season: str = ""
    kind: ExchangeKind = ExchangeKind.COURSE
    ects: float | None = None
    """The exchange's own credit."""
    awaits_consent: bool = False
    """A minor whose guardian has not agreed yet: may read, and change nothing."""
    seen_as: bool = False
    """Somebody who teaches looks with the eyes of this partner's students, and changes nothing."""
    office_partnership_id: int | None = None
    """The part of the institution for whose International Office the viewer works."""

    @property
    def without_person(self) -> Self:
        """The same for all of one role and university: what is drawn once for all of them."""
        return replace(self, enrolment_id=None)

    @property
    def has_left(self) -> bool:
        """The viewer's institution has left: its people read what it was part of, and no more."""
        return has_left(self.partner_left_on) and not self.is_administrator

    @property
    def only_reads(self) -> bool:
        """Once took part, and no longer does: the institution has left, or the person."""
        return self.has_left or (self.person_has_left and not self.is_administrator)

    @property
    def may_write(self) -> bool:
        """Whether what people make here can be made and changed now; ``require_open`` asks it."""
        return ALLOWS[self.state].writing and not self.only_reads

    @property
    def is_kept_up(self) -> bool:
        """Whether marks can be given and the agreement changed: until it is archived."""
        return ALLOWS[self.state].marking and not self.only_reads

    @property
    def is_visitor(self) -> bool:
        """A guest or a client, who sees only what is theirs."""
        return self.role in VISITORS

    @property
    def may_edit(self) -> bool:
        return self.is_administrator or (self.role == Role.COORDINATOR and not self.has_left)

    @property
    def teaches(self) -> bool:
        """Teaches in the exchange, for whichever of its partners."""
        return self.role in {Role.FACILITATOR, Role.COORDINATOR}

    def keeps_rosters_of(self, partnership_id: int) -> bool:
        """Whether this partner's rosters are the viewer's to read and to decide about."""
        is_own = self.teaches and self.partnership_id == partnership_id and not self.has_left
        return self.is_administrator or is_own

    def keeps_terms_of(self, partnership_id: int) -> bool:
        """Whether what this partner agreed to is the viewer's to read and to change."""
        if self.is_administrator or self.office_partnership_id == partnership_id:
            return True
        return self.role == Role.COORDINATOR and self.partnership_id == partnership_id

    @property
    def may_see_students(self) -> bool:
        """Students' names are for those who take the course together."""
        return self.role is not None and not self.is_visitor


def require_access(
    access: Access | None, *, visitors: bool = False, offices: bool = False
) -> Access:
    """The access, if the viewer may know of the exchange.

    Guests and clients are strangers to every page but those that say that they are for them; so
    are the partners' International Offices.

    Raises:
        NotFound: there is no such exchange, or the viewer is not part of it.
        ExchangeNotOpen: it is still being prepared, and the viewer is not one of those who do.
    """
    if access is None:
        raise NotFound
    is_office = offices and access.office_partnership_id is not None
    if access.role is None and not access.is_administrator and not is_office:
        raise NotFound
    if access.is_visitor and not visitors:
        raise NotFound
    prepares = access.teaches or access.is_administrator or is_office
    if not prepares and not ALLOWS[access.state].students_see:
        raise ExchangeNotOpen(exchange=access.title, day=day_words(access.starts_on))
    return access


def require_open(access: Access) -> Access:
    """The access, if what people make in the exchange can be changed now.

    For every view that writes what belongs to the course: content, files, teams, posts.

    Raises:
        ExchangeClosed: it is finished or archived, or the viewer or their institution has left.
    """
    if not access.may_write:
        raise _closed(access)
    return access


def require_not_archived(access: Access) -> Access:
    """The access, if marks can be given and the agreement changed: before, during and after it.

    Raises:
        ExchangeClosed: it is archived, or the viewer or their institution has left.
    """
    if not access.is_kept_up:
        raise _closed(access)
    return access


def _closed(access: Access) -> ExchangeClosed:
    if access.has_left and access.partner_left_on:
        return PartnerHasLeft(exchange=access.title, day=day_words(access.partner_left_on))
    if access.person_has_left and not access.is_administrator:
        return PersonHasLeft(exchange=access.title)
    if access.state == ExchangeState.ARCHIVED:
        return ExchangeArchived(exchange=access.title)
    return ExchangeFinished(exchange=access.title)


def require_consent(access: Access) -> Access:
    """The access, if the viewer may change anything at all.

    Raises:
        ConsentAwaited: the viewer is a minor, and no guardian has agreed yet.
    """
    if access.awaits_consent:
        raise ConsentAwaited
    return access


def require_editor(access: Access) -> Access:
    """The access, if the viewer may change the exchange.

    Raises:
        NotAllowed: the viewer takes part, but does not coordinate.
    """
    if not access.may_edit:
        raise NotAllowed
    return access


def require_roster_keeper(access: Access, partnership_id: int) -> Access:
    """The access, if this partner's rosters are the viewer's business.

    Raises:
        NotAllowed: the viewer does not teach there.
    """
    if not access.keeps_rosters_of(partnership_id):
        raise NotAllowed
    return access
