from string import Formatter

import pytest

from lti.platforms import PRESETS, PlatformPreset, ToolField, preset_for


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.label)
def test_every_preset_is_whole(preset: PlatformPreset) -> None:
    found = preset.addresses("https://lms.example.edu/", "client-1")
    for address in (found.issuer, found.authorization_endpoint, found.jwks_uri):
        assert address == "" or address.startswith("https://")
        assert not [name for _, name, _, _ in Formatter().parse(address) if name]
    assert found.issuer
    assert found.frame_origins[0] == "https://lms.example.edu"
    assert all(field.label for field in preset.form_fields)


def test_moodle_is_its_own_issuer() -> None:
    found = PRESETS["moodle"].addresses(" https://moodle.example.edu/ ")
    assert found.issuer == "https://moodle.example.edu"
    assert found.token_endpoint == "https://moodle.example.edu/mod/lti/token.php"
    assert found.token_audience is None


def test_all_blackboard_tenants_share_issuer_and_client() -> None:
    preset = PRESETS["BlackboardLearn"]
    found = preset.addresses("https://blackboard.example.edu", "app-7")
    assert preset.issuer_is_shared
    assert found.jwks_uri.endswith("/applications/app-7/jwks.json")
    assert [field.key for field in preset.form_fields] == [ToolField.CLIENT_ID]


def test_brightspace_has_a_token_audience_of_its_own() -> None:
    found = PRESETS["desire2learn"].addresses("https://d2l.example.edu")
    assert found.token_audience == "https://api.brightspace.com/auth/token"
    assert found.token_endpoint != found.token_audience


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("Moodle", "Moodle"),
        ("canvas", "Canvas"),
        ("blackboard", "Blackboard"),
        ("BlackboardLearn", "Blackboard"),
        ("desire2learn", "D2L Brightspace"),
        ("Brightspace", "D2L Brightspace"),
        (" sakai ", "Sakai"),
        ("OpenEdX", "Open edX"),
        ("", "LTI 1.3"),
        ("ilias", "LTI 1.3"),
    ],
)
def test_a_product_family_is_recognised(code: str, label: str) -> None:
    assert preset_for(code).label == label
