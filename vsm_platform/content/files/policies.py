"""Who may put files where, and who may change them.

The owner's rule says what the viewer may do in general (``owners``); a folder of the exchange can be
opened for students; everybody may change what they put there themselves. Once the exchange is over,
or the viewer's institution has left it, all that is left is to read.
"""

from dataclasses import dataclass, field

from vsm_platform.content.files.models import File, Folder
from vsm_platform.content.files.owners import FolderRights, Owner
from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access, require_open

DEEPEST = 3
"""Folders within folders."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, or what lies above all folders of an owner, with what the viewer may do there."""

    access: Access
    person_id: int
    owner: Owner
    rights: FolderRights
    folder: Folder | None
    above: tuple[Folder, ...] = field(default=())
    """The folders that it lies in, from the topmost."""

    @property
    def is_shut(self) -> bool:
        """Whether nobody like the viewer may change anything here, whatever their rights."""
        return not self.access.may_write

    @property
    def folder_id(self) -> int | None:
        return self.folder.id if self.folder else None

    @property
    def may_add(self) -> bool:
        """Whether the viewer may put files here."""
        is_open = self.folder is not None and self.folder.is_open and not self.access.is_visitor
        return not self.is_shut and (self.rights.may_write or is_open)

    @property
    def may_make_folders(self) -> bool:
        depth = len(self.above) + (self.folder is not None)
        return not self.is_shut and self.rights.may_write and depth < DEEPEST

    @property
    def may_manage(self) -> bool:
        """Whether the viewer may change everybody's files here, and the folders."""
        return not self.is_shut and self.rights.may_manage

    @property
    def may_change_folder(self) -> bool:
        return self.folder is not None and not self.is_shut and self.rights.may_write

    @property
    def by_faculty(self) -> bool:
        return self.access.teaches or self.access.is_administrator

    def may_change(self, created_by_id: int | None) -> bool:
        """Whether the viewer may change a file that this person put here."""
        return self.may_manage or (self.may_add and created_by_id == self.person_id)


def require_adder(place: Place) -> Place:
    """The place, if the viewer may put files there.

    Raises:
        NotAllowed: the viewer may only read here.
        ExchangeClosed: the exchange is over, or the viewer's institution has left.
    """
    require(place, place.may_add)
    return place


def require_changer(place: Place, file: File) -> Place:
    """The place, if the viewer may change the file.

    Raises:
        NotAllowed: it is another's, and the viewer does not look after the files here.
        ExchangeClosed: the exchange is over, or the viewer's institution has left.
    """
    require(place, place.may_change(file.created_by_id))
    return place


def require(place: Place, allowed: bool) -> None:
    """Go on, if this is allowed at the place.

    Raises:
        NotAllowed: it is not.
        ExchangeClosed: it is not because the exchange is over, or the viewer's institution has left.
    """
    require_open(place.access)
    if not allowed:
        raise NotAllowed
