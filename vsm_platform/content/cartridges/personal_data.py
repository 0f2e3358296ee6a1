"""The courses that a person has taken in from a cartridge: named in what is taken along."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Part, listed, offer_personal_data
from vsm_platform.content.cartridges.models import CartridgeImport


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """That the person did it; what came in belongs to the course, and stays with it."""
    imports = select(CartridgeImport.name, CartridgeImport.title, CartridgeImport.created_at)
    imports = imports.where(CartridgeImport.person_id == person_id)
    yield Part("imports", _l("Courses that you took in"), listed(session, imports))


offer_personal_data("cartridges", own_data)
