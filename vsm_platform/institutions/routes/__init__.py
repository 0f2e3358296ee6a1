"""The administrators' pages below ``/admin/``, and our public key set."""

from vsm_platform.institutions.routes import (
    audit_log,
    connecting,
    deployments,
    institutions,
    registrations,
    tool_keys,
)
from vsm_platform.institutions.routes.pages import room

__all__ = [
    "audit_log",
    "connecting",
    "deployments",
    "institutions",
    "registrations",
    "room",
    "tool_keys",
]
