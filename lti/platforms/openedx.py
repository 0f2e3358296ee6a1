"""Open edX: each component shows its own key set and token addresses after it is saved.

Its key set has neither ``alg`` nor ``use``, and it sends only ``name``. A link that deep linking
placed logs in with the block's address and then launches with the link's own, which must be one
(LTI 1.3 core, 5.3.4); so its links are placed without one.
"""

from typing import Final

from lti.platforms.preset import FormField, PlatformPreset, ServiceArea, Setting, ToolField

_COMPONENT: Final = ("Studio", "the unit", "the LTI Consumer component")
_EDIT: Final = (*_COMPONENT, "Edit")

OPENEDX: Final = PlatformPreset(
    product_family_code="openedx",
    label="Open edX",
    issuer="{site}",
    authorization_endpoint="{site}/api/lti_consumer/v1/launch/",
    token_endpoint="",
    jwks_uri="",
    placed_links_keep_address=False,
    refuses_old_scores_with=400,
    form_fields=(
        FormField(ToolField.NAME, "Display Name"),
        FormField(ToolField.LTI_VERSION, "LTI Version", "LTI 1.3"),
        FormField(ToolField.TARGET_LINK_URI, "Launch URL"),
        FormField(ToolField.LOGIN_URL, "Tool Initiate Login URL (OIDC)"),
        FormField(ToolField.LAUNCH_URL, "Registered Redirect URIs"),
        FormField(ToolField.KEY_TYPE, "Tool Public Key Mode", "Keyset URL"),
        FormField(ToolField.KEY_SET_URL, "Tool Keyset URL"),
        FormField(ToolField.DEEP_LINKING_URL, "Deep Linking Launch URL"),
    ),
    registration=None,
    settings={
        ServiceArea.TOOL: Setting((*_EDIT, "LTI Version"), ("LTI 1.3",)),
        ServiceArea.KEY_SET: Setting(
            _EDIT, ("Tool Public Key Mode: Keyset URL", "Tool Keyset URL")
        ),
        ServiceArea.ADDRESSES: Setting(_COMPONENT, ("Keyset URL", "Access Token URL")),
        ServiceArea.ROSTER: Setting((*_EDIT, "Names & Roles (NRPS)"), ("True",)),
        ServiceArea.GRADES: Setting((*_EDIT, "Assignment and Grades"), ("Programmatic",)),
        ServiceArea.PERSONAL_DATA: Setting(_EDIT, ("Share Full name: True", "Share Email: True")),
    },
)
