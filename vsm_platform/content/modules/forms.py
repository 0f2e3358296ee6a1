"""The forms of modules and of what stands in them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from vsm_platform.content.modules.actions.modules import ModuleFacts
from vsm_platform.content.modules.actions.words import ItemWords
from vsm_platform.content.modules.models import TEXT, TITLE, URL, Completion, Kind
from vsm_platform.content.modules.videos import video_at
from vsm_platform.content.modules.weeks import Counting
from vsm_platform.exchanges.api import Partner
from vsm_platform.web.forms import DayField, Form
from vsm_platform.web.languages import language_name, offered_languages

LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "pt", "ru", "si", "sm")
"""Languages to choose from for a page, beside those of the exchange and of the product."""
_KEY = re.compile(r"[0-9A-Za-z-]{8,40}")


class KeyField(HiddenField):
    """A key that the form was given, by which the same form sent twice is known."""

    @property
    def key(self) -> str | None:
        return self.data if _KEY.fullmatch(self.data or "") else None


def title_field() -> StringField:
    """The title of a module or an item."""
    return StringField(
        _l("Title"),
        validators=[
            DataRequired(_l("Enter a title.")),
            Length(max=TITLE, message=_l("The title can have at most 200 characters.")),
        ],
    )


def text_field(label: Any, description: Any) -> TextAreaField:
    """A text in Markdown."""
    return TextAreaField(
        label,
        description=description,
        validators=[Length(max=TEXT, message=_l("The text can have at most 60,000 characters."))],
    )


class ModuleForm(Form):
    """A module: what it is called and when it is."""

    title = title_field()
    intro = text_field(
        _l("What it is about"),
        _l("A few sentences that students read first. You can use Markdown."),
    )
    first_week = SelectField(
        _l("When it opens"),
        coerce=int,
        description=_l("Each partner’s own days follow from its calendar."),
        validators=[InputRequired()],
    )
    last_week = SelectField(_l("How long it lasts"), coerce=int, validators=[InputRequired()])
    is_published = BooleanField(_l("Students see it"))
    client_key = KeyField()

    def offer_weeks(self, openings: Sequence[tuple[int, str]]) -> None:
        """Let a week be chosen; with each its number and when it begins for the exchange."""
        always = SelectChoice(0, gettext("It is always open"))
        self.first_week.choices = [always, *(SelectChoice(*one) for one in openings)]
        self.last_week.choices = [
            SelectChoice(0, gettext("One week")),
            *(
                SelectChoice(week, gettext("To the end of week %(week)d", week=week))
                for week, _label in openings[1:]
            ),
        ]

    def validate_last_week(self, field: SelectField) -> None:
        if field.data and self.first_week.data and field.data < self.first_week.data:
            raise ValidationError(gettext("It cannot end before the week in which it opens."))

    def facts(self) -> ModuleFacts:
        """What was entered, once it is valid."""
        first = self.first_week.data or None
        return ModuleFacts(
            title=self.title.data,
            intro=self.intro.data or "",
            first_week=first,
            last_week=(self.last_week.data or None) if first else None,
            is_published=self.is_published.data,
        )


_ADDRESSES = {
    Kind.LINK: _l("Address of the tool"),
    Kind.VIDEO: _l("Address of the video"),
    Kind.RECORDING: _l("Address of the recording"),
}
_TEXTS = {
    Kind.LINK: (_l("What it is for"), _l("For example: post one picture of your street here.")),
    Kind.VIDEO: (_l("What to look for"), _l("A question or two that students watch it with.")),
    Kind.RECORDING: (
        _l("Transcript"),
        _l("What was said, for those who cannot hear or load it, and for translating."),
    ),
}


class ItemForm(Form):
    """An item's words; ``made_for`` gives it the fields of its kind."""

    kind: Kind = Kind.PAGE
    peertube_hosts: frozenset[str] = frozenset()
    title = title_field()
    url = StringField()
    text = text_field(_l("Text"), "")
    language = SelectField(
        _l("Language of the text"),
        description=_l("So that it is read aloud and broken into lines well."),
        validators=[Optional()],
    )
    minutes = IntegerField(
        _l("Minutes"),
        description=_l("About how long it takes."),
        validators=[
            Optional(),
            NumberRange(1, 6000, _l("Enter a number of minutes from 1 to 6,000.")),
        ],
    )
    completion = RadioField(
        _l("A student is done with it"),
        choices=[
            SelectChoice(Completion.MARK.value, _l("by saying so")),
            SelectChoice(Completion.VIEW.value, _l("by opening it")),
            SelectChoice(Completion.NONE.value, _l("there is nothing to be done")),
        ],
        validators=[InputRequired(_l("Choose one."))],
    )
    is_published = BooleanField(_l("Students see it"))
    base_version = HiddenField()
    client_key = KeyField()

    def fit(self, kind: Kind, languages: Iterable[str], peertube_hosts: frozenset[str]) -> None:
        """Take the fields of a kind, and offer languages."""
        self.kind, self.peertube_hosts = kind, peertube_hosts
        tags = dict.fromkeys([*languages, *offered_languages(), *LANGUAGES])
        if self.language.data:
            tags.setdefault(self.language.data)
        self.language.choices = [
            SelectChoice("", gettext("As the page around it")),
            *(SelectChoice(tag, language_name(tag)) for tag in tags),
        ]
        if kind in _ADDRESSES:
            self.url.label.text = _ADDRESSES[kind]
            self.url.flags.required = True
            self.text.label.text, self.text.description = _TEXTS[kind]
        else:
            del self.url
        if kind == Kind.HEADING:
            for name in ("text", "language", "minutes", "completion"):
                delattr(self, name)

    def validate_url(self, field: StringField) -> None:
        check_address(field.data, self.kind, self.peertube_hosts)

    def words(self) -> ItemWords:
        """What was entered, once it is valid."""
        return ItemWords(
            title=self.title.data or "",
            text=self._of("text") or "",
            url=self._of("url") or "",
            language=self._of("language") or "",
            minutes=self._of("minutes"),
            completion=Completion(self._of("completion") or Completion.NONE),
        )

    def _of(self, name: str) -> Any:
        return self[name].data if name in self else None

    @property
    def base(self) -> int:
        """The version that the writer had before them; 0 where the form does not say."""
        text = self.base_version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def check_address(address: str | None, kind: Kind, peertube_hosts: frozenset[str]) -> None:
    """Refuse an address that no item of this kind can have.

    Raises:
        ValidationError: with what to do.
    """
    try:
        parts = urlsplit(address or "")
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        fine = False
    if not fine or len(address or "") > URL or re.search(r"[\s<>\"\\]", address or ""):
        raise ValidationError(gettext("Enter a whole address that begins with https://."))
    if kind == Kind.VIDEO and video_at(address or "", peertube_hosts) is None:
        raise ValidationError(
            gettext(
                "Enter the address of one video on YouTube, Vimeo or a PeerTube server that "
                "your administrator has allowed. Add anything else as a link."
            )
        )


