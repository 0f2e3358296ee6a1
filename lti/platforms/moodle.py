"""Moodle: each site is its own issuer (Site administration, External tool, Manage tools)."""

from typing import Final

from lti.platforms.preset import FormField, PlatformPreset, ToolField

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
)
