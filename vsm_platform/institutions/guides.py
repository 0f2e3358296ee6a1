"""What an LMS's administrator types and finds on the other side, in that LMS's own words.

The labels of the form itself come from ``lti.platforms``; here stand where that form is, under
which labels the LMS shows its own values, and what is left to do. Labels are those of the
English pages and stand untranslated, so that people can search their screen for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lti.platforms import FormField, PlatformPreset, ToolField

NAME = "Virtual exchange"
DESCRIPTION = "One shared course for students of several universities."


_WHERE = _l(
    "In the LMS’s settings for external tools (LTI 1.3), look for “dynamic registration”, and paste "
    "the link there."
)
_AFTER = _l(
    "Open the new tool in the LMS: switch it on, let it learn people’s names and e-mail addresses, "
    "and make it available in courses."
)
_AGAIN = _l("Paste the new link in the same place. If the LMS asks, let it update the tool.")


@dataclass(frozen=True, slots=True)
class Guide:
    """One LMS's way to register a tool by hand."""

    where: LazyString
    """Where its form is."""
    after: LazyString
    """What is left to do there."""
    found: Mapping[str, str] = field(default_factory=dict)
    """Names of our form's fields with the labels under which the LMS shows the value."""
    vendor_form: tuple[FormField, ...] = ()
    """A form that is filled in once, by whoever runs this site, for all universities."""
    register_where: LazyString = _WHERE
    """Where the link is pasted with which the LMS registers itself."""
    register_after: LazyString = _AFTER
    """What is left to do there once it has registered itself."""
    register_again: LazyString = _AGAIN
    """What to choose there to renew a registration."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the other side's form, filled in."""

    label: str
    text: str
    is_choice: bool
    """Chosen there from a list, and not copied."""


_MOODLE = Guide(
    where=_l(
        "In Moodle, open Site administration › Plugins › External tool › Manage tools, and choose "
        "“configure a tool manually”."
    ),
    after=_l(
        "Under “Privacy”, let the launcher’s name and e-mail be shared. Save, then open “View "
        "configuration details” on the tool’s card: there stand the values for the next step."
    ),
    register_where=_l(
        "In Moodle, open Site administration › Plugins › External tool › Manage tools. Paste the link "
        "into the field “Tool URL” and choose “Add LTI Advantage”."
    ),
    register_after=_l(
        "Still under “Manage tools”, the new tool’s card says “Pending”: choose “Activate”. Teachers "
        "then find it in the activity chooser."
    ),
    register_again=_l(
        "Paste the new link in the same place. Moodle sees that the tool is there already and asks: "
        "choose to update it, not to add another."
    ),
    found={
        "issuer": "Platform ID",
        "client_id": "Client ID",
        "deployment_id": "Deployment ID",
        "jwks_uri": "Public keyset URL",
        "token_endpoint": "Access token URL",
        "authorization_endpoint": "Authentication request URL",
    },
)
_CANVAS = Guide(
    where=_l(
        "In Canvas, open Admin › Developer Keys › + Developer Key › + LTI Key, and choose the "
        "method “Manual Entry”."
    ),
    after=_l(
        "Under “Additional Settings”, choose the privacy level “Public”; among the placements, "
        "“Course Navigation”. Save and turn the key on: the number under “Details” is the client "
        "ID. Then open Settings › Apps › View App Configurations › + App, choose “By Client ID” "
        "and enter that number. The app’s gear menu shows the deployment ID."
    ),
    register_where=_l(
        "In Canvas, open Admin › Developer Keys › + Developer Key › + LTI Registration. Paste the link "
        "and continue."
    ),
    register_after=_l(
        "In the dialog that follows, leave the privacy level at “Public” and choose “Enable & Close”. "
        "Then open Settings › Apps › View App Configurations › + App, choose “By Client ID” and enter "
        "the number under “Details” of the new key. The deployment shows itself at the first click."
    ),
    register_again=_l(
        "Paste the new link in the same place. Canvas makes a new key: delete the old."
    ),
    found={"client_id": "Details", "deployment_id": "Deployment Id"},
)
_BLACKBOARD = Guide(
    where=_l(
        "In Blackboard, open Administrator Panel › LTI Tool Providers › Register LTI 1.3/Advantage "
        "Tool, and enter the client ID."
    ),
    after=_l(
        "Set the tool’s status to “Approved” and let it send role, name and e-mail address. The "
        "page shows the deployment ID, which alone tells this university from the others. Then "
        "create a placement with our launch address as its target link URI."
    ),
    register_where=_l(
        "With Blackboard, the university does not do this. Whoever runs this site opens the developer "
        "portal, chooses “LTI Dynamic Registration”, and pastes the link, once for all universities."
    ),
    register_after=_l(
        "Give the university the client ID. Its administrator opens Administrator Panel › LTI Tool "
        "Providers › Register LTI 1.3/Advantage Tool, enters it, sets the status to “Approved”, and "
        "lets role, name and e-mail address be sent. The deployment shows itself at the first click."
    ),
    found={
        "client_id": "Application ID",
        "deployment_id": "Deployment ID",
        "issuer": "Issuer",
        "jwks_uri": "Public Keyset URL",
        "token_endpoint": "Auth Token Endpoint",
        "authorization_endpoint": "OIDC Auth Request Endpoint",
    },
    vendor_form=(
        FormField(ToolField.NAME, "Application Name"),
        FormField(ToolField.DESCRIPTION, "Description"),
        FormField(ToolField.DOMAIN, "Domain(s)"),
        FormField(ToolField.LOGIN_URL, "Login Initiation URL"),
        FormField(ToolField.LAUNCH_URL, "Tool Redirect URL(s)"),
        FormField(ToolField.KEY_SET_URL, "Tool JWKS URL"),
        FormField(ToolField.KEY_TYPE, "Signing Algorithm", "RS256"),
    ),
)
_BRIGHTSPACE = Guide(
    where=_l(
        "In Brightspace, open Admin Tools › Manage Extensibility › LTI Advantage › Register Tool, "
        "and choose “Standard”."
    ),
    after=_l(
        "Register; the values for the next step appear. Then follow “View Deployments” › New "
        "Deployment: choose the tool, tick name and e-mail under “Security Settings”, and add the "
        "org units. The saved deployment shows its deployment ID."
    ),
    register_where=_l(
        "In Brightspace, open Admin Tools › Manage Extensibility › LTI Advantage › Register Tool, and "
        "choose “Dynamic”. Paste the link into “Tool initiation registration endpoint” and register. "
        "It opens in a new tab; finish there within an hour."
    ),
    register_after=_l(
        "The new registration is disabled: open it and enable it. Then follow “View Deployments” › New "
        "Deployment: choose the tool, tick name and e-mail under “Security Settings”, and add the org "
        "units."
    ),
    found={
        "client_id": "Client Id",
        "issuer": "Issuer",
        "jwks_uri": "Brightspace Keyset URL",
        "token_endpoint": "Brightspace OAuth2 Access Token URL",
        "token_audience": "Brightspace OAuth2 Audience",
        "authorization_endpoint": "OpenID Connect Authentication Endpoint",
        "deployment_id": "Deployment Id",
    },
)
_SAKAI = Guide(
    where=_l(
        "In Sakai, open Administration Workspace › External Tools and install an LTI 1.3 tool; "
        "older versions call it “LTI 1.x”."
    ),
    after=_l(
        "Let user names and e-mail addresses be sent to the tool. Save, then open the tool again: "
        "it shows the values for the next step."
    ),
    register_where=_l(
        "In Sakai, open Administration Workspace › External Tools, choose the automatic LTI Advantage "
        "set-up, give the tool a title, and paste the link."
    ),
    register_after=_l(
        "Open the new tool, let user names and e-mail addresses be sent to it, and save."
    ),
    found={"client_id": "LTI 1.3 Client ID"},
)
_OPEN_EDX = Guide(
    where=_l("In Open edX Studio, add an “LTI Consumer” component to a unit and open “Edit”."),
    after=_l(
        "Set “Share Full name” and “Share Email” to “True”. Save; the component in Studio then "
        "shows the values for the next step."
    ),
    found={
        "client_id": "Client ID",
        "deployment_id": "Deployment ID",
        "jwks_uri": "Keyset URL",
        "token_endpoint": "Access Token URL",
        "authorization_endpoint": "Login URL",
    },
)
_OTHER = Guide(
    where=_l("In the LMS, open the form that registers an LTI 1.3 tool by hand."),
    after=_l(
        "Let it share people’s names and e-mail addresses with the tool: without a name everybody "
        "has to say at the first visit how to be called. Then look for the values of the next step."
    ),
)

