"""What the platform answers to a registration request (Dynamic Registration 1.0, 3.6)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lti.errors import RegistrationError
from lti.registration.request import TOOL_CONFIGURATION

_IDENTIFIER: Final = re.compile(r"[!-~]{1,255}")
_ERROR_CODE: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@dataclass(frozen=True, slots=True)
class RegistrationAnswer:
    """``deployment_id`` is None where it shows itself only at the first launch."""

    client_id: str
    deployment_id: str | None
    scopes: tuple[str, ...]


def parse_answer(document: Mapping[str, Any], asked: Sequence[str]) -> RegistrationAnswer:
    """Read the answer; what it grants beyond what was asked does not count.

    Raises:
        RegistrationError: it has no usable client_id.
    """
    client_id = _identifier(document.get("client_id"))
    if client_id is None:
        raise RegistrationError("registration_answer_malformed")
    tool = document.get(TOOL_CONFIGURATION)
    deployment = tool.get("deployment_id") if isinstance(tool, dict) else None
    return RegistrationAnswer(client_id, _identifier(deployment), _granted(document, asked))


def error_code(document: Any) -> str:
    """The platform's own code for what it refused, as far as it is one; else empty."""
    code = document.get("error") if isinstance(document, dict) else None
    return code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else ""


def _granted(document: Mapping[str, Any], asked: Sequence[str]) -> tuple[str, ...]:
    """What was granted; all that was asked where the answer says nothing (RFC 7591, 3.2.1)."""
    scope = document.get("scope")
    if scope is None:
        return tuple(asked)
    listed = scope.split() if isinstance(scope, str) else scope
    return tuple(each for each in asked if isinstance(listed, list) and each in listed)


def _identifier(value: Any) -> str | None:
    """A text, or a number as some platforms write it; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else None
