"""What the library needs from its host: what must be stored, and by which rules.

The protocols stand between ``lti`` and a database: the library knows neither the one nor the
framework around it. Every method is called at most once in a login or launch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

Clock = Callable[[], datetime]
"""Gives the present instant, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A platform and this tool, registered with each other (Security Framework, 5.1.1).

    ``key`` is the host's own. ``token_audience`` is None where the token endpoint's address is
    the audience. One that is not active is found all the same, so that the person is told so.
    """

    key: int
    issuer: str
    client_id: str
    authorization_endpoint: str
    token_endpoint: str
    token_audience: str | None
    jwks_uri: str
    product_family_code: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Deployment:
    """One use of a registration, as a rule by one institution (LTI 1.3 core, 3.1.3)."""

    key: int
    deployment_id: str


@dataclass(frozen=True, slots=True)
class LoginState:
    """A login that waits for its launch.

    ``deployment_id_hint`` is the login's ``lti_deployment_id``, which the launch must repeat.
    ``storage_target`` names the frame that keeps data for the tool (platform storage).
    """

    state: str
    nonce: str
    registration_key: int
    target_link_uri: str
    storage_target: str | None
    expires_at: datetime
    deployment_id_hint: str | None


@dataclass(frozen=True, slots=True)
class CachedKeySet:
    """A platform's key set as text: a JSON object with ``keys``, public members only."""

    jwks_uri: str
    document: str
    fetched_at: datetime
    fresh_until: datetime


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A platform's access token; ``key`` stands for token address, client_id and scopes."""

    key: str
    token: str = field(repr=False)
    expires_at: datetime


class RegistrationStore(Protocol):
    """The platforms registered here, active and not."""

    def find(self, issuer: str, client_id: str | None) -> Sequence[Registration]:
        """Those of this issuer, compared exactly; of this client_id where one is given."""
        ...

    def get(self, key: int) -> Registration | None:
        """The one that a login's ``registration_key`` names."""
        ...


class LoginStore(Protocol):
    """The logins whose launch is still to come."""

    def save(self, login: LoginState) -> None: ...

    def find(self, state: str) -> LoginState | None:
        """The waiting login of this state, left as it is."""
        ...

    def consume(self, state: str) -> LoginState | None:
        """Take the waiting login away: of two callers at once, only one may be given it.

        The store should commit at once: what follows may wait seconds for the platform's keys,
        and a refused launch must not give the login back.
        """
        ...


class KeySetCache(Protocol):
    """Platforms' key sets shared by all processes of the host, and kept over restarts."""

    def get(self, jwks_uri: str) -> CachedKeySet | None: ...

    def put(self, key_set: CachedKeySet) -> None: ...


class TokenCache(Protocol):
    """Access tokens shared by all processes of the host; they open services, so keep them closed."""

    def get(self, key: str) -> AccessToken | None: ...

    def put(self, token: AccessToken) -> None: ...

    def drop(self, key: str) -> None: ...
