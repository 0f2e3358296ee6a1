"""The pages that a person sees."""

import pytest

from vsm_platform.practice import Faults, HttpTransport, serve_world


@pytest.fixture
def browse(theatre):
    client = theatre.app.test_client()

    def read(path, status=200):
        answer = client.get(path)
        assert answer.status_code == status, answer.text
        return answer

    return read


def test_the_first_page_shows_every_university_with_its_time(theatre, browse):
    theatre.university("moodle", "National University of Samoa", timezone="Pacific/Apia")
    theatre.university("blackboard", "Hawaii", platform_key="cloud")
    theatre.university("blackboard", "Waseda", platform_key="cloud")
    page = browse("/").text
    assert "Pacific/Apia" in page
    assert "+13:00" in page
    assert page.count("shares its issuer") == 2


def test_an_empty_world_says_what_to_do(browse):
    assert "There is no university yet" in browse("/").text


def test_a_university_shows_who_one_can_be(theatre, browse):
    tenant = theatre.university("canvas", students=70)
    page = browse(f"/{tenant.key}/at/{tenant.key}/").text
    assert "Test Student" in page
    assert "The first 60 are shown" in page
    somebody = tenant.people("student")[-1]
    found = browse(f"/{tenant.key}/at/{tenant.key}/?q={somebody.username}").text
    assert somebody.sub in found
    assert "Nobody here has that name" in browse(f"/{tenant.key}/at/{tenant.key}/?q=zzz").text


def test_a_university_without_a_course_has_no_page(theatre, browse):
    tenant = theatre.university("moodle")
    tenant.courses.clear()
    browse(f"/{tenant.key}/at/{tenant.key}/", 404)


def test_a_course_offers_its_links_and_to_teachers_more(moodle, browse):
    path = f"/{moodle.platform.key}/at/{moodle.tenant.key}/courses/{moodle.course.id}"
    student = browse(f"{path}?account={moodle.student.sub}").text
    teacher = browse(f"{path}?account={moodle.teacher.sub}").text
    assert "Shared course" in student
    assert "Choose from Exchange" not in student
    assert "Choose from Exchange" in teacher
    moodle.course.links.clear()
    assert "No tool has a link" in browse(f"{path}?account={moodle.student.sub}").text
    browse(f"{path}?account=nobody", 404)


def test_the_frame_allows_what_lmss_allow_and_sets_no_bars(every_flavour, browse):
    stage = every_flavour
    path = f"/{stage.platform.key}/at/{stage.tenant.key}/courses/{stage.course.id}"
    answer = browse(f"{path}/links/{stage.link.id}?account={stage.student.sub}")
    assert "camera http://localhost:9001" in answer.text
    assert "X-Frame-Options" not in answer.headers
    offers_storage = stage.platform.flavour != "moodle"
    assert ("storage.js" in answer.text) is offers_storage
    hidden = stage.platform.flavour == "blackboard"
    assert ('name="lti_storage_frame"' in answer.text) is hidden


def test_the_chooser_of_content_opens_in_a_frame(moodle, browse):
    path = f"/{moodle.platform.key}/at/{moodle.tenant.key}/courses/{moodle.course.id}/content"
    client_id = moodle.known["client_id"]
    page = browse(f"{path}?account={moodle.teacher.sub}&client_id={client_id}").text
    assert "deep-linking?account=" in page


def test_the_storage_frame_serves_the_tool_s_origin(theatre, browse):
    stage = theatre.stage("blackboard")
    page = browse(f"/{stage.platform.key}/storage-frame").text
    assert 'data-origins="http://localhost:9001"' in page


def test_an_empty_gradebook_says_so_and_faults_are_announced(moodle, browse):
    moodle.platform.faults = Faults(wrong_signature=True)
    path = f"/{moodle.platform.key}/at/{moodle.tenant.key}/courses/{moodle.course.id}/gradebook"
    page = browse(path).text
    assert "There are no columns yet" in page
    assert "1 fault on" in page


def test_scripts_come_from_files_only(moodle, browse):
    for path in ("/", f"/{moodle.platform.key}/tools", f"/{moodle.platform.key}/faults"):
        answer = browse(path)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "<style" not in answer.text


def test_a_world_can_be_served_from_a_thread(theatre):
    tenant = theatre.university("moodle")
    with serve_world(theatre.world) as server, HttpTransport() as http:
        assert theatre.world.base_url == server.base_url
        assert tenant.name in http.send("GET", f"{server.base_url}/").text
