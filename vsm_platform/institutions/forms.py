"""The administrators' forms; each turns into the plain object that its action takes."""

from collections.abc import Iterable, Mapping

from babel import Locale
from flask import current_app
from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, StopValidation, ValidationError

from vsm_platform.institutions.actions import InstitutionDetails, LmsConnection
from vsm_platform.institutions.addresses import (
    origin_of,
    problem_of_address,
    problem_of_frame_origin,
    problem_of_issuer,
)
from vsm_platform.institutions.models import Institution, InstitutionKind, Registration
from vsm_platform.web.forms import Form
from vsm_platform.web.zones import ZONES, ZoneField, by_alphabet

# Babel's two-letter territories are ISO 3166-1 with these codes of other origin among them.
_NO_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)
_TERRITORIES = map(str, Locale("en").territories)
COUNTRIES = sorted(
    code for code in _TERRITORIES if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
)

_CHOOSE = _l("Choose from the list.")

KIND_NAMES = {
    InstitutionKind.UNIVERSITY: _l("University"),
    InstitutionKind.NGO: _l("Non-governmental organisation"),
    InstitutionKind.COMPANY: _l("Company"),
    InstitutionKind.INDIVIDUALS: _l("Individual learners"),
}


def country_name(code: str) -> str:
    """A country's name in the page's language, or nothing where none is known."""
    locale = get_locale() or Locale("en")
    return str(locale.territories.get(code, code))


def country_choices() -> list[tuple[str, object]]:
    """ISO 3166-1 countries by their names in the page's language."""
    names = sorted(
        ((code, country_name(code)) for code in COUNTRIES), key=lambda pair: by_alphabet(pair[1])
    )
    return [("", _l("Not said")), *names]


def kind_choices() -> list[tuple[str, LazyString]]:
    return [(kind.value, name) for kind, name in KIND_NAMES.items()]


def _at_most(number: int) -> Length:
    return Length(max=number, message=_l("This can have at most %(max)d characters."))


class InstitutionForm(Form):
    name = StringField(
        _l("Name"),
        description=_l("As its people write it, such as “National University of Samoa”."),
        validators=[DataRequired(_l("Enter the institution’s name.")), _at_most(200)],
    )
    kind = SelectField(
        _l("Kind"),
        choices=kind_choices,
        default=InstitutionKind.UNIVERSITY.value,
        validators=[
            DataRequired(_CHOOSE),
            AnyOf([kind.value for kind in InstitutionKind], _CHOOSE),
        ],
        validate_choice=False,
    )
    place = StringField(
        _l("Place"),
        description=_l("The town by which people know it, such as “Apia”."),
        validators=[_at_most(80)],
    )
    country = SelectField(
        _l("Country"),
        choices=country_choices,
        validators=[AnyOf(["", *COUNTRIES], _l("Choose a country from the list."))],
        validate_choice=False,
    )
    timezone = ZoneField(
        _l("Time zone of the main campus"),
        description=_l("Its people see all times on this clock until they choose another."),
        default="UTC",
        validators=[
            DataRequired(_l("Choose from the list.")),
            AnyOf(ZONES, _l("Choose a time zone from the list.")),
        ],
    )
    notice = TextAreaField(
        _l("What its people should know about their data"),
        description=_l(
            "Stands below our own notice, which everybody reads at the first visit. When you "
            "change it, the institution’s people are shown the notice again."
        ),
        validators=[_at_most(10_000)],
    )

    @classmethod
    def of(cls, institution: Institution) -> "InstitutionForm":
        """The form with what is known, or what was typed instead."""
        return cls(obj=institution)

    def details(self) -> InstitutionDetails:
        return InstitutionDetails(
            name=self.name.data,
            kind=InstitutionKind(self.kind.data),
            country=self.country.data,
            timezone=self.timezone.data,
            place=self.place.data or "",
            notice=(self.notice.data or "").replace("\r\n", "\n"),
        )


class ReasonForm(Form):
    """The question before something is switched off or on."""

    reason = StringField(
        _l("Why?"),
        description=_l("Stands in the audit log, for your colleagues and for you in a year."),
        validators=[DataRequired(_l("Say why, in a few words.")), _at_most(300)],
    )


class PlainConfirmForm(Form):
    """Nothing but the token: for steps that need a question and no answer."""


def _loopback() -> bool:
    accepts: bool = current_app.config["SETTINGS"].accepts_loopback
    return accepts


def _raise(problem: LazyString | None) -> None:
    if problem:
        raise ValidationError(problem)


def address(_form: Form, field: Field) -> None:
    """Validator: an address that we may ask or send people to."""
    _raise(problem_of_address(field.data or "", loopback=_loopback()))


def issuer(_form: Form, field: Field) -> None:
    """Validator: an issuer."""
    _raise(problem_of_issuer(field.data or "", loopback=_loopback()))


def origins(_form: Form, field: Field) -> None:
    """Validator: one origin a line."""
    for line in lines_of(field.data):
        _raise(problem_of_frame_origin(line, loopback=_loopback()))


def one_word(_form: Form, field: Field) -> None:
    """Validator: an identifier, which holds no white space and nothing invisible."""
    if field.data and not (field.data.isprintable() and field.data.split() == [field.data]):
        raise ValidationError(_l("Copy it without spaces or line breaks."))


def may_be_empty(_form: Form, field: Field) -> None:
    """Validator: ends the checks of a field that was left empty."""
    if not field.data:
        field.errors = []
        raise StopValidation


def lines_of(text: str | None) -> list[str]:
    """The lines that hold anything, each once and in order."""
    return list(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))


