"""What each LMS does differently."""

from urllib.parse import parse_qs, urlsplit

from tests.practice.stand_in_tool import CLAIM

PERSONAL = {"name", "given_name", "family_name", "email"}
NAMES_AND_ROLES = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


def test_moodle_s_messages_are_valid_for_a_minute(moodle):
    claims = moodle.claims()
    assert claims["exp"] - claims["iat"] == 60


def test_moodle_sends_only_the_claims_that_were_registered(theatre):
    tenant = theatre.university("moodle")
    theatre.register(tenant, claims=["iss", "sub", "name"])
    stage = theatre.stage("moodle", "Another")
    stage.tenant = tenant
    assert PERSONAL & set(stage.claims()) == {"name"}


def test_moodle_speaks_as_the_recorded_one_does(moodle):
    claims = moodle.claims()
    assert claims["sub"].isdecimal()
    assert claims[f"{CLAIM}context"]["type"] == ["CourseSection"]
    assert claims[f"{CLAIM}ext"]["lms"] == "moodle-2"
    assert claims[NAMES_AND_ROLES]["service_versions"] == ["1.0", "2.0"]
    assert "type_id=" in claims[GRADES]["lineitems"]
    assert "lti_storage_target" not in moodle.tool.initiations[-1]


def test_canvas_shows_nobody_s_name_unless_told_to(theatre):
    stage = theatre.stage("canvas")
    assert not PERSONAL & set(stage.claims())
    registration = stage.platform.registrations[stage.known["client_id"]]
    registration.privacy_level = "public"
    assert set(stage.claims()) >= PERSONAL
    registration.privacy_level = "name_only"
    assert "email" not in stage.claims()
    registration.privacy_level = "email_only"
    assert PERSONAL & set(stage.claims()) == {"email"}


def test_canvas_names_its_region_and_its_storage(theatre):
    stage = theatre.stage("canvas")
    stage.claims()
    initiation = theatre.tool.initiations[-1]
    assert initiation["canvas_region"] == "us-east-1"
    assert initiation["canvas_environment"] == "prod"
    assert initiation["lti_storage_target"] == "_parent"
    assert theatre.tool.forms[-1]["lti_storage_target"] == "_parent"


def test_blackboard_names_its_storage_in_the_login_only(theatre):
    stage = theatre.stage("blackboard")
    stage.claims()
    assert theatre.tool.initiations[-1]["lti_storage_target"] == "lti_storage_frame"
    assert "lti_storage_target" not in theatre.tool.forms[-1]


def test_blackboard_initiates_the_login_by_a_redirect(theatre):
    stage = theatre.stage("blackboard")
    assert [hop.method for hop in stage.launch().hops] == ["GET", "GET", "GET", "POST"]


def test_blackboard_s_universities_share_issuer_and_client(theatre):
    first = theatre.university("blackboard", "Hawaii", platform_key="cloud")
    second = theatre.stage("blackboard", "Waseda", platform_key="cloud")
    theatre.register(first)
    registration = next(iter(second.platform.registrations.values()))
    assert [each.tenant_key for each in registration.deployments] == ["hawaii", "waseda"]
    ids = {each.id for each in registration.deployments}
    assert len(ids) == 2
    assert list(theatre.world.platforms) == ["cloud"]


def test_brightspace_s_token_audience_is_not_its_token_address(theatre):
    known = theatre.stage("brightspace").known
    assert known["token_audience"] != known["token_endpoint"]
    assert known["token_audience"].endswith("/auth/token")


def test_an_unknown_variable_travels_unexpanded(theatre):
    tenant = theatre.university("moodle")
    custom = {"zone": "$Person.address.timezone", "user": "$User.id", "plain": "as it is"}
    theatre.register(tenant, custom=custom)
    stage = theatre.stage("canvas", "Other")
    stage.tenant = tenant
    assert stage.claims()[f"{CLAIM}custom"] == {
        "zone": "$Person.address.timezone",
        "user": stage.student.sub,
        "plain": "as it is",
    }


def test_a_test_user_is_marked_in_the_launch(theatre):
    for flavour in ("canvas", "blackboard", "brightspace"):
        stage = theatre.stage(flavour, f"University of {flavour}")
        test_user = stage.tenant.people("student", is_test_user=True)[0]
        roles = stage.claims(test_user)[f"{CLAIM}roles"]
        assert "http://purl.imsglobal.org/vocab/lti/system/person#TestUser" in roles
    moodle = theatre.university("moodle", "Moodle")
    assert moodle.people("student", is_test_user=True) == []


def test_the_issuer_may_be_the_lms_vendor_s_own(theatre):
    stage = theatre.stage("canvas", platform_key="canvas", issuer="https://canvas.instructure.com")
    assert stage.claims()["iss"] == "https://canvas.instructure.com"


def test_the_return_address_has_several_parameters(moodle):
    teacher = moodle.teacher
    registration = moodle.platform.registrations[moodle.known["client_id"]]
    address = moodle.world.deep_linking_address(moodle.tenant, moodle.course, registration, teacher)
    moodle.robot().open(address)
    settings = moodle.tool.launches[-1][
        "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
    ]
    assert len(parse_qs(urlsplit(settings["deep_link_return_url"]).query)) == 3
    assert "data" not in settings
