"""What the library refuses: one stable code, one HTTP status and safe data for each reason.

The host shows its own page by ``code`` in the reader's language; the sentences here are for
developers. ``data`` never holds a token, a claim about a person, or text that a stranger wrote
beyond the issuer and client_id that somebody registered here.

The reasons follow LTI 1.3 core, sections 5.1.1 and 5.1.3, and the 1EdTech Security Framework
1.0, sections 5.1.1 and 5.1.3. All are 4xx: a wrong launch is never this server's fault. The
platform's key set being unavailable is 424 (Failed Dependency): what the person sent may be
right, but something it depends on failed. A 502 or 503 would count as this server's outage, and
proxies in front of it like to put their own page in the place of ours.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Reason(NamedTuple):
    """HTTP status of a refusal, and what it means to a developer."""

    status: int
    explanation: str


_LOGIN = {
    "login_parameter_missing": Reason(
        400, "The login request lacks iss, login_hint or target_link_uri."
    ),
    "login_parameter_malformed": Reason(
        400, "A parameter of the login request is overlong or has control characters."
    ),
    "login_registration_ambiguous": Reason(
        400, "The issuer has several registrations here and the login request names no client_id."
    ),
}
_SHARED = {
    "registration_unknown": Reason(
        403, "No platform is registered here with this issuer and client_id."
    ),
    "registration_disabled": Reason(403, "The platform's registration is not active."),
    "registration_pending": Reason(
        403, "The platform's registration still waits for an administrator of the tool."
    ),
    "target_link_uri_foreign": Reason(400, "The target_link_uri is not an address of this tool."),
}
_EXCHANGE = {
    "platform_refused": Reason(
        400, "The platform answered the login with an OpenID Connect error and no token."
    ),
    "state_missing": Reason(400, "The launch has no state."),
    "state_unknown": Reason(
        400, "No open login has this state: it was used before, deleted, or never issued."
    ),
    "state_expired": Reason(400, "More time passed between login and launch than is allowed."),
    "state_mismatch": Reason(
        400, "This browser keeps, under the login's name, another state than the launch brought."
    ),
}
_TOKEN = {
    "token_missing": Reason(400, "The launch has no id_token."),
    "token_too_large": Reason(413, "The id_token is larger than 64 KiB."),
    "token_malformed": Reason(
        400, "The id_token is not a signed JSON Web Token whose header and payload are objects."
    ),
    "nonce_missing": Reason(400, "The id_token has no nonce."),
    "nonce_mismatch": Reason(400, "The nonce is not the one that this login was given."),
    "issuer_mismatch": Reason(400, "The id_token's issuer is not the one that began the login."),
    "audience_mismatch": Reason(400, "The id_token is not meant for this tool's client_id."),
    "authorized_party_mismatch": Reason(
        400, "The azp claim is not this tool's client_id, or is absent beside several audiences."
    ),
    "algorithm_refused": Reason(400, "The id_token's alg is not one that is accepted here."),
    "key_id_missing": Reason(400, "The id_token's header has no kid."),
    "key_unknown": Reason(400, "The platform's key set has no usable key with this kid."),
    "signature_wrong": Reason(400, "The id_token's signature does not fit the platform's key."),
    "times_missing": Reason(400, "The id_token lacks exp or iat, or they are no numbers."),
    "token_expired": Reason(400, "The id_token's exp has passed."),
    "token_from_the_future": Reason(
        400, "The id_token's iat or nbf lies ahead of this server's clock."
    ),
    "token_too_old": Reason(400, "The id_token was issued too long ago."),
    "token_lives_too_long": Reason(
        400, "The id_token's exp does not follow its iat within 24 hours."
    ),
}
_MESSAGE = {
    "version_unsupported": Reason(400, "The LTI version claim is absent or is not 1.3.0."),
    "message_type_missing": Reason(400, "The token is no LTI message: it has no message_type."),
    "message_type_unsupported": Reason(400, "This tool does not serve this message_type."),
    "claim_missing": Reason(400, "A claim that LTI requires is absent."),
    "claim_malformed": Reason(400, "A claim has a type or a value that LTI does not allow."),
    "target_link_uri_mismatch": Reason(
        400, "The launch goes to another target_link_uri than the login named."
    ),
    "deployment_mismatch": Reason(
        400, "The launch names another deployment than the login's lti_deployment_id."
    ),
    "deep_linking_unsupported": Reason(
        400, "The platform takes no LTI resource links here, or names no presentation target."
    ),
}
_KEYS = {
    "platform_keys_unavailable": Reason(
        424, "The platform's key set could not be fetched in time, or is no key set."
    ),
}
_REGISTRATION = {
    "registration_address_missing": Reason(
        400, "The platform opened the registration page without openid_configuration."
    ),
    "registration_address_refused": Reason(
        400, "An address that the platform names is not public, not https, or malformed."
    ),
    "registration_platform_unreachable": Reason(
        424, "The platform's host is unknown, or did not answer with HTTP."
    ),
    "registration_platform_too_slow": Reason(424, "The platform did not answer whole in time."),
    "registration_platform_redirects": Reason(
        424, "The platform answered with a redirect, which is not followed."
    ),
    "registration_answer_too_large": Reason(
        424, "The platform's answer is larger than is accepted."
    ),
    "registration_answer_no_json": Reason(
        424, "The platform answered something that is no JSON object, such as a page."
    ),
    "registration_platform_failed": Reason(
        424, "The platform answered with an error of its own, or with a status that means none."
    ),
    "registration_token_refused": Reason(
        400, "The platform does not accept its registration token: used, expired or another's."
    ),
    "registration_refused": Reason(400, "The platform refused the registration request."),
    "registration_configuration_malformed": Reason(
        400, "The platform's configuration lacks something, or holds what cannot be meant."
    ),
    "registration_issuer_foreign": Reason(
        400, "The configuration names an issuer that its own address does not belong to."
    ),
    "registration_not_offered": Reason(
        400, "The platform's configuration names no registration endpoint."
    ),
    "registration_answer_malformed": Reason(
        400, "The platform's registration response has no usable client_id."
    ),
}

_SERVICES = {
    "service_unreachable": Reason(424, "The platform's service did not answer in time."),
    "service_failing": Reason(424, "The platform's service answered with an error of its own."),
    "service_throttled": Reason(424, "The platform asks for fewer requests."),
    "service_unauthorized": Reason(424, "The service does not accept the access token."),
    "service_forbidden": Reason(424, "The access token does not open this service."),
    "service_not_found": Reason(424, "The platform no longer has what was asked for."),
    "service_conflict": Reason(424, "The platform holds something newer than what was sent."),
    "service_rejected": Reason(424, "The service does not take the request."),
    "service_malformed": Reason(424, "The service's answer is not what its specification says."),
    "service_endless": Reason(424, "The service's pages repeat themselves or never end."),
    "service_address_refused": Reason(
        424, "The platform names an address for its service that may not be asked from here."
    ),
    "scope_missing": Reason(424, "The platform has not given this tool the service's scope."),
    "token_refused": Reason(424, "The platform's token endpoint gives no access token."),
}

CODES: Mapping[str, Reason] = {
    **_LOGIN,
    **_SHARED,
    **_EXCHANGE,
    **_TOKEN,
    **_MESSAGE,
    **_KEYS,
    **_SERVICES,
    **_REGISTRATION,
}
"""Every code of the library, so that the host can prove it has a text for each."""


class LtiError(Exception):
    """A login, a launch or a platform that cannot be accepted.

    ``data`` holds plain values without personal data: ``claim``, ``parameter``, ``issuer``,
    ``client_id``, ``jwks_uri``, ``error``, ``why``, ``member``, ``status``.
    """

    def __init__(self, code: str, **data: str | int) -> None:
        self.status, self.explanation = CODES[code]
        self.code = code
        self.data = data
        super().__init__(code)


class LoginError(LtiError):
    """The login request is refused; nothing was stored."""


class LaunchError(LtiError):
    """The launch is refused; its login is used up."""


class PlatformKeysError(LtiError):
    """The platform's public keys cannot be had now."""


class ServiceError(LtiError):
    """A service of a platform did not do what was asked of it.

    ``answered`` is the HTTP status, None where no answer came. ``retry_after`` is in seconds,
    None where the platform says nothing.
    """

    def __init__(
        self,
        code: str,
        *,
        answered: int | None = None,
        retry_after: float | None = None,
        **data: str | int,
    ) -> None:
        super().__init__(code, **data)
        self.answered = answered
        self.retry_after = retry_after

    @property
    def is_temporary(self) -> bool:
        """Whether the very same request may succeed later, without anybody mending anything."""
        return self.code in {"service_unreachable", "service_failing", "service_throttled"}


class RegistrationError(LtiError):
    """A platform and this tool could not be registered with each other; nothing came of it."""
