"""Administrators add, change, suspend and reactivate institutions."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.forms import errors_of, soup_of, submit
from tests.institutions.conftest import Setting
from tests.queries import counted_queries
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.models import Institution, State


def recorded(session: Session) -> list[tuple[str, dict[str, object]]]:
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    mine = [entry for entry in entries if entry.action.startswith("institutions.")]
    return [(entry.action.removeprefix("institutions."), entry.details) for entry in mine]


def test_a_stranger_is_asked_to_come_in_from_a_course(client: FlaskClient) -> None:
    assert client.get("/admin/").status_code == 401


def test_the_first_page_says_how_to_begin(administrator: FlaskClient) -> None:
    page = administrator.get("/admin/")
    assert page.status_code == 200
    assert soup_of(page).select_one('main a[href="/admin/institutions/new"]')


def test_an_institution_is_added(administrator: FlaskClient, session: Session) -> None:
    answer = submit(
        administrator,
        "/admin/institutions/new",
        name="National University of Samoa",
        place="Apia",
        country="WS",
        timezone="Pacific/Apia",
        notice="We keep nothing.",
    )
    assert answer.status_code == 303
    page = administrator.get(answer.location)
    assert "National University of Samoa" in page.text
    assert "Apia, Samoa" in " ".join(soup_of(page).get_text().split())
    added = session.scalars(select(Institution)).one()
    assert (added.timezone, added.notice_revision, added.state) == ("Pacific/Apia", 1, State.ACTIVE)
    assert recorded(session) == [("institution_added", {})]


BAD_VALUES = (
    ("name", ""),
    ("name", "   "),
    ("name", "x" * 201),
    ("kind", "church"),
    ("place", "x" * 81),
    ("country", "ZZ"),
    ("country", "Samoa"),
    ("timezone", "Pacific/Atlantis"),
    ("timezone", "../../etc/passwd"),
    ("notice", "x" * 10_001),
)


def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    administrator: FlaskClient, session: Session
) -> None:
    for field, value in BAD_VALUES:
        typed = {"name": "Tiny College", "place": "Nowhere", "notice": "Read this."}
        answer = submit(administrator, "/admin/institutions/new", **(typed | {field: value}))
        assert answer.status_code == 200, (field, value)
        assert list(errors_of(answer)) == [field], (field, value)
        page = soup_of(answer)
        assert page.select_one(f'[data-error-summary] a[href="#{field}"]')
        assert field == "notice" or "Read this." in page.select_one("#notice").text
        assert field == "place" or page.select_one('#place[value="Nowhere"]')
    assert session.scalars(select(Institution)).all() == []


def test_a_form_sent_without_its_fields_is_refused(
    administrator: FlaskClient, session: Session
) -> None:
    page = soup_of(administrator.get("/admin/institutions/new"))
    token = page.select_one("main input[name=csrf_token]")
    assert token is not None
    answer = administrator.post("/admin/institutions/new", data={"csrf_token": token["value"]})
    assert answer.status_code == 200
    assert "name" in errors_of(answer)


def test_a_form_without_its_token_is_refused(administrator: FlaskClient) -> None:
    answer = administrator.post("/admin/institutions/new", data={"name": "Sneaky University"})
    assert answer.status_code == 400


def test_a_name_that_is_taken_is_refused_with_the_reason(
    administrator: FlaskClient, setting: Setting
) -> None:
    setting.institution("Twice University")
    answer = submit(administrator, "/admin/institutions/new", name="Twice University", place="Here")
    assert answer.status_code == 200
    assert "already" in errors_of(answer)["name"]
    assert "Here" in answer.text


def test_a_changed_name_that_is_taken_leaves_the_institution_as_it_was(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    setting.institution("First University")
    second = setting.institution("Second University")
    page = f"/admin/institutions/{second}/edit"
    answer = submit(administrator, page, name="First University", place="There")
    assert "already" in errors_of(answer)["name"]
    assert session.get_one(Institution, second).place == ""


def test_a_changed_notice_is_a_new_revision_and_an_unchanged_one_is_not(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    institution = setting.institution(notice="First line.\nSecond line.")
    page = f"/admin/institutions/{institution}/edit"
    submit(administrator, page, place="Town")
    assert session.get_one(Institution, institution).notice_revision == 1
    session.expire_all()
    session.rollback()
    submit(administrator, page, notice="Something else.")
    assert session.get_one(Institution, institution).notice_revision == 2
    assert recorded(session)[1:] == [
        ("institution_changed", {"changed": "place"}),
        ("institution_changed", {"changed": "notice"}),
    ]


def test_suspending_asks_for_a_reason_and_can_be_undone(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    institution = setting.institution()
    page = f"/admin/institutions/{institution}/"
    assert errors_of(submit(administrator, page + "suspend", reason=""))
    assert submit(administrator, page + "suspend", reason="Contract ended").status_code == 303
    assert "nobody of this institution can come in" in administrator.get(page).text
    assert submit(administrator, page + "reactivate", reason="New contract").status_code == 303
    assert session.get_one(Institution, institution).state == State.ACTIVE
    assert recorded(session)[1:] == [
        ("institution_suspended", {"reason": "Contract ended"}),
        ("institution_reactivated", {"reason": "New contract"}),
    ]


def test_an_institution_that_is_not_there_is_not_found(administrator: FlaskClient) -> None:
    for number in ("7", "2147483648", "99999999999999999999"):
        for page in ("", "edit", "suspend", "connect/", "connect/moodle"):
            address = f"/admin/institutions/{number}/{page}"
            assert administrator.get(address).status_code == 404, address


def test_a_name_cannot_carry_markup(administrator: FlaskClient, setting: Setting) -> None:
    setting.institution("<script>alert(1)</script>")
    for page in ("/admin/", "/admin/institutions/", "/admin/institutions/1/", "/admin/log"):
        assert "<script>alert" not in administrator.get(page).text


@pytest.mark.parametrize("page", ["/admin/", "/admin/institutions/"])
def test_a_list_asks_as_much_of_the_database_for_many_as_for_one(
    administrator: FlaskClient, setting: Setting, database: Database, page: str
) -> None:
    setting.lms(setting.institution("University 0"), 100)
    administrator.get(page)
    with counted_queries(database) as for_one:
        administrator.get(page)
    for number in range(1, 8):
        setting.lms(setting.institution(f"University {number}"), number)
    administrator.get(page)
    with counted_queries(database) as for_many:
        assert "University 7" in administrator.get(page).text
    assert len(for_many) == len(for_one) <= 5
