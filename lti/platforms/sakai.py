"""Sakai: addresses end in the tool's number, which Sakai shows after the tool was saved.

The address of its configuration carries the tool's key, client_id, issuer and deployment in its
query, for a tool that registers by itself.
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

_TOOL: Final = ("Administration Workspace", "External Tools", "the tool", "Edit")

SAKAI: Final = PlatformPreset(
    product_family_code="sakai",
    label="Sakai",
    issuer="{site}",
    authorization_endpoint="{site}/imsoidc/lti13/oidc_auth",
    token_endpoint="",
    jwks_uri="",
    form_fields=(
        FormField(ToolField.NAME, "Tool Title"),
        FormField(ToolField.TARGET_LINK_URI, "Launch URL"),
        FormField(ToolField.KEY_SET_URL, "LTI 1.3 Tool Keyset URL"),
        FormField(ToolField.LOGIN_URL, "LTI 1.3 Tool OpenID Connect/Initialization Endpoint"),
        FormField(ToolField.LAUNCH_URL, "LTI 1.3 Tool Redirect Endpoint(s)"),
    ),
    registration=DynamicRegistration(deployment_parameter="deploymentId"),
    settings={
        ServiceArea.TOOL: Setting((*_TOOL, "Tool Status"), ("Enabled",)),
        ServiceArea.KEY_SET: Setting(
            (*_TOOL, "LTI 1.3 Tool Keyset / JWK URL (provided by the tool)")
        ),
        ServiceArea.ADDRESSES: Setting(
            ("Administration Workspace", "External Tools", "the tool"),
            (
                "LTI 1.3 LMS Keyset URL (provide to the tool)",
                "LTI 1.3 LMS OAuth Token URL (provide to the tool)",
            ),
        ),
        ServiceArea.ROSTER: Setting((*_TOOL, "Services"), ("Provide Roster to External Tool",)),
        ServiceArea.GRADES: Setting(
            (*_TOOL, "Services"),
            (
                "Allow External Tool to return grades",
                "Allow External Tool to create grade columns",
            ),
        ),
        ServiceArea.PERSONAL_DATA: Setting(
            (*_TOOL, "Privacy Settings"),
            ("Send User Names to External Tool", "Send Email Addresses to External Tool"),
        ),
    },
)
