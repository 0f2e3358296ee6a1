"""The administrators' pages below ``/admin/``, our public key set, and where LMSs register."""

from vsm_platform.institutions.routes import (
    approving,
    audit_log,
    connecting,
    deployments,
    institutions,
    inviting,
    registering,
    registrations,
    tool_keys,
)
from vsm_platform.institutions.routes.pages import room

__all__ = [
    "approving",
    "audit_log",
    "connecting",
    "deployments",
    "institutions",
    "inviting",
    "registering",
    "registrations",
    "room",
    "tool_keys",
]
