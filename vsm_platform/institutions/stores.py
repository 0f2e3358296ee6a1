"""The database behind ``lti``'s ports: registrations, logins and platform key sets.

Each call is a unit of work of its own: a login is used up by the launch that names it even
when that launch is then refused, and a key set is kept even when the token was wrong.

This is the hot path of every launch, so the statements are built once, on tables instead of
mapped classes.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from lti import ports
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.sessions import Bare
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.models import Login, PlatformKeySet, Registration, State

_REGISTRATIONS = table_of(Registration).c
_LOGINS = table_of(Login)
_KEY_SETS = table_of(PlatformKeySet)

_REGISTRATION = select(
    _REGISTRATIONS.id,
    _REGISTRATIONS.issuer,
    _REGISTRATIONS.client_id,
    _REGISTRATIONS.authorization_endpoint,
    _REGISTRATIONS.token_endpoint,
    _REGISTRATIONS.token_audience,
    _REGISTRATIONS.jwks_uri,
    _REGISTRATIONS.platform,
    _REGISTRATIONS.state,
)
_BY_KEY = Prepared(_REGISTRATION.where(_REGISTRATIONS.id == bindparam("key")))
_BY_ISSUER = _REGISTRATION.where(_REGISTRATIONS.issuer == bindparam("issuer")).order_by(
    _REGISTRATIONS.id
)
_BY_CLIENT = _BY_ISSUER.where(_REGISTRATIONS.client_id == bindparam("client_id"))


class RegistrationStore:
    """Finds the LMSs that are registered here, disabled ones too; made anew for each request."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: dict[int, ports.Registration] = {}

    def read_ahead(self, connection: Bare, key: int) -> None:
        """Read the one with this key within a transaction that is open already."""
        row = _BY_KEY.one_or_none(connection, {"key": key})
        if row:
            self._read[key] = _as_registration(row)

    def find(self, issuer: str, client_id: str | None) -> Sequence[ports.Registration]:
        """Those of this issuer, and of this client_id where one is given.

        A login needs them only to answer; the launch that follows reads its own anew.
        """
        if not _is_text(issuer, client_id or ""):
            return []
        memory, key = self._database.memory, ("registrations", issuer, client_id)
        known: list[ports.Registration] | None = memory.recall(key)
        if known:
            return known
        found = self._found(issuer, client_id)
        # What strangers ask for in vain is not kept: it would have no end.
        if found:
            memory.keep(key, found)
        return found

    def _found(self, issuer: str, client_id: str | None) -> list[ports.Registration]:
        query = _BY_ISSUER if client_id is None else _BY_CLIENT
        values = {"issuer": issuer, "client_id": client_id}
        with self._database.statements(writes=False) as connection:
            return [_as_registration(row) for row in connection.execute(query, values)]

    def get(self, key: int) -> ports.Registration | None:
        """The one with this key."""
        if key in self._read:
            return self._read[key]
        with self._database.prepared(writes=False) as connection:
            row = _BY_KEY.one_or_none(connection, {"key": key})
        return _as_registration(row) if row else None


def _as_registration(row: Any) -> ports.Registration:
    return ports.Registration(
        key=row.id,
        issuer=row.issuer,
        client_id=row.client_id,
        authorization_endpoint=row.authorization_endpoint,
        token_endpoint=row.token_endpoint,
        token_audience=row.token_audience or None,
        jwks_uri=row.jwks_uri,
        product_family_code=row.platform,
        is_active=row.state == State.ACTIVE,
        is_pending=row.state == State.PENDING,
    )


CLEANING_INTERVAL = 50
"""Every so many logins of this process, old ones are removed in passing."""
CLEANING_BATCH = 500
"""At most so many at a time, so that no login waits long for it."""
CLEANING_AGE = timedelta(minutes=30)
"""How long an expired login stays, so that a late launch is told that it came too late."""

