"""When an interview takes place: an hour that there is, and that lies ahead."""

from sqlalchemy import update

from tests.admissions.conftest import Admissions, text_of
from vsm_platform.accounts.api import Person


def test_an_interview_is_not_in_an_hour_that_the_clocks_jump_over(admissions: Admissions) -> None:
    admissions.settings(has_interview="y")
    with admissions.world.work() as session:
        own = update(Person).where(Person.id == admissions.faculty.id)
        session.execute(own.values(timezone="Europe/Madrid"))
    ines = admissions.applied("Ines")
    page = admissions.path(f"/applications/{admissions.key(ines)}/interview")

    def arranged(day: str, time: str) -> str:
        fields = {"day": day, "time": time, "where": "https://meet.test/ines"}
        data = {f"interview-{name}": value for name, value in fields.items()}
        answer = admissions.faculty.browser.post(page, data=data, follow_redirects=True)
        return text_of(answer)

    assert "it does not exist that day" in arranged("2027-03-28", "02:30")
    assert "That is in the past." in arranged("2020-03-29", "03:30")
    assert "Your interview" not in admissions.page(ines)
    assert "03:00 in Madrid" in arranged("2027-03-28", "03:00")
    assert "Sunday 28 March 2027 01:00 in UTC" in admissions.page(ines)
