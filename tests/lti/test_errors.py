import re
from pathlib import Path

import pytest

import lti
from lti.errors import CODES, LaunchError, LtiError

SOURCES = "\n".join(
    path.read_text() for path in Path(lti.__file__).parent.rglob("*.py") if path.name != "errors.py"
)


def test_an_error_carries_its_code_status_and_safe_data() -> None:
    error = LaunchError("claim_missing", claim="roles")
    assert (error.code, error.status, error.data) == ("claim_missing", 400, {"claim": "roles"})
    assert str(error) == "claim_missing"
    assert error.explanation == CODES["claim_missing"].explanation
    assert isinstance(error, LtiError)


def test_every_code_has_a_client_error_and_a_sentence() -> None:
    for reason in CODES.values():
        assert 400 <= reason.status < 500
        assert reason.explanation.endswith(".")


def test_every_code_is_used_and_every_code_used_is_known() -> None:
    for code in CODES:
        assert f'"{code}"' in SOURCES, code
    used = re.findall(r'Error\(\s*"(\w+)"', SOURCES)
    assert set(used) - set(CODES) <= set()


def test_a_code_that_nobody_knows_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        LtiError("made_up")
