"""The form on which faculty choose what to place."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DecimalField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.exchanges.api import ExchangeChoice, PlaceablePage
from vsm_platform.launch.deep_linking.actions.answers import Choice
from vsm_platform.launch.deep_linking.models import DeepLinkingRequest
from vsm_platform.web.forms import Form

HIGHEST_MAXIMUM = 10_000
NOTHING_CHOSEN = _l("Choose what to place.")


class NumberField(DecimalField):
    """A number, with its mistake in plain words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.replace(",", ".") for value in valuelist])
        except ValueError as error:
            raise ValueError(gettext("Enter a number, such as 100.")) from error


class PlacingForm(Form):
    """One page or several, how they open, and a column; made by ``placing_form``."""

    only_target = ""
    """How links open where the LMS leaves no choice."""
    target = RadioField(_l("Where it opens"), validators=[InputRequired(_l("Choose one."))])
    with_column = BooleanField(_l("With a gradebook column"))
    column_label = StringField(
        _l("Name of the column"),
        validators=[
            DataRequired(_l("Give the column a name.")),
            Length(max=200, message=_l("The name can have at most 200 characters.")),
        ],
    )
    column_maximum = NumberField(
        _l("Points at most"),
        places=None,
        default=100,
        validators=[
            InputRequired(_l("Enter a number, such as 100.")),
            NumberRange(0.01, HIGHEST_MAXIMUM, _l("Enter a number above 0 and not above 10,000.")),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        if "with_column" in self and not self.wants_column:
            # Nobody need mend what is not wanted.
            self.column_label.validators = self.column_maximum.validators = ()
            self.column_maximum.process_errors = []
        return bool(super().validate(extra_validators))

    @property
    def wants_column(self) -> bool:
        return "with_column" in self and bool(self.with_column.data)

    def choice(self, exchange: ExchangeChoice, pages: Sequence[PlaceablePage]) -> Choice:
        """What was chosen, once it is valid."""
        chosen = self.pages.data if isinstance(self.pages.data, list) else [self.pages.data]
        return Choice(
            exchange=exchange,
            pages=[page for page in pages if page.key in chosen],
            target=self.target.data if "target" in self else self.only_target,
            column_label=self.column_label.data if self.wants_column else "",
            column_maximum=float(self.column_maximum.data) if self.wants_column else 0,
        )


class OnePageForm(PlacingForm):
    pages = RadioField(_l("What to place"), validators=[InputRequired(NOTHING_CHOSEN)])


class SeveralPagesForm(PlacingForm):
    pages = SelectMultipleField(
        _l("What to place"),
        description=_l("Each becomes a link of its own."),
        validators=[InputRequired(NOTHING_CHOSEN)],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


def placing_form(
    request: DeepLinkingRequest, exchange: ExchangeChoice, pages: Sequence[PlaceablePage]
) -> PlacingForm:
    """The form with what this LMS takes: several links or one, with a column or without."""
    label = gettext("%(exchange)s: participation", exchange=exchange.title)[:200]
    first, target = pages[0].key, (request.targets or [""])[0]
    form: PlacingForm
    if request.accepts_several:
        form = SeveralPagesForm(pages=[first], target=target, column_label=label)
    else:
        form = OnePageForm(pages=first, target=target, column_label=label)
    form.pages.choices = [SelectChoice(page.key, page.label) for page in pages]
    if len(request.targets) > 1:
        form.target.choices = [
            SelectChoice("iframe", gettext("Inside the course page")),
            SelectChoice("window", gettext("In a window of its own")),
        ]
    else:
        form.only_target = target
        del form.target
    if not request.accepts_column:
        del form.with_column, form.column_label, form.column_maximum
    return form