_LOGIN_BY_STATE = Prepared(select(*_LOGINS.c).where(_LOGINS.c.state == bindparam("sought")))
_SAVE_LOGIN = Prepared(insert(_LOGINS))
_CONSUME = Prepared(
    delete(_LOGINS).where(_LOGINS.c.state == bindparam("sought")).returning(*_LOGINS.c)
)
_CLEAN = Prepared(
    delete(_LOGINS).where(
        _LOGINS.c.state.in_(
            select(_LOGINS.c.state)
            .where(_LOGINS.c.expires_at < bindparam("before"))
            .order_by(_LOGINS.c.expires_at)
            .limit(CLEANING_BATCH)
        )
    )
)


_saved_logins = count(1)


class LoginStore:
    """The logins whose launch is still to come; each is given out once.

    Whoever takes a login asks for its registration next, which is read in the same transaction.
    """

    def __init__(self, database: Database, registrations: RegistrationStore) -> None:
        self._database = database
        self._registrations = registrations

    def save(self, login: ports.LoginState) -> None:
        values = {
            "state": login.state,
            "nonce": login.nonce,
            "registration_id": login.registration_key,
            "target_link_uri": login.target_link_uri,
            "storage_target": login.storage_target,
            "deployment_id_hint": login.deployment_id_hint,
            "expires_at": login.expires_at,
        }
        with self._database.prepared(writes=True) as connection:
            _SAVE_LOGIN.all(connection, values)
            if next(_saved_logins) % CLEANING_INTERVAL == 0:
                _CLEAN.all(connection, {"before": clock.now() - CLEANING_AGE})

    def find(self, state: str) -> ports.LoginState | None:
        """The waiting login of this state, left as it is; it may have expired."""
        if not _is_text(state):
            return None
        with self._database.prepared(writes=False) as connection:
            row = _LOGIN_BY_STATE.one_or_none(connection, {"sought": state})
        return _as_login(row) if row else None

    def consume(self, state: str) -> ports.LoginState | None:
        """Take the login away; of two callers at once, the database gives it to one."""
        if not _is_text(state):
            return None
        with self._database.prepared(writes=True) as connection:
            row = _CONSUME.one_or_none(connection, {"sought": state})
            if row:
                self._registrations.read_ahead(connection, row.registration_id)
        return _as_login(row) if row else None


def _as_login(row: Any) -> ports.LoginState:
    return ports.LoginState(
        state=row.state,
        nonce=row.nonce,
        registration_key=row.registration_id,
        target_link_uri=row.target_link_uri,
        storage_target=row.storage_target,
        expires_at=row.expires_at,
        deployment_id_hint=row.deployment_id_hint,
    )


_KEY_SET = select(*_KEY_SETS.c).where(_KEY_SETS.c.jwks_uri == bindparam("address"))


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(_KEY_SETS)
    kept = ("document", "fetched_at", "fresh_until")
    return statement.on_conflict_do_update(
        index_elements=[_KEY_SETS.c.jwks_uri],
        set_={name: statement.excluded[name] for name in kept},
    )


_KEEP_KEY_SET = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


class KeySetCache:
    """Platforms' key sets, shared by all processes and kept over restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, jwks_uri: str) -> ports.CachedKeySet | None:
        with self._database.statements(writes=False) as connection:
            row = connection.execute(_KEY_SET, {"address": jwks_uri}).one_or_none()
        if row is None:
            return None
        return ports.CachedKeySet(row.jwks_uri, row.document, row.fetched_at, row.fresh_until)

    def put(self, key_set: ports.CachedKeySet) -> None:
        values = {
            "jwks_uri": key_set.jwks_uri,
            "document": key_set.document,
            "fetched_at": key_set.fetched_at,
            "fresh_until": key_set.fresh_until,
        }
        statement = _KEEP_KEY_SET[self._database.engine.dialect.name]
        with self._database.statements(writes=True) as connection:
            connection.execute(statement, values)


def _is_text(*values: str) -> bool:
    """Whether PostgreSQL can look for it: no text of its holds the character NUL."""
    return not any("\0" in value for value in values)
