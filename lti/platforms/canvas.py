"""Canvas in Instructure's cloud: one issuer for all universities (Developer Keys, LTI Key).

The key set and the authorization endpoint stand on the sign-on host, which platform storage
requires. A self-hosted Canvas has its own issuer and hosts: the form's values are then changed.

Registering by itself, a tool says in members of Canvas's own what it may learn of people (nothing
by default) and where it shows itself. The course navigation is asked for switched off, so that
the tool does not appear in every course of a university. The deployment shows itself only at the
first launch.
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

_MEMBER: Final = "https://canvas.instructure.com/lti/"

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
    registration=DynamicRegistration(
        shared_issuers=(
            "https://canvas.instructure.com",
            "https://canvas.beta.instructure.com",
            "https://canvas.test.instructure.com",
        ),
        vendor_domains=("instructure.com", "canvaslms.com"),
        tool_members={
            f"{_MEMBER}privacy_level": "public",
            f"{_MEMBER}tool_id": "virtual-exchange",
        },
        message_members={
            "LtiResourceLinkRequest": {f"{_MEMBER}course_navigation/default_enabled": False},
        },
        placements={
            "LtiResourceLinkRequest": ("course_navigation",),
            "LtiDeepLinkingRequest": ("link_selection", "assignment_selection"),
        },
        waits_for_activation=True,
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
