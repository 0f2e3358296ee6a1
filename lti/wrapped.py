"""PyLTI1p3's framework-neutral pieces, filled with what this library and its host have.

PyLTI1p3 2.0.0 asks for a request, cookies, a session and a tool configuration; here each is a
small view of plain values, made for one login or launch and thrown away with it. Nothing of
PyLTI1p3 is patched. Why it is wrapped so: ``docs/decisions/0002-pylti1p3-wrapped.md``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pylti1p3.cookie import CookieService
from pylti1p3.deployment import Deployment
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config.abstract import ToolConfAbstract

from lti import ports


class FormRequest(Request):
    """The parameters of one request, whether they came by GET or POST."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self._parameters = parameters

    def is_secure(self) -> bool:
        return True

    def get_param(self, key: str) -> str:
        return self._parameters.get(key, "")


class BrowserCookies(CookieService):
    """The cookies that came, and the one state cookie that the host is to set."""

    def __init__(self, received: Mapping[str, str]) -> None:
        self._received = received
        self.state = ""

    def get_cookie(self, name: str) -> str | None:
        return self._received.get(name)

    def set_cookie(self, name: str, _value: str | int, _exp: int | None = 3600) -> None:
        self.state = name


class NonceOfLogin(SessionService):
    """The one nonce that belongs to one state; the host's login store keeps both together."""

    def __init__(self, nonce: str = "") -> None:
        # The base class would keep nonces in a framework's session, which there is none of.
        self.nonce = nonce

    def save_nonce(self, nonce: str) -> None:
        self.nonce = nonce

    def check_nonce(self, nonce: str) -> bool:
        return nonce == self.nonce


class WrappedRegistration(Registration):
    """A registration as PyLTI1p3 knows it, and the host's record of it."""

    def __init__(self, record: ports.Registration) -> None:
        self.record = record
        self.set_issuer(record.issuer)
        self.set_client_id(record.client_id)
        self.set_auth_login_url(record.authorization_endpoint)
        self.set_auth_token_url(record.token_endpoint)
        self.set_key_set_url(record.jwks_uri)


FindRegistration = Callable[[str, str], ports.Registration]


class HostConfiguration(ToolConfAbstract[FormRequest]):
    """The host's registrations: found by issuer and client_id together, always.

    PyLTI1p3 asks for a deployment only whether it is known. Here one that the platform's
    signature vouches for passes: whether it is approved is the host's question, which shows a
    page of its own for a deployment that is still to be approved.
    """

    def __init__(self, find: FindRegistration) -> None:
        self.issuers_relation_types = {}
        self._find = find

    def check_iss_has_one_client(self, _issuer: str) -> bool:
        return False

    def check_iss_has_many_clients(self, _issuer: str) -> bool:
        return True

    def find_registration_by_issuer(self, iss: str, *_args: Any, **_values: Any) -> Registration:
        raise NotImplementedError(f"an issuer alone identifies nobody: {iss}")

    def find_registration_by_params(
        self, iss: str, client_id: str, *_args: Any, **_values: Any
    ) -> WrappedRegistration:
        return WrappedRegistration(self._find(iss, client_id))

    def find_deployment(self, _issuer: str, _deployment_id: str) -> Deployment | None:
        raise NotImplementedError("an issuer alone identifies nobody")

    def find_deployment_by_params(
        self,
        iss: str,  # noqa: ARG002 (PyLTI1p3 gives it by name or place)
        deployment_id: str,
        client_id: str,  # noqa: ARG002 (as above)
        *_args: Any,
        **_values: Any,
    ) -> Deployment | None:
        return Deployment().set_deployment_id(deployment_id)