def _address_field(label: LazyString, missing: LazyString, length: int = 500) -> StringField:
    return StringField(label, validators=[DataRequired(missing), _at_most(length), address])


class SiteForm(Form):
    """Where an institution's LMS is; everything else follows from it. Sent by GET."""

    class Meta(Form.Meta):
        csrf = False

    site = StringField(
        _l("Address of the learning platform"),
        description=_l("As its people open it, such as https://lms.example.edu."),
        validators=[DataRequired(_l("Enter the address.")), _at_most(255), issuer],
    )
    client_id = StringField(
        _l("Client ID"),
        description=_l("The vendor’s developer portal calls it “Application ID”."),
        validators=[DataRequired(_l("Enter the client ID.")), _at_most(255), one_word],
    )

    @classmethod
    def of(cls, arguments: MultiDict[str, str], *, with_client_id: bool) -> "SiteForm":
        """The form as the address has it; ``client_id`` only where addresses depend on it."""
        form = cls(formdata=arguments if "site" in arguments else None)
        if not with_client_id:
            del form.client_id
        return form

    def is_answered(self) -> bool:
        """Whether it was sent and is right; if not, its fields say why."""
        return self.site.raw_data is not None and bool(self.site.raw_data) and self.validate()

    def given_client_id(self) -> str:
        return self.client_id.data if "client_id" in self else ""


_COLUMNS = (
    "name",
    "client_id",
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "token_audience",
    "jwks_uri",
)


class RegistrationForm(Form):
    """What we must know of an LMS."""

    name = StringField(
        _l("Name of the LMS"),
        description=_l("How this site calls it, such as “Moodle of Meridian University”."),
        validators=[DataRequired(_l("Enter a name for the LMS.")), _at_most(200)],
    )
    client_id = StringField(
        _l("Client ID"),
        validators=[DataRequired(_l("Enter the client ID.")), _at_most(255), one_word],
    )
    issuer = StringField(
        _l("Issuer"),
        description=_l("Letter by letter as the LMS writes it."),
        validators=[DataRequired(_l("Enter the issuer.")), _at_most(255), issuer],
    )
    authorization_endpoint = _address_field(
        _l("Authorization address"), _l("Enter the address to which logins are sent.")
    )
    token_endpoint = _address_field(
        _l("Token address"), _l("Enter the address that gives access tokens.")
    )
    token_audience = StringField(
        _l("Token audience"),
        description=_l("Only where the LMS names one that is not the token address."),
        validators=[may_be_empty, _at_most(500), address],
    )
    jwks_uri = _address_field(
        _l("Key set address"), _l("Enter the address of the LMS’s public keys.")
    )
    frame_origins = TextAreaField(
        _l("Where its pages may show us"),
        description=_l(
            "One address a line, without a path. Pages from elsewhere cannot show us in a frame."
        ),
        validators=[
            DataRequired(_l("Enter at least the address of the LMS itself.")),
            _at_most(2000),
            origins,
        ],
    )

    @classmethod
    def of(cls, registration: Registration) -> "RegistrationForm":
        """The form with what is known, or what was typed instead."""
        known = {name: getattr(registration, name) for name in _COLUMNS}
        return cls(data=known | {"frame_origins": "\n".join(registration.frame_origins)})

    def name_labels(self, labels: Mapping[str, str]) -> None:
        """Say in the fields' hints under which labels the LMS shows their values."""
        for field, label in ((self[name], labels[name]) for name in labels if name in self):
            hint = gettext("In the LMS it is called “%(label)s”.", label=label)
            field.description = f"{hint} {field.description}".strip()

    def connection(self, platform: str) -> LmsConnection:
        """What the form says, of an LMS of this kind."""
        return LmsConnection(
            platform=platform,
            name=self.name.data,
            issuer=self.issuer.data,
            client_id=self.client_id.data,
            authorization_endpoint=self.authorization_endpoint.data,
            token_endpoint=self.token_endpoint.data,
            token_audience=self.token_audience.data or "",
            jwks_uri=self.jwks_uri.data,
            frame_origins=[origin_of(line) for line in lines_of(self.frame_origins.data)],
        )


def _deployment_field(*first: object) -> StringField:
    return StringField(
        _l("Deployment ID"),
        description=_l("The LMS’s own number for this institution’s use of the tool."),
        validators=[*first, _at_most(255), one_word],
    )


class ConnectForm(RegistrationForm):
    """A new LMS, with the deployment if it is known already."""

    deployment_id = _deployment_field(may_be_empty)


class InviteForm(Form):
    """Which kind of LMS is invited; ``institution`` only where several share the LMS."""

    institution = SelectField(
        _l("Institution"), validators=[DataRequired(_l("Choose the institution."))]
    )
    platform = SelectField(
        _l("Which learning platform does it use?"),
        description=_l("Its administrator is then told where exactly to paste the link."),
        validators=[],
    )


def institution_choices(institutions: Iterable[Institution]) -> list[tuple[str, object]]:
    """Institutions to choose from, with no choice made beforehand: a slip here mixes two."""
    names = [(str(institution.id), institution.name) for institution in institutions]
    return [("", _l("Choose an institution")), *names]


class ApproveForm(Form):
    """Whose deployment is this?"""

    institution = SelectField(
        _l("Institution"),
        validators=[DataRequired(_l("Choose the institution."))],
    )


class DeploymentForm(ApproveForm):
    """A deployment that is made known by hand."""

    deployment_id = _deployment_field(DataRequired(_l("Enter the deployment ID.")))
