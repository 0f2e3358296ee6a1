"""For administrators: who signs, with which keys, and everything that was issued."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from vsm_platform.alliances.api import Alliance
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.credentials.actions.issuers import (
    Owner,
    do_add_issuer,
    do_change_issuer,
    do_rotate_issuer_keys,
)
from vsm_platform.credentials.actions.keeping import due_for_tidying
from vsm_platform.credentials.forms.issuing import IssuerForm, NewIssuerForm
from vsm_platform.credentials.queries.achievements import IssuerView, issuers
from vsm_platform.credentials.queries.published import find_issuer, public_keys
from vsm_platform.credentials.routes.lists import filter_of, list_file, list_values
from vsm_platform.credentials.routes.pages import (
    GET_AND_POST,
    ROW,
    actor_id,
    public_url,
    room,
    vault,
)
from vsm_platform.institutions.api import list_institutions
from vsm_platform.web.forms import Form

ISSUERS = "/admin/issuers"
ISSUER = f"{ISSUERS}/<{ROW}:issuer_id>"


@room.page(f"{ISSUERS}/", policy=ADMINISTRATOR)
def issuer_list(session: Session) -> ResponseReturnValue:
    return render_template("credentials/issuers.html", issuers=issuers(session))


@room.page(f"{ISSUERS}/new", policy=ADMINISTRATOR, methods=GET_AND_POST)
def new_issuer(session: Session) -> ResponseReturnValue:
    """Let an institution or an alliance sign."""
    form = NewIssuerForm()
    form.owner.choices = _owners(session, issuers(session))
    if form.validate_on_submit():
        kind, _, number = form.owner.data.partition(":")
        owner = Owner(**{f"{kind}_id": int(number)})
        host = public_url().partition("://")[2]
        made = do_add_issuer(session, vault(), owner, host=host, actor_id=actor_id())
        flash(gettext("Its keys are made. It can sign from now on."), "success")
        return redirect(url_for("credentials.issuer", issuer_id=made), 303)
    return render_template("credentials/new_issuer.html", form=form)


def _owners(session: Session, known: list[IssuerView]) -> list[SelectChoice]:
    """Institutions and alliances that do not sign yet."""
    taken = {one.institution_id for one in known}
    allied = {one.alliance_id for one in known}
    return [
        *(
            SelectChoice(f"institution:{one.id}", one.name)
            for one in list_institutions(session)
            if one.id not in taken
        ),
        *(
            SelectChoice(f"alliance:{one.id}", one.name)
            for one in session.scalars(select(Alliance).order_by(Alliance.name))
            if one.id not in allied
        ),
    ]


@room.page(ISSUER, policy=ADMINISTRATOR, methods=GET_AND_POST)
def issuer(session: Session, issuer_id: int) -> ResponseReturnValue:
    """What an issuer asks for, and its keys."""
    found = find_issuer(session, issuer_id)
    form = IssuerForm(obj=found)
    if form.validate_on_submit():
        do_change_issuer(session, issuer_id, form.facts(), actor_id=actor_id())
        flash(gettext("Saved."), "success")
        return redirect(url_for("credentials.issuer", issuer_id=issuer_id), 303)
    return render_template(
        "credentials/issuer.html",
        issuer=issuers(session, [issuer_id])[0],
        keys=public_keys(session, issuer_id),
        due=due_for_tidying(session, found),
        form=form,
    )


@room.page(f"{ISSUER}/rotate", policy=ADMINISTRATOR, methods=GET_AND_POST)
def rotate_issuer(session: Session, issuer_id: int) -> ResponseReturnValue:
    """New keys, after a question."""
    find_issuer(session, issuer_id)
    if Form().validate_on_submit():
        do_rotate_issuer_keys(session, vault(), issuer_id, actor_id=actor_id())
        flash(
            gettext("It signs with new keys. What the old ones signed goes on verifying."),
            "success",
        )
        return redirect(url_for("credentials.issuer", issuer_id=issuer_id), 303)
    return render_template(
        "credentials/rotate_issuer.html", issuer=issuers(session, [issuer_id])[0]
    )


@room.page("/admin/credentials/", policy=ADMINISTRATOR)
def all_credentials(session: Session) -> ResponseReturnValue:
    """Everything that was issued, with filters."""
    found = filter_of(request.args)
    return render_template("credentials/all.html", **list_values(session, found))


@room.page("/admin/credentials.csv", policy=ADMINISTRATOR, methods=("POST",))
def all_as_file(session: Session) -> ResponseReturnValue:
    """The list as a file; that it was taken is in the log."""
    if not Form().validate():
        raise NotFound
    return list_file(session, filter_of(request.args))
