"""Deliveries that failed are sent again, because somebody has mended something."""

from sqlalchemy.orm import Session

from vsm_platform.core import outbox
from vsm_platform.core.outbox import Delivery
from vsm_platform.grading.actions.sending import do_send_score_again
from vsm_platform.grading.errors import ColumnNotActive
from vsm_platform.grading.models import SCORE
from vsm_platform.grading.queries.deliveries import DeliveryFilter, delivery_of, failed_deliveries

AT_ONCE = 1_000
"""How many of a long list are sent again by one press of the button."""


def do_send_again(session: Session, wanted: DeliveryFilter, delivery_id: int) -> None:
    """Send one delivery again: a score as it is now, anything else as it was.

    Raises:
        NotFound: it is none of those that are meant.
        ColumnNotActive: its column takes no scores.
    """
    _send(session, delivery_of(session, wanted, delivery_id))


def do_send_failed_again(session: Session, wanted: DeliveryFilter) -> int:
    """Send those again that were refused or given up; gives their number."""
    number = 0
    for delivery in failed_deliveries(session, wanted, AT_ONCE):
        try:
            _send(session, delivery)
        except ColumnNotActive:
            # When the column is set up again, the score follows by itself.
            continue
        number += 1
    return number


def _send(session: Session, delivery: Delivery) -> None:
    if delivery.kind == SCORE:
        do_send_score_again(session, delivery)
    else:
        outbox.do_send_again(session, delivery)
