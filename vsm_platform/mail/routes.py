"""The mailbox: letters that no mail server has taken, to be read in development alone."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE
from vsm_platform.mail.post_office import lying_letters
from vsm_platform.web.room import Room

room = Room("mail", __name__)


@room.page("/mailbox", policy=ANYONE)
def mailbox(_session: Session) -> ResponseReturnValue:
    """Everybody's letters, so there is no such page in production."""
    settings = current_app.config["SETTINGS"]
    if settings.is_production:
        raise NotFound
    return render_template("mail/mailbox.html", letters=lying_letters())
