"""Worlds: made-up universities, their people, and the file that keeps them."""

import base64
import hmac
import json
from dataclasses import asdict
from hashlib import sha256

import pytest

from tests.practice.conftest import PRACTICE_URL
from vsm_platform.practice import (
    NotFoundError,
    Robot,
    World,
    build_university,
    create_practice_app,
)
from vsm_platform.practice.builder import add_course, slug
from vsm_platform.practice.names import NAMES, NameList, names_of

CASE_STUDY_COUNTRIES = (
    "AR AU BE BR CA CH CL CN CO CR DE DO EC EE ES FR GB GH GR GT HK ID IN IT JM JP KR LK MA MX MY "
    "PE PH RO SE SG TH US VN WS"
)


@pytest.mark.parametrize("country", [*CASE_STUDY_COUNTRIES.split(), "XX"])
def test_every_country_has_thirty_different_people(theatre, country):
    tenant = theatre.university("moodle", country=country, students=30)
    people = tenant.people("student")
    assert len({each.name for each in people}) == 30
    assert len({each.email for each in people}) == 30
    assert all(each.email.isascii() and "_" not in each.name for each in people)
    assert country in NAMES or country == "XX"


def test_some_names_stand_in_their_own_script(theatre):
    names = [each.name for each in theatre.university("moodle", students=10).people("student")]
    assert sum(name.isascii() or name[0].isascii() for name in names) == 5


def test_japanese_names_have_the_family_first_in_japanese_only(theatre):
    first, second = theatre.university("moodle").people("student")[:2]
    assert first.name == f"{first.given_name} {first.family_name}"
    assert second.name == f"{second.family_name} {second.given_name}"


def test_the_same_university_has_the_same_people_each_time(theatre):
    again = World()
    other = build_university(
        again, name="Test University", country="JP", timezone="Asia/Tokyo", locale="ja",
        flavour="canvas", students=3, teachers=1, course_title="Climate Change",
    )  # fmt: skip
    assert asdict(theatre.university("canvas")) == asdict(other)


def test_more_people_than_names_still_have_addresses_of_their_own(theatre):
    people = theatre.university("moodle", students=500, country="HK").people("student")
    assert len({each.email for each in people}) == 500


def test_the_names_of_a_list_come_once_each_before_they_repeat():
    names = NameList("A B C", "X Y")
    people = {tuple(part.latin for part in names.person(number)) for number in range(6)}
    assert len(people) == 6
    assert names_of("nowhere") is names_of("XX")


def test_universities_of_one_name_get_keys_of_their_own(theatre):
    keys = [theatre.university("moodle", "Universidad de los Andes").key for _ in range(2)]
    assert keys == ["universidad-de-los-andes", "universidad-de-los-andes-2"]
    assert slug("Université libre de Bruxelles") == "universite-libre-de-bruxelles"
    assert slug("早稲田大学") == "university"


def test_a_university_cannot_join_a_platform_of_another_flavour(theatre):
    theatre.university("moodle", "One")
    with pytest.raises(ValueError, match="is moodle, not canvas"):
        theatre.university("canvas", "Two", platform_key="one")
    with pytest.raises(ValueError, match="no flavour webct"):
        theatre.university("webct")
    with pytest.raises(ValueError, match="already a platform"):
        theatre.world.add_platform("one", "moodle")


def test_two_universities_of_one_platform_may_use_the_same_identifiers(theatre):
    first = theatre.university("moodle", "One", platform_key="shared")
    second = theatre.university("moodle", "Two", platform_key="shared")
    assert first.people("student")[0].sub == second.people("student")[0].sub
    assert list(first.courses) == list(second.courses)


def test_a_second_course_stands_beside_the_first(theatre):
    tenant = theatre.university("brightspace")
    course = add_course(theatre.world, tenant, "Sustainable Cities")
    assert course.label == "SC-102"
    assert list(tenant.courses)[1] == course.id


def test_a_world_is_the_same_after_a_round_trip_through_its_file(theatre, tmp_path):
    stage = theatre.stage("canvas")
    stage.platform.faults.omit_claims = ["roles"]
    path = tmp_path / "states" / "world.json"
    theatre.world.save(path)
    again = World.load(path)
    assert asdict(again.platforms["test-university"]) == asdict(stage.platform)
    assert (again.base_url, again.revision) == (PRACTICE_URL, theatre.world.revision)
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_a_file_of_another_format_is_refused(tmp_path):
    path = tmp_path / "world.json"
    path.write_text('{"format": 99}')
    with pytest.raises(ValueError, match="delete it"):
        World.load(path)


def test_what_cannot_be_written_leaves_the_old_file(theatre, tmp_path):
    path = tmp_path / "world.json"
    theatre.world.save(path)
    before = path.read_text()
    theatre.stage("moodle").course.label = object()
    with pytest.raises(TypeError):
        theatre.world.save(path)
    assert path.read_text() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_application_writes_each_change_and_goes_on_from_it(theatre, tmp_path):
    stage = theatre.stage("moodle")
    path = tmp_path / "world.json"
    app = create_practice_app(theatre.world, state_file=path, transport=theatre.transport)
    client = app.test_client()
    client.get("/")
    written = path.stat().st_mtime_ns
    client.get("/")
    assert path.stat().st_mtime_ns == written
    client.post(f"/{stage.platform.key}/faults/rotate")
    again = World.load(path)
    assert again.platforms[stage.platform.key].current_kid == stage.platform.current_kid
    theatre.transport.transports[PRACTICE_URL].application = create_practice_app(
        again, transport=theatre.transport
    )
    assert Robot(theatre.transport).launch(stage.address()).status == 200


def test_an_empty_base_address_is_filled_in_by_the_first_request():
    world = World()
    create_practice_app(world).test_client().get("/", base_url="http://127.0.0.1:4321")
    assert world.base_url == "http://127.0.0.1:4321"


def test_tests_can_sign_what_a_careful_library_refuses(theatre):
    platform = theatre.stage("moodle").platform
    header, payload, signature = decoded(theatre.world.sign(platform, ["no object"]))
    assert (header["kid"], payload) == (platform.current_kid, ["no object"])
    assert len(signature) == 256
    none = theatre.world.sign(platform, {}, {"alg": "none", "kid": None})
    assert decoded(none) == ({"typ": "JWT", "alg": "none"}, {}, b"")
    confused = theatre.world.sign(platform, {}, {"alg": "HS256"})
    assert len(decoded(confused)[2]) == len(hmac.digest(b"key", b"", sha256))
    assert len(decoded(theatre.world.sign(platform, {}, {"alg": "RS512"}))[2]) == 256


def decoded(token):
    parts = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")]
    return json.loads(parts[0]), json.loads(parts[1]), parts[2]


def test_what_is_not_there_says_what_was_looked_for(theatre):
    stage = theatre.stage("moodle")
    other = theatre.university("moodle", "Other")
    registration = stage.platform.registrations[stage.known["client_id"]]
    with pytest.raises(NotFoundError, match="not deployed at Other"):
        theatre.world.deployment(registration, other)
    with pytest.raises(NotFoundError, match="no university nowhere"):
        theatre.world.tenant(stage.platform.key, "nowhere")
