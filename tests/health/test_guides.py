"""The guides in ``docs/connect`` say what the page says: the same codes, the same settings."""

import re
from pathlib import Path

import pytest

from lti.errors import CODES
from lti.platforms import PRESETS, ServiceArea
from vsm_platform.health.words import WORDS

GUIDES = Path(__file__).parents[2] / "docs/connect"
FILES = {
    "moodle": "moodle",
    "canvas": "canvas",
    "BlackboardLearn": "blackboard",
    "desire2learn": "brightspace",
    "sakai": "sakai",
    "openedx": "openedx",
}
COMMON = (GUIDES / "README.md").read_text()


def test_every_lms_that_we_know_has_a_guide() -> None:
    assert FILES.keys() == {code for code in PRESETS if code}
    assert {path.stem for path in GUIDES.glob("*.md")} == {*FILES.values(), "README"}


@pytest.mark.parametrize("path", sorted(GUIDES.glob("*.md")), ids=lambda path: path.stem)
def test_the_links_of_a_guide_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)", path.read_text()):
        assert (path.parent / link).exists(), link


@pytest.mark.parametrize("platform", FILES)
@pytest.mark.parametrize(
    "area", [ServiceArea.ROSTER, ServiceArea.GRADES, ServiceArea.PERSONAL_DATA]
)
def test_a_guide_names_the_settings_that_the_page_names(platform: str, area: ServiceArea) -> None:
    text = (GUIDES / f"{FILES[platform]}.md").read_text()
    setting = PRESETS[platform].settings[area]
    labels = [part for choice in setting.choices for part in choice.split(": ")]
    assert [label for label in labels if label not in text] == []


def test_the_guide_explains_every_code_of_the_page_that_asks_for_something() -> None:
    here = {"empty", "unreadable", "slow", "no_keys", "service_endless", "no_course", "no_launch"}
    """What the page's own sentence says wholly."""
    closed = {"waits_for_approval", "institution_suspended", "deployment_closed"}
    codes = {code for words in WORDS.values() for code in words if words[code].remedy}
    codes -= here | closed | {"registration_closed"}
    assert sorted(code for code in codes if f"`{code}`" not in COMMON) == []


def test_the_guide_speaks_of_no_code_of_a_launch_that_does_not_exist() -> None:
    table = COMMON.partition("### When somebody clicks")[2].partition("###")[0]
    codes = set(re.findall(r"`([a-z]+_[a-z_]+)`", table))
    ours = {"deployment_pending", "deployment_suspended"}
    assert codes - CODES.keys() - ours == {"institution_suspended"}
