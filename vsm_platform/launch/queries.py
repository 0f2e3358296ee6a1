"""Our own addresses, the visit behind a request, and the page that a placed link means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from lti.keys import PlatformKeySets
from lti.launch import Launch, peek_login
from lti.login import state_cookie_name
from vsm_platform.accounts.api import Person, SignIn
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import is_placeable
from vsm_platform.institutions.api import LtiStores
from vsm_platform.web.cookies import KeptKeys
from vsm_platform.web.room import database

PAGE_PARAMETER = "exchange_page"
"""The custom parameter with a placed link's page, for LMSs that launch all links to one address."""
_PAGE_PATH = re.compile(r"/exchanges/([1-9][0-9]{0,8})/[a-z0-9/-]{0,200}")


def public_url() -> str:
    """Scheme, host and port under which the LMSs know us."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url


def launch_url() -> str:
    """The one redirect_uri that we register with every LMS."""
    return f"{public_url()}/lti/launch"


def is_own_address(address: str) -> bool:
    """Whether an address is a page of ours."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" == public_url()


def platform_keys() -> PlatformKeySets:
    """The key sets of the LMSs that this process has read."""
    kept: PlatformKeySets = current_app.extensions.setdefault(
        "vsm_platform_keys", PlatformKeySets(clock.now)
    )
    return kept


class ShownColumns:
    """Columns that launches have shown, so that a launch that shows nothing new costs nothing."""

    LIMIT = 10_000

    def __init__(self) -> None:
        self._seen: dict[object, None] = {}

    def __contains__(self, shown: object) -> bool:
        return shown in self._seen

    def add(self, shown: object) -> None:
        """Remember one; the oldest is forgotten, and costs a select when it is shown again."""
        if len(self._seen) >= self.LIMIT:
            self._seen.pop(next(iter(self._seen)), None)
        self._seen[shown] = None


def shown_columns() -> ShownColumns:
    """The columns that this process has seen in launches."""
    kept: ShownColumns = current_app.extensions.setdefault("vsm_shown_columns", ShownColumns())
    return kept


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as browsers compare origins."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def form_token(person_id: int) -> str:
    """What the forms of a person's pages prove by (Flask-WTF signs it with the time).

    It is the same in all visits: two frames of one page launch at the same moment, and whichever
    comes last must not make the other's forms stale. Another person's is another, unguessably.
    """
    signer = _form_tokens(current_app.config["SECRET_KEY"])
    return signer.get_signature(str(person_id)).decode()


@cache
def _form_tokens(secret_key: str) -> KeptKeys:
    return KeptKeys(secret_key, salt="form token", digest_method=sha256)


@dataclass(frozen=True, slots=True)
class StorageRequest:
    """What a page's script asks the platform to keep or to give back (LTI Platform Storage)."""

    target: str
    """Name of the platform's frame that answers, or ``_parent``."""
    origin: str
    """The only origin that the answer may come from: the authorization endpoint's."""
    state: str

    @property
    def key(self) -> str:
        return f"lti-state-{self.state[-12:]}"


def storage_to_ask(form: Mapping[str, str], cookies: Mapping[str, str]) -> StorageRequest | None:
    """The platform's storage, where it offers one and this browser brought no state cookie."""
    state = form.get("state", "")
    if cookies.get(state_cookie_name(state)) == state:
        return None
    stores = LtiStores.of(database())
    login = peek_login(form, stores.logins)
    if login is None or login.storage_target is None:
        return None
    registration = stores.registrations.get(login.registration_key)
    if registration is None:
        return None
    origin = origin_of(registration.authorization_endpoint)
    return StorageRequest(login.storage_target, origin, login.state)


def visit_and_person(session: Session, viewer: Viewer) -> tuple[SignIn, Person]:
    """The visit that a launch began, and its person."""
    query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id)
    visit, person = session.execute(query.where(SignIn.id == viewer.sign_in_id)).one()
    return visit, person


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """The page of an exchange that a placed link leads to, as the LMS says."""

    exchange_id: int
    path: str


def placed_page(launch: Launch) -> PlacedPage | None:
    """The page that the clicked link stands for; None for a link to the exchange as a whole."""
    target = urlsplit(launch.target_link_uri).path
    return page_at(target) or page_at(launch.custom.get(PAGE_PARAMETER, ""))


def page_at(path: str) -> PlacedPage | None:
    """A path that a placed link may have; whether there is such a page is another question."""
    found = _PAGE_PATH.fullmatch(path)
    return PlacedPage(int(found[1]), path) if found else None


def landing_path(session: Session, exchange_id: int, placed: PlacedPage | None) -> str:
    """Where people of an exchange land: on the page that was placed, else on the course home.

    A link to another exchange, or to a page that is gone, leads to the home of the exchange that
    the course belongs to. Only placed links ask anything of the database.
    """
    home = f"/exchanges/{exchange_id}/"
    if placed is None or placed.exchange_id != exchange_id or placed.path == home:
        return home
    return placed.path if is_placeable(session, exchange_id, placed.path) else home
