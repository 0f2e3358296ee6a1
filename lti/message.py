"""One LTI message on its way through PyLTI1p3's steps, each of them made strict.

``MessageLaunch.validate`` sets the order: state, form of the token, nonce, registration,
signature, deployment, message, end. A step that is right as far as it goes is called and then
added to; one that trusts too much is replaced. LTI 1.3 core, 5.1.3 and 5.3; Security Framework
1.0, 5.1.1.4 to 5.1.3. Why so: ``docs/decisions/0002-pylti1p3-wrapped.md``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, cast

import requests
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch

from lti import claims, ports
from lti.addresses import same_address
from lti.errors import LaunchError
from lti.keys import PlatformKeySets
from lti.login import state_cookie_name
from lti.reading import ClaimReader
from lti.token import TOKEN_LIMIT, check_parties, check_signature, check_times, signing_key_name
from lti.wrapped import BrowserCookies, FormRequest, HostConfiguration, NonceOfLogin

LTI_VERSION: Final = "1.3.0"
STATE_FORM: Final = re.compile(r"state-[A-Za-z0-9_-]{43}")
_UNUSED_CONNECTIONS: Final = requests.Session()
"""PyLTI1p3 would make one for every launch, and never need it: ``lti.keys`` fetches key sets."""


class MessageType(StrEnum):
    """The messages that this tool serves."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"


class Binding(StrEnum):
    """How this browser was shown to be the one that began the login.

    With NONE, somebody may have made this browser post a launch of their own: the host must let
    the person confirm who they are before it opens a session.
    """

    COOKIE = "cookie"
    STORAGE = "storage"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class LaunchHost:
    """What the host lends to the validation of one launch."""

    registrations: ports.RegistrationStore
    logins: ports.LoginStore
    key_sets: PlatformKeySets
    key_set_cache: ports.KeySetCache
    clock: ports.Clock
    is_own_address: Callable[[str], bool]


