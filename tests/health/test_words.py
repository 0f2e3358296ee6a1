"""Every code has its words, and every LMS its settings."""

import pytest

from lti.errors import CODES
from lti.platforms import PRESETS, ServiceArea
from vsm_platform.health.models import Check, Finding, Standing
from vsm_platform.health.words import (
    CHECK_NAMES,
    STANDING_NAMES,
    UNEXPECTED,
    WHO_NAMES,
    WORDS,
    Who,
    words_for,
)

KNOWN = [code for code, preset in PRESETS.items() if code]


def test_every_check_state_and_person_has_a_name() -> None:
    assert CHECK_NAMES.keys() == set(Check) == WORDS.keys()
    assert STANDING_NAMES.keys() == set(Standing)
    assert WHO_NAMES.keys() == set(Who) - {Who.NOBODY}


def test_whoever_has_to_do_something_is_told_what() -> None:
    for words in (words for of_check in WORDS.values() for words in of_check.values()):
        assert (words.who is Who.NOBODY) == (words.remedy is None)


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("service_")])
@pytest.mark.parametrize("check", [Check.KEYS, Check.ACCESS, Check.ROSTER, Check.GRADES])
def test_whatever_a_service_answers_has_words(check: Check, code: str) -> None:
    assert words_for(Finding(check, Standing.BROKEN, code)).text


def test_a_code_of_another_version_is_told_as_unexpected() -> None:
    assert words_for(Finding(Check.ROSTER, Standing.BROKEN, "from_the_future")) is UNEXPECTED


@pytest.mark.parametrize("platform", KNOWN)
@pytest.mark.parametrize("area", [area for area in ServiceArea if area != ServiceArea.ADDRESSES])
def test_every_lms_that_we_know_names_its_setting(platform: str, area: ServiceArea) -> None:
    setting = PRESETS[platform].settings[area]
    assert setting.where
    assert all(label == label.strip() for label in (*setting.where, *setting.choices))
