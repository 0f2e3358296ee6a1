"""Any other LMS: its administrator reads the addresses from it, and types the standard fields.

The labels are the names that OpenID Connect and LTI Dynamic Registration 1.0 give them.
"""

from typing import Final

from lti.platforms.preset import FormField, PlatformPreset, ServiceArea, Setting, ToolField

DEFAULT: Final = PlatformPreset(
    product_family_code="",
    label="LTI 1.3",
    issuer="{site}",
    authorization_endpoint="",
    token_endpoint="",
    jwks_uri="",
    form_fields=(
        FormField(ToolField.NAME, "Client name"),
        FormField(ToolField.DOMAIN, "Domain"),
        FormField(ToolField.TARGET_LINK_URI, "Target link URI"),
        FormField(ToolField.LOGIN_URL, "Initiate login URI"),
        FormField(ToolField.LAUNCH_URL, "Redirect URIs"),
        FormField(ToolField.KEY_SET_URL, "JWKS URI"),
    ),
    settings={
        ServiceArea.ROSTER: Setting((), ("Names and Role Provisioning Services 2.0",)),
        ServiceArea.GRADES: Setting((), ("Assignment and Grade Services 2.0",)),
    },
)
