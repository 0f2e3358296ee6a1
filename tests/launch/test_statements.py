"""What a launch asks of the database, counted: each statement more is paid by every student."""

from urllib.parse import unquote, urlsplit

from tests.launch.universities import Universities, University, walk, welcome
from tests.people import counted_queries


def test_a_first_launch_and_the_next_one_cost_no_statement_more(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    database = universities.app.extensions["vsm_database"]
    teacher, student = universities.robot(), universities.robot()
    welcome(teacher, walk(teacher, samoa, samoa.teacher))

    with counted_queries(database) as first:
        visit = walk(student, samoa, samoa.student)
    home = welcome(student, visit)
    with counted_queries(database) as second:
        back = walk(student, samoa, samoa.student)

    assert unquote(visit.url).endswith(f"/welcome?next=/exchanges/{exchange_id}/")
    assert home.url == back.url
    # Straight to the welcome: the course home that would send a newcomer there is not asked for.
    assert [urlsplit(hop.url).path for hop in visit.hops].count(urlsplit(home.url).path) == 0
    assert len(first) <= 20, first
    assert len(second) <= 21, second
