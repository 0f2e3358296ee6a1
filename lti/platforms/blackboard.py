"""Blackboard: one issuer and one client_id for all universities, told apart by deployment_id.

The tool's vendor registers the application once in Blackboard's developer portal; a university's
administrator then types only its client_id (LTI Tool Providers). Dynamic registration too is
done once and there; its configuration has been seen with the portal's own address as issuer, and
names one key set for all tools, where launches are signed with the tool's own.
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

_GATEWAY: Final = "https://developer.blackboard.com/api/v1"

_TOOL: Final = (
    "Administrator Panel",
    "Integrations",
    "LTI Tool Providers",
    "the tool",
    "Edit",
)
_POLICIES: Final = (*_TOOL, "Institution Policies")

BLACKBOARD: Final = PlatformPreset(
    product_family_code="BlackboardLearn",
    label="Blackboard",
    issuer="https://blackboard.com",
    authorization_endpoint=f"{_GATEWAY}/gateway/oidcauth",
    token_endpoint=f"{_GATEWAY}/gateway/oauth2/jwttoken",
    jwks_uri=f"{_GATEWAY}/management/applications/{{client_id}}/jwks.json",
    issuer_is_shared=True,
    sends_storage_target=True,
    deep_linking_answer_has_subject=True,
    frame_origins=("{site}", "https://*.blackboard.com"),
    form_fields=(FormField(ToolField.CLIENT_ID, "Client ID"),),
    registration=DynamicRegistration(
        shared_issuers=("https://blackboard.com",),
        vendor_domains=("blackboard.com", "anthology.com"),
        issuer_corrections={"https://developer.blackboard.com": "https://blackboard.com"},
        key_set_beside_token=(
            "/gateway/oauth2/jwttoken",
            "/management/applications/{client_id}/jwks.json",
        ),
    ),
    settings={
        ServiceArea.TOOL: Setting((*_TOOL, "Tool Status"), ("Approved",)),
        ServiceArea.KEY_SET: Setting(
            ("developer.blackboard.com", "My Apps", "the application", "Tool JWKS URL")
        ),
        ServiceArea.ADDRESSES: Setting(("developer.blackboard.com", "My Apps", "the application")),
        ServiceArea.ROSTER: Setting((*_POLICIES, "Allow Membership Service Access"), ("Yes",)),
        ServiceArea.GRADES: Setting((*_POLICIES, "Allow grade service access"), ("Yes",)),
        ServiceArea.PERSONAL_DATA: Setting(
            (*_POLICIES, "User Fields to Send"), ("Role in Course", "Name", "Email Address")
        ),
    },
)