class MoveForm(Form):
    """Up, down, or into another module."""

    direction = StringField(validators=[Optional()])
    module = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])


class DoneForm(Form):
    done = StringField()


class PublishForm(Form):
    publish = StringField()


class DraftForm(Form):
    """What a browser saves by itself while somebody writes."""

    title = StringField(validators=[Length(max=TITLE)])
    text = TextAreaField(validators=[Length(max=TEXT)])
    base_version = IntegerField(validators=[InputRequired(), NumberRange(0, 10**8)])


class DatesForm(Form):
    """One module's days for each partner; made by ``dates_form``."""

    partners: Sequence[Partner] = ()

    def rows(self) -> list[tuple[Partner, DayField, DayField]]:
        """Each partner with the two fields."""
        return [
            (one, self[f"opens_{one.partnership_id}"], self[f"closes_{one.partnership_id}"])
            for one in self.partners
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for _partner, opens, closes in self.rows():
            if opens.data and closes.data and closes.data < opens.data:
                closes.errors = [*closes.errors, gettext("This day is before it opens.")]
                valid = False
        return valid

    def dates(self) -> dict[int, tuple[date | None, date | None]]:
        """What was entered, by partnership."""
        return {
            partner.partnership_id: (opens.data, closes.data)
            for partner, opens, closes in self.rows()
        }


def dates_form(
    partners: Sequence[Partner], chosen: dict[int, tuple[date | None, date | None]]
) -> DatesForm:
    """A form with the days that somebody set for each partner."""
    fields: dict[str, Any] = {}
    values: dict[str, date | None] = {}
    for partner in partners:
        key = partner.partnership_id
        fields[f"opens_{key}"] = DayField(gettext("Opens"), validators=[Optional()])
        fields[f"closes_{key}"] = DayField(gettext("To be done by"), validators=[Optional()])
        values[f"opens_{key}"], values[f"closes_{key}"] = chosen.get(key, (None, None))
    form_class = type("ModuleDatesForm", (DatesForm,), {**fields, "partners": partners})
    form: DatesForm = form_class(**values)
    return form


class CountingForm(Form):
    """How each partner counts its weeks; made by ``counting_form``."""

    partners: Sequence[Partner] = ()

    def rows(self) -> list[tuple[Partner, SelectField]]:
        return [(one, self[f"counting_{one.partnership_id}"]) for one in self.partners]

    def counting(self) -> dict[int, Counting]:
        """What was chosen, by partnership."""
        return {partner.partnership_id: Counting(field.data) for partner, field in self.rows()}


def counting_form(partners: Sequence[Partner], present: dict[int, Counting]) -> CountingForm:
    """A form with how each partner counts now."""
    fields: dict[str, Any] = {}
    values: dict[str, str] = {}
    for partner in partners:
        name = f"counting_{partner.partnership_id}"
        fields[name] = SelectField(
            partner.name,
            choices=[
                SelectChoice(Counting.EXCHANGE.value, gettext("joins the exchange’s weeks")),
                SelectChoice(
                    Counting.OWN.value, gettext("counts its own weeks from its first day")
                ),
            ],
            validators=[InputRequired()],
        )
        values[name] = present.get(partner.partnership_id, Counting.EXCHANGE).value
    form_class = type("PartnersCountingForm", (CountingForm,), {**fields, "partners": partners})
    form: CountingForm = form_class(**values)
    return form


class LibraryForm(Form):
    """Which activities are wanted; its choices are part of the address."""

    class Meta(Form.Meta):
        csrf = False

    minutes = SelectField(
        _l("Time"),
        choices=[
            SelectChoice("", _l("Any")),
            SelectChoice("20", _l("up to 20 minutes")),
            SelectChoice("30", _l("up to 30 minutes")),
            SelectChoice("45", _l("up to 45 minutes")),
        ],
    )
    people = SelectField(
        _l("Group"),
        choices=[
            SelectChoice("", _l("Any")),
            *(SelectChoice(str(number), str(number)) for number in (2, 3, 4, 5, 6, 7, 8, 12)),
        ],
    )
    mode = SelectField(
        _l("Together"),
        choices=[
            SelectChoice("", _l("Either way")),
            SelectChoice("live", _l("at the same hour")),
            SelectChoice("own-time", _l("each in their own time")),
        ],
    )


class TakeForm(Form):
    """Into which module a copy of an activity goes."""

    module = SelectField(_l("Module"), coerce=int, validators=[InputRequired()])
    client_key = KeyField()