class ToolMessage(MessageLaunch[FormRequest, HostConfiguration, NonceOfLogin, BrowserCookies]):
    """The message of one form post; ``validate`` raises ``LtiError`` or leaves it verified."""

    login: ports.LoginState
    registration: ports.Registration
    binding: Binding
    resource_link: claims.ResourceLink | None = None
    deep_linking: claims.DeepLinkingSettings | None = None

    def __init__(
        self,
        form: Mapping[str, str],
        cookies: Mapping[str, str],
        stored_state: str | None,
        host: LaunchHost,
    ) -> None:
        super().__init__(
            FormRequest(form),
            HostConfiguration(lambda _issuer, _client_id: self.registration),
            NonceOfLogin(),
            BrowserCookies(cookies),
            requests_session=_UNUSED_CONNECTIONS,
        )
        self._stored_state = stored_state
        self._host = host
        self.claims = ClaimReader({})

    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    def get_client_id(self) -> str:
        """Ours, wherever it stands among the audiences (PyLTI1p3 takes the first)."""
        return self.registration.client_id

    def validate_state(self) -> "ToolMessage":
        """Take the login of this state away, and see whether this browser began it."""
        state = self._get_request_param("state")
        if not state:
            raise LaunchError("state_missing")
        login = self._host.logins.consume(state) if STATE_FORM.fullmatch(state) else None
        if login is None:
            raise LaunchError("state_unknown")
        if self._host.clock() >= login.expires_at:
            raise LaunchError("state_expired")
        self.login = login
        self.binding = self._bound_by(state)
        self._session_service.save_nonce(login.nonce)
        return self

    def validate_jwt_format(self) -> "ToolMessage":
        """Decode the token, if it is of a size and shape worth decoding."""
        token = self._get_request_param("id_token")
        if not token:
            raise LaunchError("token_missing")
        if len(token) > TOKEN_LIMIT:
            raise LaunchError("token_too_large")
        try:
            super().validate_jwt_format()
        except LtiException:
            # The cause would carry parts of the token into logs.
            raise LaunchError("token_malformed") from None
        parts = cast("dict[str, Any]", self._jwt)
        if not isinstance(parts["header"], dict) or not isinstance(parts["body"], dict):
            raise LaunchError("token_malformed")
        self.claims = ClaimReader(parts["body"])
        return self

    def validate_nonce(self) -> "ToolMessage":
        """The nonce that was made together with this state, and no other."""
        if not self.claims.values.get("nonce"):
            raise LaunchError("nonce_missing")
        try:
            super().validate_nonce()
        except LtiException:
            raise LaunchError("nonce_mismatch") from None
        return self

    def validate_registration(self) -> "ToolMessage":
        """Issuer and audience are those of the registration that began the login."""
        registration = self._host.registrations.get(self.login.registration_key)
        if registration is None:
            raise LaunchError("registration_unknown")
        if registration.closed_by:
            raise LaunchError(registration.closed_by, issuer=registration.issuer)
        self.registration = registration
        check_parties(self.claims, registration)
        super().validate_registration()
        return self

    def validate_jwt_signature(self) -> "ToolMessage":
        """Verify with a key that was parsed before; PyLTI1p3 parses it anew for each launch."""
        kid, algorithm = signing_key_name(cast("dict[str, Any]", self._jwt["header"]))
        keys = self._host.key_sets.find(self.registration.jwks_uri, kid, self._host.key_set_cache)
        check_signature(self._get_id_token(), algorithm, keys)
        check_times(self.claims, self._host.clock())
        return self

    def validate_deployment(self) -> "ToolMessage":
        """An LTI message, from the deployment that the login named, if it named one."""
        self._check_kind()
        deployment_id = self.claims.identifier(claims.DEPLOYMENT_ID)
        if self.login.deployment_id_hint not in (None, deployment_id):
            raise LaunchError("deployment_mismatch")
        super().validate_deployment()
        return self

    def validate_message(self) -> "ToolMessage":
        """What every message of its type must say."""
        self.claims.identifier("sub")
        self.claims.required_texts(claims.ROLES)
        self._check_target()
        if self.message_type is MessageType.RESOURCE_LINK:
            self.resource_link = claims.ResourceLink.read(self.claims)
        else:
            self.deep_linking = claims.DeepLinkingSettings.read(self.claims)
        try:
            super().validate_message()
        except LtiException:
            raise LaunchError("deep_linking_unsupported") from None
        return self

    def save_launch_data(self) -> "ToolMessage":
        """The host keeps what it needs of a launch; nothing is stored here."""
        return self

    @property
    def message_type(self) -> MessageType:
        return MessageType(self.claims.values[claims.MESSAGE_TYPE])

    def _bound_by(self, state: str) -> Binding:
        cookie = self._cookie_service.get_cookie(state_cookie_name(state))
        kept = cookie if cookie is not None else self._stored_state
        if kept is None:
            return Binding.NONE
        if kept != state:
            raise LaunchError("state_mismatch")
        return Binding.STORAGE if cookie is None else Binding.COOKIE

    def _check_kind(self) -> None:
        kind = self.claims.values.get(claims.MESSAGE_TYPE)
        if not kind:
            raise LaunchError("message_type_missing")
        if self.claims.values.get(claims.VERSION) != LTI_VERSION:
            raise LaunchError("version_unsupported")
        if kind not in list(MessageType):
            raise LaunchError("message_type_unsupported")

    def _check_target(self) -> None:
        """Where the login said, which was seen to be one of our places.

        A deep linking request need not say where it goes (Deep Linking 2.0, 4.4).
        """
        if (
            self.message_type is MessageType.DEEP_LINKING
            and self.claims.values.get(claims.TARGET_LINK_URI) is None
        ):
            return
        target = self.claims.required_address(claims.TARGET_LINK_URI)
        if not same_address(target, self.login.target_link_uri):
            is_own = self._host.is_own_address(target)
            raise LaunchError("target_link_uri_mismatch" if is_own else "target_link_uri_foreign")
