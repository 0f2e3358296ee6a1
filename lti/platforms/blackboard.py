"""Blackboard: one issuer and one client_id for all universities, told apart by deployment_id.

The tool's vendor registers the application once in Blackboard's developer portal; a university's
administrator then types only its client_id (LTI Tool Providers).
"""

from typing import Final

from lti.platforms.preset import FormField, PlatformPreset, ToolField

_GATEWAY: Final = "https://developer.blackboard.com/api/v1"

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
)
