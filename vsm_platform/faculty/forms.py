"""The forms of faculty: whom to write to and what, with whose eyes to look."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange

from vsm_platform.exchanges.api import language_list
from vsm_platform.faculty.queries.people import Seen, Selection
from vsm_platform.web.forms import Form

LONGEST_TEXT = 5000
LARGEST_ID = 2**31 - 1


class SeeAsForm(Form):
    """The partner whose students' view is wanted."""

    partner = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])


class SetAsideForm(Form):
    """One button beside a step of the path."""

    needed = StringField(validators=[AnyOf(["yes", "no"])])


def selection_of(values: Any) -> Selection:
    """The students that an address or a form means; nonsense means all."""
    seen = values.get("seen", "")
    return Selection(
        partnership_id=values.get("partner", type=int),
        seen=Seen(seen) if seen in set(Seen) else Seen.ANY,
    )


def ticked_enrolments() -> list[int] | None:
    """The people who were ticked one by one; None where all of the selection are meant."""
    if request.form.get("all"):
        return None
    return [one for one in request.form.getlist("to", type=int) if 0 < one <= LARGEST_ID]


class MessageForm(Form):
    """A message, with a subject and a text in each language; made by ``message_form``."""

    languages: Sequence[str] = ()
    client_key = HiddenField(validators=[DataRequired(), Length(max=40)])
    answers_to_me = BooleanField(_l("Answers come to my e-mail address"))

    def fields_of(self, tag: str) -> tuple[Any, Any]:
        """Subject and text in one language."""
        return self[f"subject_{tag}"], self[f"text_{tag}"]

    def texts(self) -> dict[str, dict[str, str]]:
        """What is written, by language; only those in which something is."""
        pairs = {tag: self.fields_of(tag) for tag in self.languages}
        return {
            tag: {"subject": subject.data, "text": text.data}
            for tag, (subject, text) in pairs.items()
            if text.data
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """In a further language both are written, or neither."""
        valid = bool(super().validate(extra_validators))
        for tag in self.languages[1:]:
            subject, text = self.fields_of(tag)
            if bool(subject.data) != bool(text.data):
                empty = text if subject.data else subject
                message = gettext("Write both in this language, or leave both empty.")
                empty.errors = [*empty.errors, message]
                valid = False
        return valid


def needed_first(place: int, message: str) -> list[DataRequired]:
    """The first language must be written; the others may be left empty."""
    return [DataRequired(message)] if place == 0 else []


def message_form(languages: Sequence[str]) -> MessageForm:
    """The form of a message in the exchange's languages, of which the first is needed."""
    fields: dict[str, Any] = {"languages": list(languages) or ["en"]}
    for place, tag in enumerate(fields["languages"]):
        name = language_list([tag])
        subject_needed = gettext("Write a subject in %(language)s.", language=name)
        text_needed = gettext("Write a text in %(language)s.", language=name)
        fields[f"subject_{tag}"] = StringField(
            gettext("Subject, in %(language)s", language=name),
            validators=[
                *needed_first(place, subject_needed),
                Length(max=150, message=gettext("A subject can have at most 150 characters.")),
            ],
        )
        fields[f"text_{tag}"] = TextAreaField(
            gettext("Text, in %(language)s", language=name),
            validators=[
                *needed_first(place, text_needed),
                Length(
                    max=LONGEST_TEXT,
                    message=gettext("A message can have at most 5,000 characters."),
                ),
            ],
        )
    form: MessageForm = type("WrittenMessageForm", (MessageForm,), fields)()
    if not form.client_key.data:
        form.client_key.data = uuid4().hex
    return form
