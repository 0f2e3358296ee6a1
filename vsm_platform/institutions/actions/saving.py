"""What several actions share: taking new values over, and letting the database refuse doubles."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core.errors import AppError


@contextmanager
def unique_or(refusal: AppError, session: Session) -> Iterator[None]:
    """Raise the refusal where a unique constraint is broken.

    The constraint decides, not a look beforehand: two administrators may save at once.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise refusal from None


def take_over(row: Any, values: Any) -> str:
    """Set the dataclass's values on the row; gives the names of those that changed."""
    names = [field.name for field in fields(values)]
    changed = [name for name in names if getattr(row, name) != getattr(values, name)]
    for name in changed:
        setattr(row, name, getattr(values, name))
    return ", ".join(changed)
