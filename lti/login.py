"""The platform begins a login here (OpenID Connect third-party-initiated login).

Follows the 1EdTech Security Framework 1.0, 5.1.1.1 and 5.1.1.2, and LTI 1.3 core, 5.1.1.
PyLTI1p3 finds the registration and builds the answer; state and nonce come from this module,
are kept together in the host's login store, and serve one launch.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect

from lti.errors import LoginError
from lti.ports import Clock, LoginState, LoginStore, Registration, RegistrationStore
from lti.reading import IDENTIFIER_LIMIT, is_web_address, shown
from lti.wrapped import BrowserCookies, FormRequest, HostConfiguration, NonceOfLogin

LOGIN_LIFETIME: Final = timedelta(minutes=5)
"""From the login to its launch; the state cookie lives as long."""

_PARAMETER_LIMIT: Final = 16 * 1024
_FRAME_NAME: Final = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What the platform sends to begin a login; ``""`` and None stand for what it left out."""

    issuer: str
    login_hint: str
    target_link_uri: str
    client_id: str | None
    lti_message_hint: str
    deployment_id: str | None
    storage_target: str | None

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> "LoginRequest":
        """Read a login's query or form.

        Raises:
            LoginError: a required parameter is absent, or one is too long or not text.
        """
        target = parameters.get("lti_storage_target", "")
        return cls(
            issuer=_required(parameters, "iss"),
            login_hint=_required(parameters, "login_hint"),
            target_link_uri=_required(parameters, "target_link_uri"),
            client_id=_bounded(parameters, "client_id", IDENTIFIER_LIMIT) or None,
            lti_message_hint=_bounded(parameters, "lti_message_hint"),
            deployment_id=_bounded(parameters, "lti_deployment_id", IDENTIFIER_LIMIT) or None,
            storage_target=target if _FRAME_NAME.fullmatch(target) else None,
        )


@dataclass(frozen=True, slots=True)
class LoginRedirect:
    """Where the browser goes next, and what it must keep until it comes back.

    The host sets the cookie ``Secure; HttpOnly; SameSite=None; Partitioned; Path=/`` for
    ``cookie_max_age`` seconds. Where ``storage_target`` is not None, the same state can be put
    into the platform's storage instead (LTI Client Side postMessages and Platform Storage).
    """

    location: str
    state: str
    cookie_name: str
    cookie_value: str
    cookie_max_age: int
    storage_target: str | None


def state_cookie_name(state: str) -> str:
    """One cookie for each login, so that launches in several frames do not meet."""
    return f"__Host-lti-state-{state[-12:]}"


def begin_login(
    request: LoginRequest,
    *,
    registrations: RegistrationStore,
    logins: LoginStore,
    clock: Clock,
    launch_url: str,
    is_own_address: Callable[[str], bool],
) -> LoginRedirect:
    """Answer a platform's login request, and remember it for its launch.

    Args:
        request: what the platform sent.
        registrations: where the platform is looked up.
        logins: where the login is stored.
        clock: the present instant.
        launch_url: the redirect_uri as the platform has it registered.
        is_own_address: whether a target_link_uri is a place of this tool.

    Raises:
        LoginError: the request cannot be answered; nothing was stored.
    """
    target = request.target_link_uri
    if not (is_web_address(target) and is_own_address(target)):
        raise LoginError("target_link_uri_foreign")
    registration = _registration_for(request, registrations)
    login = _ToolLogin(request, registration)
    location = login.get_redirect_object(launch_url).get_redirect_url()
    logins.save(login.waiting_until(clock() + LOGIN_LIFETIME))
    return LoginRedirect(
        location=location,
        state=login.state,
        cookie_name=state_cookie_name(login.state),
        cookie_value=login.state,
        cookie_max_age=int(LOGIN_LIFETIME.total_seconds()),
        storage_target=request.storage_target,
    )


def _registration_for(request: LoginRequest, registrations: RegistrationStore) -> Registration:
    """The one active registration that the request means."""
    found = registrations.find(request.issuer, request.client_id)
    active = [registration for registration in found if registration.is_active]
    if len(active) == 1:
        return active[0]
    if active:
        raise LoginError("login_registration_ambiguous", issuer=request.issuer)
    code = found[0].closed_by if found else "registration_unknown"
    raise LoginError(code, issuer=request.issuer, client_id=request.client_id or "")


class _ToolLogin(OIDCLogin[FormRequest, HostConfiguration, NonceOfLogin, BrowserCookies, str]):
    """PyLTI1p3's login, with our own randomness and one registration already chosen."""

    def __init__(self, request: LoginRequest, registration: Registration) -> None:
        parameters = {
            "iss": request.issuer,
            "client_id": registration.client_id,
            "login_hint": request.login_hint,
            "lti_message_hint": request.lti_message_hint,
        }
        super().__init__(
            FormRequest(parameters),
            HostConfiguration(lambda _issuer, _client_id: registration),
            NonceOfLogin(),
            BrowserCookies({}),
        )
        self._asked, self._key = request, registration.key

    def waiting_until(self, expires_at: datetime) -> LoginState:
        """What must be known again when the launch comes."""
        return LoginState(
            state=self.state,
            nonce=self.nonce,
            registration_key=self._key,
            target_link_uri=self._asked.target_link_uri,
            storage_target=self._asked.storage_target,
            expires_at=expires_at,
            deployment_id_hint=self._asked.deployment_id,
        )

    @property
    def state(self) -> str:
        return self._cookie_service.state

    @property
    def nonce(self) -> str:
        return self._session_service.nonce

    def _get_uuid(self) -> str:
        return secrets.token_urlsafe(32)

    def _generate_nonce(self) -> str:
        return secrets.token_urlsafe(32)

    def get_redirect(self, url: str) -> Redirect[str]:
        """PyLTI1p3 appends ``?…`` even to an endpoint that has a query already."""
        endpoint = self._registration.get_auth_login_url() or ""
        joint = "&" if "?" in endpoint else "?"
        return _Location(endpoint + joint + url[len(endpoint) + 1 :])


class _Location(Redirect[str]):
    """An address to go to; the host makes the response."""

    def __init__(self, location: str) -> None:
        self._location = location

    def do_redirect(self) -> str:
        return self._location

    def do_js_redirect(self) -> str:
        return self._location

    def set_redirect_url(self, location: str) -> None:
        self._location = location

    def get_redirect_url(self) -> str:
        return self._location


def _required(parameters: Mapping[str, str], name: str) -> str:
    value = _bounded(parameters, name)
    if not value:
        raise LoginError("login_parameter_missing", parameter=name)
    return value


def _bounded(parameters: Mapping[str, str], name: str, limit: int = _PARAMETER_LIMIT) -> str:
    value = parameters.get(name, "")
    if len(value) > limit or value != shown(value):
        raise LoginError("login_parameter_malformed", parameter=name)
    return value
