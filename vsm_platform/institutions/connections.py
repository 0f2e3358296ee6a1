"""This process's way to the LMSs' services: connections, access tokens, and who signs for them.

Made once for a process (``init_connections``). Nothing here runs inside a unit of work: a request
to an LMS takes seconds, and on SQLite nothing may hold the one write lock meanwhile.
"""

from flask import Flask, current_app
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from lti import ports
from lti.services.connector import PlatformConnector
from lti.services.http import Connections
from lti.services.probe import MeasuredConnections
from lti.services.safe_addresses import AddressRule
from lti.services.tokens import AccessTokens
from lti.tool_keys import ToolKey
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.actions.tool_keys import do_ensure_signing_key
from vsm_platform.institutions.models import CachedAccessToken
from vsm_platform.institutions.queries.tool_keys import signing_key
from vsm_platform.institutions.stores import RegistrationStore

_TOKENS = table_of(CachedAccessToken)
_EXTENSION = "vsm_lms_connections"


class TokenStore:
    """Access tokens in the database, closed by the vault (``lti.ports.TokenCache``)."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def get(self, key: str) -> ports.AccessToken | None:
        query = select(_TOKENS.c.closed_token, _TOKENS.c.expires_at).where(_TOKENS.c.key == key)
        with self._database.statements(writes=False) as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.expires_at <= clock.now():
            return None
        return ports.AccessToken(key, self._vault.open(row.closed_token), row.expires_at)

    def put(self, token: ports.AccessToken) -> None:
        dialect = sqlite if self._database.engine.dialect.name == "sqlite" else postgresql
        values = {
            "key": token.key,
            "closed_token": self._vault.close(token.token),
            "expires_at": token.expires_at,
        }
        added = dialect.insert(_TOKENS).values(values)
        kept = {name: added.excluded[name] for name in ("closed_token", "expires_at")}
        statement = added.on_conflict_do_update(index_elements=[_TOKENS.c.key], set_=kept)
        with self._database.statements(writes=True) as connection:
            connection.execute(delete(_TOKENS).where(_TOKENS.c.expires_at <= clock.now()))
            connection.execute(statement)

    def drop(self, key: str) -> None:
        with self._database.statements(writes=True) as connection:
            connection.execute(delete(_TOKENS).where(_TOKENS.c.key == key))


class LmsConnections:
    """Gives a connector for each registration; safe in threads."""

    def __init__(self, database: Database, vault: Vault, rule: AddressRule) -> None:
        self._database = database
        self._vault = vault
        self._rule = rule
        self._connections = Connections(rule)
        store = TokenStore(database, vault)
        self._tokens = AccessTokens(self._connections, self._signing_key, clock.now, store)

    def connector(self, registration_id: int) -> PlatformConnector:
        """The way to the services of an LMS.

        Raises:
            NotFound: there is no such registration.
        """
        registration = self._registration(registration_id)
        return PlatformConnector(registration, self._tokens, self._connections)

    def measuring(self, total_seconds: float) -> MeasuredConnections:
        """Connections for one test, which end with its time; the caller closes them."""
        return MeasuredConnections(total_seconds, clock.now, self._rule)

    def for_a_test(
        self, registration_id: int, connections: MeasuredConnections
    ) -> PlatformConnector:
        """A way that asks everything anew and once, and keeps no token of it.

        Raises:
            NotFound: there is no such registration.
        """
        registration = self._registration(registration_id)
        tokens = AccessTokens(connections, self._signing_key, clock.now)
        return PlatformConnector(registration, tokens, connections, reading_tries=1)

    def _registration(self, registration_id: int) -> ports.Registration:
        registration = RegistrationStore(self._database).get(registration_id)
        if registration is None:
            raise NotFound
        return registration

    def _signing_key(self) -> ToolKey:
        with self._database.unit_of_work(writes=False) as session:
            key = signing_key(session, self._vault)
        if key:
            return key
        with self._database.unit_of_work(writes=True) as session:
            do_ensure_signing_key(session, self._vault)
            session.flush()
            made = signing_key(session, self._vault)
        if made is None:
            raise RuntimeError("no signing key could be made")
        return made


def init_connections(app: Flask) -> None:
    """Give the application its way to the LMSs."""
    rule = AddressRule(loopback=app.config["SETTINGS"].accepts_loopback)
    app.extensions[_EXTENSION] = LmsConnections(
        app.extensions["vsm_database"], app.extensions["vsm_vault"], rule
    )


def lms_connections() -> LmsConnections:
    """The running application's way to the LMSs."""
    found: LmsConnections = current_app.extensions[_EXTENSION]
    return found
