"""Whose files they are: the exchange's, a team's, …; each kind says who may do what.

The exchange's own files are built in; other rooms register theirs when they are imported.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Access

EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class Owner:
    """What files belong to: ``Owner("team", 7)``."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class FolderRights:
    """What the viewer may do with the files of an owner."""

    name: str
    """The owner's, such as the team's; as people wrote it."""
    may_read: bool = True
    may_write: bool = False
    """May add files and folders, and change the own ones."""
    may_manage: bool = False
    """May change and delete everybody's."""


FolderRule = Callable[[Session, Access, int], FolderRights | None]
"""What the viewer may do with the files of the owner with this id; None where there is none such
in this exchange."""
OwnerSource = Callable[[Session, Access], Iterable[tuple[int, str]]]
"""The owners of a kind whose files this viewer may read, as pairs of id and name."""


def _nobody(_session: Session, _access: Access) -> Iterable[tuple[int, str]]:
    return ()


_rules: dict[str, tuple[FolderRule, OwnerSource]] = {}


def offer_folder_owner(kind: str, rule: FolderRule, owners: OwnerSource = _nobody) -> None:
    """Let a kind of owner have files; called once, when its room is imported.

    Args:
        kind: at most 20 characters, part of addresses: ``team``.
        rule: decides for one owner and one viewer; guests and clients are asked about as well.
        owners: the folders that the page "Files" lists for a viewer.
    """
    _rules[kind] = (rule, owners)


def rights_in(session: Session, access: Access, owner: Owner) -> FolderRights:
    """What the viewer may do there.

    Raises:
        NotFound: no such owner in this exchange, or none whose files the viewer may know of.
    """
    rule, _owners = _rules.get(owner.kind, (_no_rule, _nobody))
    rights = rule(session, access, owner.id)
    if rights is None or not rights.may_read:
        raise NotFound
    return rights


def _no_rule(_session: Session, _access: Access, _owner_id: int) -> FolderRights | None:
    return None


def other_owners(session: Session, access: Access) -> list[tuple[Owner, str]]:
    """Everything but the exchange's own files that this viewer may read."""
    return [
        (Owner(kind, owner_id), name)
        for kind, (_rule, owners) in _rules.items()
        for owner_id, name in owners(session, access)
    ]


def _exchange_rule(_session: Session, access: Access, owner_id: int) -> FolderRights | None:
    if owner_id != access.exchange_id:
        return None
    is_faculty = access.teaches or access.is_administrator
    return FolderRights(
        access.title, may_read=not access.is_visitor, may_write=is_faculty, may_manage=is_faculty
    )


offer_folder_owner(EXCHANGE, _exchange_rule)
