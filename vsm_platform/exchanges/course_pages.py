"""A page of one exchange, with everything that its head needs (``templates/exchanges/course.html``)."""

from flask import render_template
from sqlalchemy.orm import Session

from vsm_platform.exchanges.policies import Access
from vsm_platform.exchanges.queries.access import progress_for
from vsm_platform.exchanges.queries.people import Partner, partners_of, short_names
from vsm_platform.web.room import signed_in_viewer


def exchange_page(
    session: Session,
    template: str,
    access: Access,
    partners: tuple[Partner, ...] | None = None,
    /,
    **values: object,
) -> str:
    """Draw a template that extends ``exchanges/course.html``, such as ``teams/overview.html``.

    It gets access, progress, partners (read here where the view has none), short_names, and values.
    """
    partners = partners_of(session, access.exchange_id) if partners is None else partners
    return render_template(
        template,
        access=access,
        progress=progress_for(access, signed_in_viewer()),
        partners=partners,
        short_names=short_names(partners),
        **values,
    )
