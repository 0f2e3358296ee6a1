"""The imports of an exchange, for those who write what is taught."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.cartridges.models import CartridgeImport
from vsm_platform.core.errors import NotFound

SHOWN = 50


def imports_of(session: Session, exchange_id: int) -> Sequence[CartridgeImport]:
    """The newest first."""
    query = select(CartridgeImport).where(CartridgeImport.exchange_id == exchange_id)
    return session.scalars(query.order_by(CartridgeImport.id.desc()).limit(SHOWN)).all()


def import_of(session: Session, exchange_id: int, import_id: int) -> CartridgeImport:
    """One import.

    Raises:
        NotFound: the exchange has no such import.
    """
    found = session.get(CartridgeImport, import_id)
    if found is None or found.exchange_id != exchange_id:
        raise NotFound
    return found
