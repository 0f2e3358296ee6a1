"""Moodle: each site is its own issuer (Site administration, External tool, Manage tools).

A tool that registers by itself is told its deployment at once, and is pending until the site's
administrator activates it. Registered again with the choice to update, it keeps its client_id.
"""

from typing import Final

from lti.platforms.preset import (
    DynamicRegistration,
    FormField,
    PlatformPreset,
    ServiceArea,
    Setting,
    ToolField,
)

_TOOLS: Final = (
    "Site administration",
    "Plugins",
    "Activity modules",
    "External tool",
    "Manage tools",
)
_EDIT: Final = (*_TOOLS, "the tool’s card", "Edit")

MOODLE: Final = PlatformPreset(
    product_family_code="moodle",
    label="Moodle",
    issuer="{site}",
    authorization_endpoint="{site}/mod/lti/auth.php",
    token_endpoint="{site}/mod/lti/token.php",  # noqa: S106 (an address, not a secret)
    jwks_uri="{site}/mod/lti/certs.php",
    # Each page makes Moodle load everybody in the course anew, so that few large ones are kinder.
    roster_limit=250,
    form_fields=(
        FormField(ToolField.NAME, "Tool name"),
        FormField(ToolField.TARGET_LINK_URI, "Tool URL"),
        FormField(ToolField.DESCRIPTION, "Tool description"),
        FormField(ToolField.LTI_VERSION, "LTI version", "LTI 1.3"),
        FormField(ToolField.KEY_TYPE, "Public key type", "Keyset URL"),
        FormField(ToolField.KEY_SET_URL, "Public keyset"),
        FormField(ToolField.LOGIN_URL, "Initiate login URL"),
        FormField(ToolField.LAUNCH_URL, "Redirection URI(s)"),
        FormField(ToolField.DEEP_LINKING_URL, "Content Selection URL"),
    ),
    registration=DynamicRegistration(
        placements={"LtiDeepLinkingRequest": ("ContentArea",)}, waits_for_activation=True
    ),
    settings={
        ServiceArea.TOOL: Setting((*_TOOLS, "the tool’s card"), ("Activate",)),
        ServiceArea.KEY_SET: Setting(
            (*_EDIT, "Tool settings"), ("Public key type: Keyset URL", "Public keyset")
        ),
        ServiceArea.ADDRESSES: Setting((*_TOOLS, "the tool’s card", "View configuration details")),
        ServiceArea.ROSTER: Setting(
            (*_EDIT, "Services", "IMS LTI Names and Role Provisioning"),
            ("Use this service to retrieve members' information as per privacy settings",),
        ),
        ServiceArea.GRADES: Setting(
            (*_EDIT, "Services", "IMS LTI Assignment and Grade Services"),
            ("Use this service for grade sync and column management",),
        ),
        ServiceArea.PERSONAL_DATA: Setting(
            (*_EDIT, "Privacy"),
            ("Share launcher's name with tool: Always", "Share launcher's email with tool: Always"),
        ),
    },
)