_GUIDES: Mapping[str, Guide] = {
    "moodle": _MOODLE,
    "canvas": _CANVAS,
    "BlackboardLearn": _BLACKBOARD,
    "desire2learn": _BRIGHTSPACE,
    "sakai": _SAKAI,
    "openedx": _OPEN_EDX,
}


def guide_for(platform: str) -> Guide:
    """The guide of this kind of LMS; a general one where we know no form of its own."""
    return _GUIDES.get(platform, _OTHER)


def own_values(public_url: str, client_id: str = "") -> dict[ToolField, str]:
    """What we are to an LMS, under the address by which it reaches us."""
    launch = f"{public_url}/lti/launch"
    return {
        ToolField.NAME: NAME,
        ToolField.DESCRIPTION: DESCRIPTION,
        ToolField.DOMAIN: urlsplit(public_url).netloc,
        ToolField.LOGIN_URL: f"{public_url}/lti/login",
        ToolField.LAUNCH_URL: launch,
        ToolField.TARGET_LINK_URI: launch,
        ToolField.KEY_SET_URL: f"{public_url}/lti/keys",
        ToolField.CLIENT_ID: client_id,
    }


def entries_for(preset: PlatformPreset, public_url: str, client_id: str = "") -> list[Entry]:
    """The other side's form filled in, without what we have nothing for."""
    return _filled_in(preset.form_fields, public_url, client_id)


def vendor_entries_for(preset: PlatformPreset, public_url: str) -> list[Entry]:
    """The vendor's own form filled in, for an LMS whose tools are registered there first."""
    return _filled_in(guide_for(preset.product_family_code).vendor_form, public_url, "")


def _filled_in(fields: tuple[FormField, ...], public_url: str, client_id: str) -> list[Entry]:
    values = own_values(public_url, client_id)
    entries = [
        Entry(field.label, field.choice or values.get(field.key, ""), bool(field.choice))
        for field in fields
    ]
    return [entry for entry in entries if entry.text]
