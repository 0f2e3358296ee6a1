"""What faculty wish of teams, with what cannot be met of it said at once."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.availability.api import answers
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access
from vsm_platform.formation.actions.attributes import attribute_of, do_ask_ready
from vsm_platform.formation.actions.formations import (
    apply_basics,
    do_add_wish,
    do_begin,
    do_delete,
    do_pair,
    do_set_basics,
)
from vsm_platform.formation.findings import findings_of
from vsm_platform.formation.forms import LEAVE_OUT, BeginForm, PairForm, WishesForm, WishForm
from vsm_platform.formation.models import Attribute, Formation, Importance
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.queries.formations import (
    access_formation,
    formations_of,
    forming_access,
    proposals_of,
    repairs_of,
)
from vsm_platform.formation.queries.roster import attributes_of, roster
from vsm_platform.formation.routes.pages import (
    FORMATION,
    FORMING,
    GET_AND_POST,
    actor_id,
    course_page,
    room,
    to_wishes,
)
from vsm_platform.formation.solver.problem import Rule
from vsm_platform.formation.wishes import (
    KNOWN,
    PRESETS,
    READY,
    Wish,
    labels_of,
    preset_of,
    ready_question,
    rules_for,
    wishes_of,
)
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

KINDS_SHOWN = 60
"""So many kinds, such as languages, can be chosen from."""


@room.page(FORMING, policy=SIGNED_IN, methods=GET_AND_POST)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """All wishes of an exchange; new ones are begun with one click."""
    access = forming_access(session, signed_in_viewer(), exchange_id)
    form = BeginForm(title=gettext("Project teams"))
    if form.validate_on_submit():
        begun = do_begin(
            session,
            exchange_id,
            preset_of(form.preset.data),
            title=form.title.data or "",
            actor_id=actor_id(),
        )
        return to_wishes(exchange_id, begun)
    lines = formations_of(session, exchange_id)
    return course_page(session, "overview", access, form=form, lines=lines, presets=PRESETS)


@room.page(FORMATION, policy=SIGNED_IN, methods=GET_AND_POST)
def wishes(session: Session, exchange_id: int, formation_id: int) -> ResponseReturnValue:
    """The wishes; "Check" says what of them cannot be met, and saves nothing."""
    access, formation = access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    form = WishesForm(obj=formation)
    form.offer(formation)
    is_checking = request.form.get("step") == "check"
    if form.validate_on_submit():
        importances = _importances(formation)
        if not is_checking:
            do_set_basics(
                session,
                exchange_id,
                formation_id,
                form.basics(),
                importances,
                actor_id=actor_id(),
            )
            flash(gettext("Saved."), "success")
            return to_wishes(exchange_id, formation_id)
        # What is only looked at must not be kept with the next statement.
        session.expunge(formation)
        apply_basics(formation, form.basics(), importances)
    return _wishes_page(session, access, formation, formation_id, form, is_checking=is_checking)


def _importances(formation: Formation) -> list[Importance | None]:
    """How much each further wish is to count, by the fields beside them."""
    found: list[Importance | None] = []
    for place, wish in enumerate(wishes_of(formation.criteria)):
        said = request.form.get(f"wish-{place}", wish.importance)
        if said == LEAVE_OUT:
            found.append(None)
        else:
            found.append(Importance(said) if said in set(Importance) else wish.importance)
    return found


def _wishes_page(
    session: Session,
    access: Access,
    formation: Formation,
    formation_id: int,
    form: WishesForm,
    *,
    is_checking: bool,
) -> str:
    situation = Situation(session, formation, taught_at=access.partnership_id)
    said = {
        one.key: sum(one.key in known for known in situation.values.values())
        for one in situation.attributes
    }
    return course_page(
        session,
        "wishes",
        access,
        form=form,
        formation=formation,
        formation_id=formation_id,
        is_checking=is_checking,
        wishes=wishes_of(formation.criteria),
        labels=labels_of(situation.attributes),
        said=said,
        students=situation.roster,
        painted=answers(session, access.exchange_id).painted,
        findings=findings_of(situation) if not form.errors else None,
        proposals=proposals_of(session, formation_id),
        repairs=repairs_of(session, formation_id),
    )


@room.page(f"{FORMATION}/wish", policy=SIGNED_IN, methods=GET_AND_POST)
def wish(session: Session, exchange_id: int, formation_id: int) -> ResponseReturnValue:
    """One more wish: about what, and then which."""
    access, formation = access_formation(
        session, signed_in_viewer(), exchange_id, formation_id, writes=True
    )
    about = request.args.get("about", "")
    attributes = attributes_of(session, exchange_id)
    if not about:
        taken = {one.label for one in attributes}
        ready = [one for one in READY if str(one.label) not in taken]
        return course_page(
            session,
            "about",
            access,
            formation=formation,
            attributes=attributes,
            ready=ready,
            known=KNOWN,
        )
    label, question, kinds, is_number = _about(session, exchange_id, about, attributes)
    form = WishForm()
    form.offer(rules_for(is_number=is_number), kinds)
    question_of = ready_question(about.removeprefix("ready:"))
    if request.method == "GET" and question_of:
        form.rule.data, form.value.data = question_of.rule.value, str(question_of.value)
    if form.validate_on_submit():
        key = about
        if question_of and about.startswith("ready:"):
            key = do_ask_ready(session, exchange_id, question_of).key
        value = form.value.data or "" if form.rule.data == Rule.AT_LEAST_ONE else ""
        added = Wish(key, Rule(form.rule.data), Importance(form.importance.data), value)
        do_add_wish(session, exchange_id, formation_id, added, actor_id=actor_id())
        return to_wishes(exchange_id, formation_id)
    return course_page(
        session, "wish", access, formation=formation, form=form, label=label, question=question
    )


def _about(
    session: Session, exchange_id: int, about: str, attributes: list[Attribute]
) -> tuple[str, str, list[str], bool]:
    """What something is called, how it is asked, its kinds, and whether it is a number.

    Raises:
        NotFound: there is no such thing to wish about.
    """
    ready = ready_question(about.removeprefix("ready:")) if about.startswith("ready:") else None
    if ready:
        kinds = [str(option) for option in ready.options]
        return str(ready.label), str(ready.question), kinds, not kinds
    if about in KNOWN:
        people = roster(session, exchange_id).values()
        kinds = sorted({getattr(one, about) for one in people} - {""})
        return str(KNOWN[about]), "", kinds[:KINDS_SHOWN], False
    found = next((one for one in attributes if one.key == about), None)
    if found is None:
        raise NotFound
    attribute_of(session, exchange_id, found.id)
    return found.label, found.question, list(found.options), not found.options


@room.page(f"{FORMATION}/pairs", policy=SIGNED_IN, methods=GET_AND_POST)
def pairs(session: Session, exchange_id: int, formation_id: int) -> ResponseReturnValue:
    """Who must share a team, and who must not."""
    access, formation = access_formation(
        session, signed_in_viewer(), exchange_id, formation_id, writes=True
    )
    people = roster(session, exchange_id, taught_at=access.partnership_id)
    form = PairForm()
    form.offer(people.values())
    if form.validate_on_submit():
        do_pair(
            session,
            exchange_id,
            formation_id,
            (form.first.data, form.second.data),
            is_together=form.how.data == "together",
            actor_id=actor_id(),
        )
        return _to_pairs(exchange_id, formation_id)
    return course_page(session, "pairs", access, formation=formation, form=form, students=people)


@room.page(f"{FORMATION}/pairs/drop", policy=SIGNED_IN, methods=("POST",))
def drop_pair(session: Session, exchange_id: int, formation_id: int) -> ResponseReturnValue:
    access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    first = request.form.get("first", 0, type=int)
    second = request.form.get("second", 0, type=int)
    do_pair(
        session, exchange_id, formation_id, (first, second), is_together=None, actor_id=actor_id()
    )
    return _to_pairs(exchange_id, formation_id)


def _to_pairs(exchange_id: int, formation_id: int) -> ResponseReturnValue:
    address = url_for("formation.pairs", exchange_id=exchange_id, formation_id=formation_id)
    return redirect(address, 303)


@room.page(f"{FORMATION}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete(session: Session, exchange_id: int, formation_id: int) -> ResponseReturnValue:
    access, formation = access_formation(
        session, signed_in_viewer(), exchange_id, formation_id, writes=True
    )
    if Form().validate_on_submit():
        do_delete(session, exchange_id, formation_id, actor_id=actor_id())
        flash(gettext("The wishes and their proposals are deleted."), "success")
        return redirect(url_for("formation.overview", exchange_id=exchange_id), 303)
    return course_page(session, "delete", access, formation=formation)
