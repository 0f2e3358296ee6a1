"""What people wrote: to read, to sort by tags, to clean of names. For those who teach alone."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import exchange_page, require_not_archived
from vsm_platform.surveys.actions.results import (
    do_tag,
    do_take_names_out,
    do_take_words_out,
    do_untag,
    text_columns,
)
from vsm_platform.surveys.queries.texts import Texts, texts_to
from vsm_platform.surveys.result_forms import TagForm, WordsForm
from vsm_platform.surveys.routes.pages import SURVEY, actor_id, room, row_number
from vsm_platform.surveys.routes.results import Read, read_results
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form

TEXTS = f"{SURVEY}/results/texts/<column>"
ON_A_PAGE = 50


def _texts(session: Session, exchange_id: int, survey_id: int, column: str) -> tuple[Read, Texts]:
    """A question's texts.

    Raises:
        NotFound: there are none of this column, or the viewer may not know of them.
        NotAllowed: the viewer does not teach in the exchange.
    """
    read = read_results(session, exchange_id, survey_id, teaches=True)
    if column not in text_columns(session, read.survey):
        raise NotFound
    return read, texts_to(session, read.survey, column)


@room.page(TEXTS, policy=SIGNED_IN)
def results_texts(
    session: Session, exchange_id: int, survey_id: int, column: str
) -> ResponseReturnValue:
    """The texts, all or those of one tag, with the tags and their counts."""
    read, texts = _texts(session, exchange_id, survey_id, column)
    return _page(session, read, texts, TagForm(), WordsForm())


def _page(session: Session, read: Read, texts: Texts, form: TagForm, words: WordsForm) -> str:
    tag_id = request.args.get("tag", type=int)
    found = texts.with_tag(tag_id)
    pages = max(-(-len(found) // ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return exchange_page(
        session,
        "surveys/results_texts.html",
        read.access,
        read.partners,
        survey=read.survey,
        title=read.title,
        question=read.names.question(texts.column),
        texts=texts,
        shown=found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        names_of_tags={tag.id: tag.name for tag in texts.tags},
        tag_id=tag_id,
        page=page,
        pages=pages,
        form=form,
        taken=words,
    )


@room.page(f"{TEXTS}/tags", policy=SIGNED_IN, methods=("POST",))
def results_tag(
    session: Session, exchange_id: int, survey_id: int, column: str
) -> ResponseReturnValue:
    """Give the ticked texts a tag, or with ``remove`` take one off them."""
    read, texts = _texts(session, exchange_id, survey_id, column)
    require_not_archived(read.access)
    form = TagForm()
    removed = request.form.get("remove", type=row_number)
    if removed is not None and Form().validate_on_submit():
        do_untag(session, read.survey, removed, request.form.getlist("texts"))
    elif form.validate_on_submit():
        do_tag(session, read.survey, column, form.tag.data, form.texts.data)
    else:
        return _page(session, read, texts, form, WordsForm(formdata=None))
    return _back(read, column)


def _back(read: Read, column: str) -> ResponseReturnValue:
    return redirect(
        url_for(
            "surveys.results_texts",
            exchange_id=read.survey.exchange_id,
            survey_id=read.survey.id,
            column=column,
            tag=request.args.get("tag", type=int),
        ),
        303,
    )


@room.page(f"{TEXTS}/clean", policy=SIGNED_IN, methods=("POST",))
def results_clean(
    session: Session, exchange_id: int, survey_id: int, column: str
) -> ResponseReturnValue:
    """Take the names of the exchange's people out of all texts, or the words that are given."""
    read, texts = _texts(session, exchange_id, survey_id, column)
    require_not_archived(read.access)
    words = WordsForm()
    if "words" in request.form:
        if not words.validate_on_submit():
            return _page(session, read, texts, TagForm(formdata=None), words)
        number = do_take_words_out(
            session, exchange_id, survey_id, words.words.data, actor_id=actor_id()
        )
    else:
        number = do_take_names_out(session, exchange_id, survey_id, actor_id=actor_id())
    said = ngettext("%(num)d text was changed.", "%(num)d texts were changed.", number)
    flash(said if number else gettext("Nothing of this stands in the texts."), "success")
    return _back(read, column)


@room.page(f"{TEXTS}.csv", policy=SIGNED_IN)
def results_texts_csv(session: Session, exchange_id: int, survey_id: int, column: str) -> Response:
    """The texts with their tags as a table."""
    _read, texts = _texts(session, exchange_id, survey_id, column)
    names = {tag.id: tag.name for tag in texts.tags}
    rows = [
        (one.words, ", ".join(names[tag] for tag in sorted(one.tag_ids))) for one in texts.texts
    ]
    return csv_response("texts", (gettext("Text"), gettext("Tags")), rows)
