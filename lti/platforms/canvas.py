"""Canvas in Instructure's cloud: one issuer for all universities (Developer Keys, LTI Key).

The key set and the authorization endpoint stand on the sign-on host, which platform storage
requires. A self-hosted Canvas has its own issuer and hosts: the form's values are then changed.
"""

from typing import Final

from lti.platforms.preset import FormField, PlatformPreset, ServiceArea, Setting, ToolField

_KEYS: Final = ("Admin", "Developer Keys")
_KEY: Final = (*_KEYS, "the tool’s LTI key")
_SERVICES: Final = (*_KEY, "LTI Advantage Services")

CANVAS: Final = PlatformPreset(
    product_family_code="canvas",
    label="Canvas",
    issuer="https://canvas.instructure.com",
    authorization_endpoint="https://sso.canvaslms.com/api/lti/authorize_redirect",
    token_endpoint="https://sso.canvaslms.com/login/oauth2/token",  # noqa: S106 (an address)
    jwks_uri="https://sso.canvaslms.com/api/lti/security/jwks",
    issuer_is_shared=True,
    sends_storage_target=True,
    frame_origins=("{site}", "https://*.instructure.com", "https://sso.canvaslms.com"),
    form_fields=(
        FormField(ToolField.NAME, "Key Name"),
        FormField(ToolField.LAUNCH_URL, "Redirect URIs"),
        FormField(ToolField.NAME, "Title"),
        FormField(ToolField.DESCRIPTION, "Description"),
        FormField(ToolField.TARGET_LINK_URI, "Target Link URI"),
        FormField(ToolField.LOGIN_URL, "OpenID Connect Initiation Url"),
        FormField(ToolField.KEY_TYPE, "JWK Method", "Public JWK URL"),
        FormField(ToolField.KEY_SET_URL, "Public JWK URL"),
    ),
    settings={
        ServiceArea.TOOL: Setting((*_KEYS, "State of the tool’s LTI key"), ("On",)),
        ServiceArea.KEY_SET: Setting((*_KEY, "JWK Method"), ("Public JWK URL",)),
        ServiceArea.ROSTER: Setting(
            _SERVICES,
            ("Can retrieve user data associated with the context the tool is installed in.",),
        ),
        ServiceArea.GRADES: Setting(
            _SERVICES,
            (
                "Can create and view assignment data in the gradebook associated with the tool.",
                "Can view submission data for assignments associated with the tool.",
                "Can create and update submission results for assignments associated with the tool.",
            ),
        ),
        ServiceArea.PERSONAL_DATA: Setting(
            (*_KEY, "Additional Settings", "Privacy Level"), ("Public",)
        ),
    },
)
