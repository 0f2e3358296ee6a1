"""The audit log: everything stands in it, page by page, in the reader's zone."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from tests.forms import soup_of, submit
from tests.institutions.conftest import Setting
from tests.queries import counted_queries
from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.unit_of_work import Database


def rows(client: FlaskClient, page: str = "/admin/log") -> list[str]:
    table = soup_of(client.get(page)).select("main tbody tr")
    return [" ".join(row.get_text(" ", strip=True).split()) for row in table]


def fill(setting: Setting, number: int, institution: int | None = None) -> None:
    with setting.work() as session:
        values = [
            {
                "happened_at": clock.now() - timedelta(days=1, seconds=count),
                "actor_id": None,
                "action": "institutions.lms_changed",
                "institution_id": institution,
                "subject": f"registration:{count}",
                "details": {},
            }
            for count in range(number)
        ]
        session.execute(insert(AuditEntry), values)


def test_a_change_stands_in_the_log_with_who_and_why(
    administrator: FlaskClient, app: Flask, setting: Setting
) -> None:
    def names(_session: Session, ids: object) -> dict[int, str]:
        return {1: "Ada Admin"}

    app.extensions["vsm_person_names"] = names
    institution = setting.institution()
    page = f"/admin/institutions/{institution}/suspend"
    submit(administrator, page, reason="Contract ended")
    newest = rows(administrator)[0]
    for part in ("Ada Admin", "Institution suspended", "Contract ended", "Meridian University"):
        assert part in newest
    app.extensions["vsm_person_names"] = lambda _session, _ids: {}
    assert "Person 1" in rows(administrator)[0]


def test_times_are_on_the_readers_clock(administrator: FlaskClient, setting: Setting) -> None:
    with setting.work() as session:
        session.execute(update(Person).values(timezone="Pacific/Apia"))
    fill(setting, 1)
    shown = soup_of(administrator.get("/admin/log")).select("main time")[-1]
    local = clock.now() - timedelta(days=1) + timedelta(hours=13)
    assert local.strftime("%H:") in shown.get_text()


def test_the_log_is_read_page_by_page_the_newest_first(
    administrator: FlaskClient, setting: Setting
) -> None:
    fill(setting, 120)
    assert len(rows(administrator)) == 50
    assert "registration:119" in rows(administrator, "/admin/log?page=3")[-1]
    assert rows(administrator, "/admin/log?page=99") == rows(administrator, "/admin/log?page=3")
    for page in ("0", "-1", "x", "", "99999999999999999999"):
        assert administrator.get(f"/admin/log?page={page}").status_code == 200


def test_the_log_of_one_institution_holds_only_its_own(
    administrator: FlaskClient, setting: Setting
) -> None:
    first, second = setting.institution("First"), setting.institution("Second")
    fill(setting, 60, first)
    assert len(rows(administrator, f"/admin/log?institution={second}")) == 1
    page = administrator.get(f"/admin/log?institution={first}")
    following = soup_of(page).select_one("a[rel=next]")
    assert following is not None
    assert len(rows(administrator, str(following["href"]))) == 11
    for number in ("99", "x", "", "-1", "99999999999999999999"):
        assert administrator.get(f"/admin/log?institution={number}").status_code == 200


def test_a_full_page_asks_as_much_of_the_database_as_a_short_one(
    administrator: FlaskClient, setting: Setting, database: Database
) -> None:
    setting.institution()
    administrator.get("/admin/log")
    with counted_queries(database) as for_few:
        administrator.get("/admin/log")
    fill(setting, 60)
    with counted_queries(database) as for_many:
        administrator.get("/admin/log")
    assert len(for_many) == len(for_few) <= 5
