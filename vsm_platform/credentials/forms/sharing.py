"""What the link to a passport shows."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.credentials.passport.actions import Choice
from vsm_platform.credentials.passport.collecting import Activity, Passport
from vsm_platform.credentials.passport.models import Passport as Settings
from vsm_platform.credentials.queries.holders import Held
from vsm_platform.web.forms import Form


class ShareForm(Form):
    """Everything, or what is ticked."""

    what = RadioField(
        _l("What does the link show?"),
        choices=[
            SelectChoice("all", _l("Everything, and what I do later as well")),
            SelectChoice("part", _l("Only what I tick below")),
        ],
        default="all",
        validators=[InputRequired(_l("Choose what the link shows."))],
    )
    things = SelectMultipleField(
        _l("Exchanges and credentials"),
        description=_l("A credential names its exchange, so that is shown with it."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    is_new = BooleanField(_l("Give it a new address; the one before opens nothing any more"))

    def choice(self) -> Choice:
        """What was chosen."""
        if self.what.data == "all":
            return Choice()
        chosen = [value.partition(":") for value in self.things.data]
        return Choice(
            shows_all=False,
            exchanges=[int(number) for kind, _, number in chosen if kind == "exchange"],
            credentials=[int(number) for kind, _, number in chosen if kind == "credential"],
        )

    def validate_things(self, field: SelectMultipleField) -> None:
        if self.what.data == "part" and not field.data:
            raise ValidationError(gettext("Tick at least one, or choose to show everything."))


def share_form(passport: Passport, settings: Settings | None) -> ShareForm:
    """The form with what there is to tick, and what was ticked before."""
    data = None
    if settings is not None and not settings.shows_all:
        data = [f"exchange:{number}" for number in settings.exchanges]
        data += [f"credential:{number}" for number in settings.credentials]
    form = ShareForm(what="part" if data is not None else "all", things=data)
    form.things.choices = [
        SelectChoice(f"{kind}:{number}", label)
        for activity in passport.activities
        for kind, number, label in (
            ("exchange", activity.exchange_id, _exchange(activity)),
            *(("credential", it.credential.id, _credential(it)) for it in activity.held),
        )
    ]
    return form


def _exchange(activity: Activity) -> str:
    name = f"{activity.title} ({activity.starts_on.year})"
    return str(gettext("Exchange: %(name)s", name=name))


def _credential(held: Held) -> str:
    return str(gettext("Credential: %(name)s", name=held.view.name))
