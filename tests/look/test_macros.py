"""What single macros promise: errors with links, names with any letters, tables that stay tables."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, StringField
from wtforms.validators import InputRequired

from tests.look.stage import Render


class Question(Form):
    name = StringField("Name", [InputRequired("Enter a name")], description="As you like it.")
    nickname = StringField("Nickname")
    side = RadioField("Side", [InputRequired("Choose a side")], choices=["north", "south"])


FORM = """
{% import "_macros/forms.html" as forms with context %}
{{ forms.error_summary(form) }}
{% call forms.form('/there') %}
{{ forms.text(form.name, autocomplete='name', maxlength=80) }}
{{ forms.text(form.nickname) }}{{ forms.radios(form.side) }}{{ forms.button('Save') }}
{% endcall %}
"""


def test_the_error_summary_leads_to_controls_that_exist(render: Render) -> None:
    form = Question(MultiDict())
    form.validate()
    soup = render(FORM, form=form)
    links = {a.get_text(): str(a["href"]) for a in soup.select("[data-error-summary] a")}
    assert links == {"Enter a name": "#name", "Choose a side": "#side-0"}
    assert all(soup.select_one(target) for target in links.values())


def test_a_wrong_field_says_what_is_wrong_to_everybody(render: Render) -> None:
    form = Question(MultiDict())
    form.validate()
    soup = render(FORM, form=form)
    field = soup.select_one("input#name")
    assert field
    assert field["aria-invalid"] == "true"
    assert str(field["aria-describedby"]).split() == ["name-hint", "name-error"]
    error = soup.select_one("#name-error")
    assert error
    assert error.get_text(" ", strip=True) == "Error: Enter a name"


def test_a_form_without_errors_has_no_summary_and_carries_its_token(render: Render) -> None:
    soup = render(FORM, form=Question())
    assert soup.select("[data-error-summary]") == []
    token = soup.select_one("form[method=post][action='/there'] input[name=csrf_token]")
    assert token
    assert token["value"] == "token-of-the-form"


def test_free_text_takes_its_own_direction_and_further_attributes(render: Render) -> None:
    field = render(FORM, form=Question()).select_one("input#name")
    assert field
    assert (field["dir"], field["autocomplete"], field["maxlength"]) == ("auto", "name", "80")


def test_only_fields_that_may_stay_empty_say_so(render: Render) -> None:
    soup = render(FORM, form=Question())
    labels = {label.get_text(strip=True) for label in soup.select(".field > label, legend")}
    assert labels == {"Name", "Nickname(optional)", "Side"}


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Sina Tuilagi", "ST"),
        ("Yui", "Y"),
        ("ana maría de la o", "AO"),
        ("ليلى حداد", "لح"),
        ("", "?"),
    ],
)
def test_a_face_shows_up_to_two_initials(render: Render, name: str, initials: str) -> None:
    source = '{% import "_macros/people.html" as people %}{{ people.face(name, 27) }}'
    face = render(source, name=name).select_one(".face.c7[aria-hidden=true]")
    assert face
    assert face.get_text().replace("\N{ZERO WIDTH NON-JOINER}", "") == initials


def test_a_name_cannot_smuggle_markup(render: Render) -> None:
    source = (
        '{% import "_macros/people.html" as people %}'
        "{{ _('Hello, %(name)s', name=people.name(name)) }}{{ people.person(name, 1, name) }}"
    )
    soup = render(source, name="<script>alert(1)</script>")
    assert soup("script") == []
    assert [bdi.get_text() for bdi in soup("bdi")] == ["<script>alert(1)</script>"] * 3


def test_a_time_carries_its_instant_and_the_name_of_its_zone(render: Render) -> None:
    source = '{% import "_macros/time.html" as times with context %}{{ times.when(now) }}'
    soup = render(source)
    assert soup.get_text(" ", strip=True).endswith("12:23 in Apia")
    time = soup.time
    assert time
    assert time["datetime"] == "2026-11-26T23:23:00+00:00"


def test_a_time_for_nobody_is_in_utc(render: Render) -> None:
    source = '{% import "_macros/time.html" as times with context %}{{ times.when(now) }}'
    assert render(source, viewer=None).get_text(" ", strip=True).endswith("23:23 in UTC")


def test_a_table_keeps_its_roles_and_labels_when_it_turns_into_cards(render: Render) -> None:
    source = """
    {% import "_macros/tables.html" as tables with context %}
    {{ tables.table([('name', 'University'), ('people', 'People', 'number')], rows, 'Who') }}
    """
    soup = render(source, rows=[{"name": "Osaka University", "people": 22}])
    assert soup.select_one("table[role=table] th[scope=row][role=rowheader]")
    cell = soup.select_one("td[role=cell].number")
    assert cell
    assert (cell["data-label"], cell.get_text(strip=True)) == ("People", "22")


def test_pages_name_the_current_one_and_leave_out_the_far_ones(render: Render) -> None:
    source = """
    {% import "_macros/pagination.html" as pagination with context %}
    {% macro address(page) %}?page={{ page }}{% endmacro %}
    {{ pagination.pages(5, 20, address) }}
    """
    soup = render(source)
    assert [a.get_text() for a in soup("a")] == ["Previous", "1", "4", "5", "6", "20", "Next"]
    current = soup.select_one("[aria-current=page]")
    assert current
    assert current["href"] == "?page=5"


def test_a_single_page_needs_no_pages(render: Render) -> None:
    source = """
    {% import "_macros/pagination.html" as pagination with context %}
    {{ pagination.pages(1, 1, none) }}
    """
    assert render(source)("nav") == []


def test_navigation_marks_the_page_one_stands_on(render: Render) -> None:
    source = """
    {% import "_macros/navigation.html" as navigation with context %}
    {{ navigation.pills([{'label': 'A', 'url': '/a'}, {'label': 'B', 'url': '/b', 'current': true},
                         {'label': 'C', 'url': '/c', 'endpoint': 'elsewhere'}], 'Course') }}
    """
    marked = render(source).select("[aria-current=page]")
    assert [a.get_text() for a in marked] == ["B"]
