"""Structured logs: one line per event, as text for people or JSON for machines.

Personal data and secrets never reach a log: a line holds codes, ids and counts. A last filter
drops values under names that could hold more, should one slip through.
"""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

_NEVER = frozenset(
    {"id_token", "state", "nonce", "login_hint", "lti_message_hint", "token", "code", "secret",
     "password", "cookie", "authorization", "email", "name", "given_name", "family_name", "sub"}
)  # fmt: skip


def _drop_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Any:
    return {key: "(left out)" if key in _NEVER else value for key, value in line.items()}


def configure_logs(log_format: str) -> None:
    """Set up the process's logs; ``log_format`` is ``text`` or ``json``."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _drop_secrets,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )


def get_logger() -> Any:
    """The logger of the application (structlog's, which has no useful static type)."""
    return structlog.get_logger()
