"""Login initiation and the authorization endpoint: the platform's half of the OIDC login.

Follows LTI Security Framework 1.0 section 5.1.1 (third-party initiated login, authentication
request and response) and LTI Core 1.3 section 4.1 (lti_message_hint and lti_deployment_id).

One thing is simpler than in an LMS: nobody signs in here. The message hint names a launch that
this LMS began less than ten minutes ago, and stands in for the person's session with it.
"""

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from vsm_platform.practice import keys
from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.context import practice
from vsm_platform.practice.flavours import Flavour
from vsm_platform.practice.launches import DocumentTarget, Launch
from vsm_platform.practice.messages import build_claims
from vsm_platform.practice.model import Course, Platform, ResourceLink, Tenant
from vsm_platform.practice.routing import add_flavoured_rules
from vsm_platform.practice.world import NotFoundError

blueprint = Blueprint("login", __name__)
SITE = "/<platform_key>/at/<tenant_key>/courses/<course_id>"


class LoginError(ValueError):
    """An authentication request that is answered with an OAuth 2.0 error at the redirect URI."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code


@blueprint.get(f"{SITE}/links/<link_id>/launch")
def begin_resource_link(
    platform_key: str, tenant_key: str, course_id: str, link_id: str
) -> str | Response:
    """Initiate the login for a resource link, as the account named in the query."""
    world = practice().world
    tenant = world.tenant(platform_key, tenant_key)
    course = world.course(tenant, course_id)
    link = world.link(course, link_id)
    return _begin(tenant, course, link, link.client_id, lti.RESOURCE_LINK_REQUEST)


@blueprint.get(f"{SITE}/deep-linking")
def begin_deep_linking(platform_key: str, tenant_key: str, course_id: str) -> str | Response:
    """Initiate the login for choosing content of the tool named in the query."""
    world = practice().world
    tenant = world.tenant(platform_key, tenant_key)
    course = world.course(tenant, course_id)
    client_id = request.args.get("client_id", "")
    return _begin(tenant, course, None, client_id, lti.DEEP_LINKING_REQUEST)


def _begin(
    tenant: Tenant, course: Course, link: ResourceLink | None, client_id: str, message_type: str
) -> str | Response:
    """Remember the launch and send the browser to the tool's login initiation address."""
    world = practice().world
    platform = world.platform(tenant.platform_key)
    registration = world.registration(platform, client_id)
    account = world.account(tenant, request.args.get("account", ""))
    if not registration.active:
        raise BadRequest(f"{registration.name} is pending: an administrator must activate it.")
    target: DocumentTarget = "iframe" if request.args.get("target") == "iframe" else "window"
    launch = Launch(
        issuer=world.issuer(platform),
        platform=platform,
        tenant=tenant,
        registration=registration,
        deployment=world.deployment(registration, tenant),
        course=course,
        account=account,
        membership=course.memberships.get(account.sub),
        link=link,
        message_type=message_type,
        document_target=target,
    )
    return _send(launch.flavour, registration.login_initiation_url, _initiation(launch))


def _initiation(launch: Launch) -> dict[str, str]:
    return {
        "iss": launch.issuer,
        "target_link_uri": launch.target_link_uri,
        "login_hint": launch.account.sub,
        "lti_message_hint": practice().launches.put(launch),
        **launch.flavour.login_parameters(launch.platform, launch.registration, launch.deployment),
    }


def _send(flavour: Flavour, address: str, fields: dict[str, str]) -> str | Response:
    if flavour.login_method == "GET":
        return redirect(f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}")
    return render_template("practice/send.html", action=address, fields=fields)


def authorize(platform_key: str) -> str:
    """Answer an authentication request with an id_token, sent by form_post."""
    world = practice().world
    platform = world.platform(platform_key)
    redirect_uri = _checked_redirect_uri(platform)
    try:
        launch = _checked_launch(platform)
        fields = _launch_form(launch)
    except LoginError as problem:
        fields = {"error": problem.code, "error_description": str(problem)}
    if "state" in request.values:
        fields["state"] = request.values["state"]
    return render_template("practice/send.html", action=redirect_uri, fields=fields)


def _checked_redirect_uri(platform: Platform) -> str:
    """Only a registered redirect URI is ever sent anything, so the rest is refused right here."""
    client_id = request.values.get("client_id", "")
    try:
        registration = practice().world.registration(platform, client_id)
    except NotFoundError as problem:
        raise BadRequest(f"Unknown client_id: {client_id}") from problem
    redirect_uri = request.values.get("redirect_uri", "")
    if redirect_uri not in registration.redirect_uris:
        raise BadRequest(f"Unregistered redirect_uri: {redirect_uri}")
    return redirect_uri


def _checked_launch(platform: Platform) -> Launch:
    """Check the request by LTI Security Framework 5.1.1.2 and find the launch it belongs to."""
    for name, expected in (
        ("scope", "openid"),
        ("response_type", "id_token"),
        ("response_mode", "form_post"),
        ("prompt", "none"),
    ):
        if request.values.get(name) != expected:
            raise LoginError("invalid_request", f"{name} must be {expected}.")
    if not request.values.get("nonce"):
        raise LoginError("invalid_request", "There is no nonce.")
    launch = practice().launches.get(request.values.get("lti_message_hint", ""))
    if launch is None or launch.platform is not platform:
        raise LoginError("login_required", "The lti_message_hint names no launch under way.")
    if launch.account.sub != request.values.get("login_hint"):
        raise LoginError("login_required", "The login_hint is not that of the launch.")
    if launch.registration.client_id != request.values.get("client_id"):
        raise LoginError("unauthorized_client", "The launch was begun for another tool.")
    return launch


def _launch_form(launch: Launch) -> dict[str, str]:
    world = practice().world
    faults = launch.platform.faults
    nonce = request.values["nonce"]
    if faults.replayed_nonce:
        nonce = practice().stale_nonces.setdefault(launch.platform.key, nonce)
    headers = {"kid": "unknown-key"} if faults.unknown_key_id else {}
    token = world.sign(launch.platform, build_claims(world, launch, nonce), headers)
    if faults.wrong_signature:
        token = keys.break_signature(token)
    form = {"id_token": token}
    if launch.platform.storage_target and launch.flavour.storage_target_in_launch:
        form["lti_storage_target"] = launch.platform.storage_target
    return form


add_flavoured_rules(blueprint, "authorization", authorize, methods=["GET", "POST"])
