"""The link: made once, shown once, used once, withdrawn, too old; and who may do what with it."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient

from tests.forms import soup_of, submit
from tests.people import World as People
from tests.registration.hostile import HostileLms
from tests.registration.sides import TOOL, Exchange, Lms, code_of, link_of
from vsm_platform.core import clock
from vsm_platform.core.secrets import digest
from vsm_platform.institutions.api import Institution, State
from vsm_platform.institutions.models import INVITATION_LIFE, RegistrationInvitation


@pytest.fixture
def university(exchange: Exchange) -> int:
    return exchange.institution("Meridian University")


def test_the_link_is_shown_once_and_only_its_digest_is_kept(
    exchange: Exchange, university: int
) -> None:
    link = exchange.invite(university, "moodle")
    code = link.rpartition("/")[2]
    stored = exchange.invitations[0]
    assert stored.digest == digest(code)
    assert code not in repr(stored.__dict__)
    for page in (f"/admin/institutions/{university}/", "/admin/", "/admin/log"):
        assert code not in exchange.browser.get(page).text


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("moodle", "Manage tools"),
        ("canvas", "LTI Registration"),
        ("BlackboardLearn", "developer portal"),
        ("desire2learn", "Tool initiation registration endpoint"),
        ("sakai", "External Tools"),
        ("", "dynamic registration"),
    ],
)
def test_the_page_says_where_exactly_to_paste_the_link(
    exchange: Exchange, university: int, platform: str, words: str
) -> None:
    made = submit(exchange.browser, f"/admin/institutions/{university}/invite", platform=platform)
    assert words in made.text
    assert soup_of(made).select_one("button[data-copy=link]")


def test_only_an_lms_that_can_register_itself_is_offered(
    exchange: Exchange, university: int
) -> None:
    page = f"/admin/institutions/{university}/invite"
    offered = [str(o["value"]) for o in soup_of(exchange.browser.get(page)).select("option")]
    assert offered == ["moodle", "canvas", "BlackboardLearn", "desire2learn", "sakai", ""]
    form = exchange.browser.get(page)
    token = soup_of(form).select_one("main input[name=csrf_token]")
    assert token is not None
    data = {"csrf_token": token["value"], "platform": "openedx"}
    answer = exchange.browser.post(page, data=data)
    assert "#link" not in answer.text
    assert exchange.invitations == []


def test_a_browser_without_an_lms_is_told_where_to_paste_the_link(
    exchange: Exchange, university: int, client: FlaskClient
) -> None:
    link = exchange.invite(university, "moodle")
    page = client.get(link)
    assert page.status_code == 200
    assert "Manage tools" in page.text
    assert soup_of(page).select_one("main form") is None
    assert exchange.invitations[0].opened_at is None


def test_the_page_names_who_invites_whom_and_which_lms_asks(
    exchange: Exchange, university: int, moodle: Lms, client: FlaskClient
) -> None:
    page = client.get(moodle.open(exchange.invite(university)))
    for words in ("Meridian University", moodle.origin, "exchange.test"):
        assert words in page.text
    invitation = exchange.invitations[0]
    assert invitation.opened_from == moodle.origin
    assert invitation.opened_at is not None


def test_a_link_works_once(exchange: Exchange, university: int, moodle: Lms) -> None:
    link = exchange.invite(university)
    page = moodle.open(link)
    opened = soup_of(moodle.product.get(page))
    assert moodle.send(opened).status_code == 200
    again = moodle.send(opened)
    assert (code_of(again), again.status_code) == ("invitation_used", 409)
    assert moodle.product.get(moodle.open(link)).status_code == 409
    assert len(exchange.registrations) == 1


def test_of_two_who_use_a_link_at_once_one_registers(
    exchange: Exchange, university: int, hostile: HostileLms
) -> None:
    page = hostile.opens(exchange.invite(university))
    browsers = [Lms(None, None, exchange.app.test_client(), "") for _ in range(4)]
    forms = [soup_of(lms.product.get(page)) for lms in browsers]
    barrier, statuses = Barrier(len(browsers)), []

    def send(lms: Lms, form: object) -> None:
        barrier.wait()
        statuses.append(lms.send(form).status_code)

    threads = [Thread(target=send, args=pair) for pair in zip(browsers, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409, 409, 409]
    assert len(exchange.registrations) == 1
    assert exchange.log().count("lms_registered") == 1


def test_an_lms_token_that_was_used_is_refused_and_the_link_is_still_good(
    exchange: Exchange, university: int, moodle: Lms
) -> None:
    first, second = exchange.invite(university), exchange.invite(university)
    page = moodle.open(first)
    assert moodle.press(page).status_code == 200
    answer = moodle.press(page.replace(first, second))
    assert (code_of(answer), answer.status_code) == ("registration_token_refused", 400)
    assert moodle.register(second).status_code == 200


def test_an_lms_token_of_another_university_is_refused(
    exchange: Exchange, university: int, lms_of: Callable[[str], Lms]
) -> None:
    link = exchange.invite(university)
    page, other = lms_of("moodle").open(link), lms_of("canvas").open(link)
    token = other.rpartition("registration_token=")[2]
    mixed = page.rpartition("registration_token=")[0] + f"registration_token={token}"
    answer = lms_of("moodle").press(mixed)
    assert (code_of(answer), answer.status_code) == ("registration_token_refused", 400)
    assert exchange.registrations == []


def test_an_expired_link_opens_nothing(exchange: Exchange, university: int, moodle: Lms) -> None:
    link = exchange.invite(university)
    page = moodle.open(link)
    opened = soup_of(moodle.product.get(page))
    with clock.moved(INVITATION_LIFE - timedelta(minutes=1)):
        assert moodle.product.get(page).status_code == 200
    with clock.moved(INVITATION_LIFE + timedelta(minutes=1)):
        answers = [moodle.product.get(page), moodle.send(opened)]
        assert {(code_of(each), each.status_code) for each in answers} == {
            ("invitation_expired", 410)
        }
    assert exchange.registrations == []


def test_a_withdrawn_link_opens_nothing(exchange: Exchange, university: int, moodle: Lms) -> None:
    link = exchange.invite(university)
    page = moodle.open(link)
    opened = soup_of(moodle.product.get(page))
    revoke = f"/admin/institutions/{university}/invitations/1/revoke"
    assert submit(exchange.browser, revoke).status_code == 303
    answers = [moodle.product.get(page), moodle.send(opened)]
    assert {(code_of(each), each.status_code) for each in answers} == {("invitation_revoked", 410)}
    assert exchange.log()[-1] == "invitation_revoked"
    assert exchange.browser.get(f"/admin/institutions/{university}/").text.count("Withdraw") == 0


def test_an_institution_that_was_suspended_takes_its_links_with_it(
    exchange: Exchange, university: int, moodle: Lms
) -> None:
    page = moodle.open(exchange.invite(university))
    exchange.suspend_institution(university)
    assert code_of(moodle.product.get(page)) == "invitation_revoked"


@pytest.mark.parametrize("code", ["wrong", "%00", "a" * 3_000, "..%2f", "'or 1=1--"])
def test_a_wrong_code_is_not_found(client: FlaskClient, code: str) -> None:
    query = "?openid_configuration=https://lms.example.edu/&registration_token=x"
    for answer in (
        client.get(f"/lti/register/{code}{query}"),
        client.post(f"/lti/register/{code}"),
    ):
        assert answer.status_code == 404


def test_a_form_of_another_site_registers_nothing(
    exchange: Exchange, university: int, hostile: HostileLms, client: FlaskClient
) -> None:
    link = exchange.invite(university)
    data = {"openid_configuration": f"{hostile.base_url}/c", "registration_token": "t"}
    answer = client.post(link, data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert soup_of(answer).select_one("main form[method=post]")
    assert hostile.asked == []


def ancestors(answer: object) -> str:
    policy: str = answer.headers["Content-Security-Policy"]
    return policy.rpartition("frame-ancestors ")[2]


def test_only_the_lms_that_opens_the_page_may_frame_it(
    exchange: Exchange, university: int, client: FlaskClient
) -> None:
    link = exchange.invite(university)
    page = f"{link}?openid_configuration=https%3A%2F%2Flms.example.edu%2Fconfig"
    assert ancestors(client.get(page)) == "'self' https://lms.example.edu"
    assert ancestors(client.get(link)) == "'self'"
    assert ancestors(client.get("/notice")) == "'self'"


def test_the_error_s_page_and_the_last_page_stand_in_the_frame_too(
    exchange: Exchange, university: int, hostile: HostileLms, moodle: Lms
) -> None:
    link = exchange.invite(university)
    page = soup_of(moodle.product.get(moodle.open(link)))
    wrong = moodle.product.get(moodle.open(link).replace(link, "/lti/register/wrong"))
    assert wrong.status_code == 404
    done = moodle.send(page)
    for answer in (wrong, done):
        assert ancestors(answer) == f"'self' {moodle.origin}"


@pytest.mark.parametrize(
    "address",
    [
        "https://*.example.edu/",
        "https://lms.example.edu;script-src *",
        "https://lms.example.edu, https://evil.example/",
        "http://lms.example.edu/",
        "https://user@lms.example.edu/",
        "data:text/html,x",
        "https://lms.example.edu/' *",
        "https://" + "a" * 300 + ".example/",
    ],
)
def test_what_is_no_origin_opens_no_frame(
    exchange: Exchange, university: int, client: FlaskClient, address: str
) -> None:
    link = exchange.invite(university)
    answer = client.get(link, query_string={"openid_configuration": address})
    assert answer.status_code == 200
    assert ancestors(answer) in {"'self'", "'self' https://lms.example.edu"}
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_last_page_closes_the_frame_by_a_script_of_its_own_and_works_without(
    exchange: Exchange, university: int, moodle: Lms, client: FlaskClient
) -> None:
    done = soup_of(moodle.register(exchange.invite(university)))
    script = done.select_one("script[src*=close-frame]")
    assert script is not None
    with client.get(str(script["src"])) as sent:
        assert "org.imsglobal.lti.close" in sent.text
    button = done.select_one("button[data-lti-close]")
    assert button is not None
    assert button.has_attr("hidden")
    assert "You can close this window." in done.get_text()
    for words in ("Activate", "approve it"):
        assert words in done.get_text()


def test_the_pages_of_invitations_are_for_administrators_alone(
    exchange: Exchange, university: int, moodle: Lms, database: object
) -> None:
    moodle.register(exchange.invite(university))
    people = People(exchange.app)
    student = people.person(people.university("Elsewhere"), "Sam").browser
    pages = (
        f"/admin/institutions/{university}/invite",
        f"/admin/institutions/{university}/invitations/1/revoke",
        "/admin/platforms/1/invite",
        "/admin/platforms/1/answer/approve",
        "/admin/platforms/1/answer/refuse",
    )
    for page in pages:
        for browser, status in ((student, 403), (exchange.app.test_client(), 401)):
            assert browser.get(page).status_code == status
            assert browser.post(page, data={"reason": "x"}).status_code == status
    assert exchange.registrations[0].state == State.PENDING


def test_another_administrator_sees_and_withdraws_what_the_first_made(
    exchange: Exchange, university: int
) -> None:
    exchange.invite(university, "moodle")
    other = People(exchange.app).administrator().browser
    page = other.get(f"/admin/institutions/{university}/")
    assert "Invitation for Moodle" in page.text
    assert "Withdraw" in page.text
    assert other.post(f"/admin/institutions/{university}/invitations/1/revoke").status_code == 303


def test_an_invitation_is_found_only_under_its_own_institution(
    exchange: Exchange, university: int
) -> None:
    other = exchange.institution("Another")
    exchange.invite(university)
    page = f"/admin/institutions/{other}/invitations/1/revoke"
    assert exchange.browser.get(page).status_code == 404


def test_the_code_decides_which_institution_and_nothing_that_the_lms_says(
    exchange: Exchange, university: int, hostile: HostileLms
) -> None:
    other = exchange.institution("Another")
    page = hostile.opens(exchange.invite(university))
    page += f"&institution_id={other}&institution=Another"
    lms = Lms(None, None, exchange.app.test_client(), "")
    assert lms.press(page).status_code == 200
    assert exchange.approve().status_code == 303
    assert [row.institution_id for row in exchange.deployments] == [university]


def test_links_of_institutions_are_counted_apart(exchange: Exchange, university: int) -> None:
    other = exchange.institution("Another")
    exchange.invite(university)
    link = link_of(submit(exchange.browser, f"/admin/institutions/{other}/invite", platform=""))
    assert link.startswith("/lti/register/")
    assert [row.institution_id for row in exchange.invitations] == [university, other]
    assert TOOL not in link
    with exchange.work() as session:
        assert session.get_one(Institution, other).name == "Another"
        assert session.get_one(RegistrationInvitation, 2).made_by is not None
