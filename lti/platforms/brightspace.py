"""D2L Brightspace: own issuer, one token service for all (Manage Extensibility, LTI Advantage).

A registration token works once and for an hour. What registers by itself is disabled there, and
without a deployment, until an administrator of Brightspace sees to both.
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

_TOOL: Final = ("Admin Tools", "Manage Extensibility", "LTI Advantage", "the tool")
_DEPLOYMENT: Final = ("Admin Tools", "External Learning Tools", "LTI Advantage", "the deployment")
_EXTENSIONS: Final = (*_TOOL, "Extensions, and the same in its deployment")

BRIGHTSPACE: Final = PlatformPreset(
    product_family_code="desire2learn",
    label="D2L Brightspace",
    issuer="{site}",
    authorization_endpoint="{site}/d2l/lti/authenticate",
    token_endpoint="https://auth.brightspace.com/core/connect/token",  # noqa: S106 (an address)
    token_audience="https://api.brightspace.com/auth/token",  # noqa: S106 (an address)
    jwks_uri="{site}/d2l/.well-known/jwks",
    sends_storage_target=True,
    form_fields=(
        FormField(ToolField.NAME, "Name"),
        FormField(ToolField.DESCRIPTION, "Description"),
        FormField(ToolField.DOMAIN, "Domain"),
        FormField(ToolField.LAUNCH_URL, "Redirect URLs"),
        FormField(ToolField.LOGIN_URL, "OpenID Connect Login URL"),
        FormField(ToolField.TARGET_LINK_URI, "Target Link URI"),
        FormField(ToolField.KEY_SET_URL, "Keyset URL"),
    ),
    registration=DynamicRegistration(waits_for_activation=True),
    settings={
        ServiceArea.TOOL: Setting(
            (*_TOOL, "and its deployment under View Deployments"), ("Enabled",)
        ),
        ServiceArea.KEY_SET: Setting((*_TOOL, "Keyset URL")),
        ServiceArea.ADDRESSES: Setting((*_TOOL, "Registration Details")),
        ServiceArea.ROSTER: Setting(_EXTENSIONS, ("Names and Role Provisioning Services",)),
        ServiceArea.GRADES: Setting(_EXTENSIONS, ("Assignment and Grade Services",)),
        ServiceArea.PERSONAL_DATA: Setting(
            (*_DEPLOYMENT, "Security Settings", "User Information"), ("Name", "Email")
        ),
    },
)
