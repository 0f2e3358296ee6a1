"""The application: wires the rooms together, nothing clever."""

import sys
from urllib.parse import urlsplit

from flask import Flask, Request
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import vsm_platform.accounts.routes
import vsm_platform.admissions.routes
import vsm_platform.alliances.routes
import vsm_platform.availability.routes
import vsm_platform.content.assignments.routes
import vsm_platform.content.cartridges.api
import vsm_platform.content.cartridges.routes
import vsm_platform.content.files.routes
import vsm_platform.content.meetings.api
import vsm_platform.content.meetings.routes
import vsm_platform.content.modules.routes
import vsm_platform.content.scheduling.api
import vsm_platform.content.scheduling.routes
import vsm_platform.credentials.api
import vsm_platform.credentials.routes
import vsm_platform.discussion.api
import vsm_platform.discussion.routes
import vsm_platform.evaluation.api
import vsm_platform.evaluation.routes
import vsm_platform.exchanges.routes
import vsm_platform.faculty.routes
import vsm_platform.formation.api
import vsm_platform.formation.routes
import vsm_platform.grading.api
import vsm_platform.grading.routes
import vsm_platform.health.routes
import vsm_platform.home.routes
import vsm_platform.institutions.routes
import vsm_platform.invitations.routes
import vsm_platform.launch.deep_linking.routes
import vsm_platform.launch.routes
import vsm_platform.live.api
import vsm_platform.live.routes
import vsm_platform.mail.routes
import vsm_platform.offices.routes
import vsm_platform.surveys.api
import vsm_platform.surveys.routes
import vsm_platform.teams.api
import vsm_platform.teams.routes
import vsm_platform.web.routes
from config import Settings, load_settings
from vsm_platform.accounts.api import (
    ERASURE,
    SIGN_IN_CODE,
    erase_person,
    first_visits,
    load_viewer,
    load_viewer_by_launch_token,
    person_names,
    send_sign_in_code,
)
from vsm_platform.admissions.api import CARE, look_after
from vsm_platform.content.files.api import HANDLERS as FILE_HANDLERS
from vsm_platform.content.files.api import init_files
from vsm_platform.core.courier import Courier, Handler, Outcome
from vsm_platform.core.db import make_engine
from vsm_platform.core.logs import configure_logs
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import ROSTER_DELIVERIES, read_roster
from vsm_platform.institutions.api import frame_ancestors, init_connections
from vsm_platform.invitations.api import INVITATION_LETTERS, send_letters
from vsm_platform.mail.api import LETTER, send_letter
from vsm_platform.web.compression import init_compression
from vsm_platform.web.cookies import SessionCookies
from vsm_platform.web.error_pages import init_error_pages
from vsm_platform.web.headers import init_headers
from vsm_platform.web.languages import init_languages
from vsm_platform.web.live import init_live
from vsm_platform.web.rules import LazyRule
from vsm_platform.web.templating import JINJA_OPTIONS, init_templating
from vsm_platform.wiring import wire_rooms

ROOMS = (
    vsm_platform.web.routes.room,
    vsm_platform.institutions.routes.room,
    vsm_platform.mail.routes.room,
    vsm_platform.accounts.routes.room,
    vsm_platform.exchanges.routes.room,
    vsm_platform.grading.routes.room,
    vsm_platform.launch.routes.room,
    vsm_platform.launch.deep_linking.routes.room,
    vsm_platform.home.routes.room,
    vsm_platform.alliances.routes.room,
    vsm_platform.offices.routes.room,
    vsm_platform.teams.routes.room,
    vsm_platform.admissions.routes.room,
    vsm_platform.invitations.routes.room,
    vsm_platform.content.modules.routes.room,
    vsm_platform.content.files.routes.room,
    vsm_platform.content.assignments.routes.room,
    vsm_platform.content.meetings.routes.room,
    vsm_platform.content.cartridges.routes.room,
    vsm_platform.faculty.routes.room,
    vsm_platform.availability.routes.room,
    vsm_platform.formation.routes.room,
    vsm_platform.evaluation.routes.room,
    vsm_platform.content.scheduling.routes.room,
    vsm_platform.discussion.routes.room,
    vsm_platform.surveys.routes.room,
    vsm_platform.credentials.routes.room,
    vsm_platform.live.routes.room,
    vsm_platform.health.routes.room,
)
HANDLERS: dict[str, Handler] = {
    ROSTER_DELIVERIES: read_roster,
    **vsm_platform.grading.api.HANDLERS,
    LETTER: send_letter,
    **vsm_platform.content.meetings.api.HANDLERS,
    **vsm_platform.content.scheduling.api.HANDLERS,
    **vsm_platform.content.cartridges.api.HANDLERS,
    **vsm_platform.formation.api.HANDLERS,
    CARE: look_after,
    **vsm_platform.evaluation.api.HANDLERS,
    **vsm_platform.teams.api.HANDLERS,
    **vsm_platform.discussion.api.HANDLERS,
    **vsm_platform.surveys.api.HANDLERS,
    **vsm_platform.live.api.HANDLERS,
    **vsm_platform.credentials.api.HANDLERS,
    **FILE_HANDLERS,
    SIGN_IN_CODE: send_sign_in_code,
    ERASURE: erase_person,
    INVITATION_LETTERS: send_letters,
}
"""Who carries out which kind of delivery (``core.outbox``)."""
MAXIMUM_REQUEST = 256 * 1024
"""Bytes of a form; an id_token is a few kilobytes, and 64 KiB at most (``lti.launch``)."""

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from settings, which are read from the environment by default."""
    settings = settings or load_settings()
    app = Flask(__name__, template_folder="../templates")
    app.url_rule_class = LazyRule
    app.jinja_options = JINJA_OPTIONS
    app.config.update(_flask_config(settings))
    configure_logs(settings.log_format)
    # Threads hand over the interpreter every 50 ms instead of 5: with many sockets the default
    # spends its time on switching (docs/decisions/0001).
    sys.setswitchinterval(0.05)
    secret_keys = [settings.signing_key(), *settings.previous_secret_keys]
    app.extensions["vsm_vault"] = Vault(secret_keys)
    app.extensions["vsm_database"] = Database(make_engine(settings.database_address()))
    app.extensions["vsm_person_names"] = person_names
    init_connections(app)
    init_files(app)
    app.extensions["vsm_courier"] = _courier(app)
    app.extensions["vsm_first_visits"] = first_visits
    _init_web(app, settings)
    wire_rooms(settings.public_url)
    for room in ROOMS:
        app.register_blueprint(room)
    csrf.exempt(vsm_platform.launch.routes.room)
    csrf.exempt(vsm_platform.accounts.routes.set_language)
    # Cookies may be blocked in the LMS's frame; the one-time code in the address is the secret.
    csrf.exempt(vsm_platform.institutions.routes.registering.register_lms)
    # One click in a letter stops letters (RFC 8058); the address is the secret.
    csrf.exempt(vsm_platform.discussion.routes.letters.stop)
    # Programs that upload show a header that no other site's page can send.
    for view in vsm_platform.content.files.routes.SENT_BY_PROGRAMS:
        csrf.exempt(view)
    init_live(app, settings, load_viewer, load_viewer_by_launch_token)
    return app


def _courier(app: Flask) -> Courier:
    def in_context(handler: Handler) -> Handler:
        def run(database: Database, claimed: Claimed) -> Outcome:
            with app.app_context():
                return handler(database, claimed)

        return run

    handlers = {kind: in_context(handler) for kind, handler in HANDLERS.items()}
    return Courier(app.extensions["vsm_database"], handlers)


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SETTINGS": settings,
        # For addresses made outside a request; requests under other host names are answered too.
        "SERVER_NAME": urlsplit(settings.public_url).netloc,
        "PREFERRED_URL_SCHEME": urlsplit(settings.public_url).scheme,
        "SECRET_KEY": settings.signing_key(),
        "SECRET_KEY_FALLBACKS": settings.previous_secret_keys or None,
        "MAX_CONTENT_LENGTH": MAXIMUM_REQUEST,
        "MAX_FORM_MEMORY_SIZE": MAXIMUM_REQUEST,
        "TESTING": settings.environment == "test",
        # The pages live in the LMSs' frames, where only such a cookie stays (lti.md, section 4).
        "SESSION_COOKIE_NAME": "__Host-vsm",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "None",
        "SESSION_COOKIE_PARTITIONED": True,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        # The cookie travels into frames; the Referer need not, and the token is what protects.
        "WTF_CSRF_SSL_STRICT": False,
        "COMPRESS_ALGORITHM": ["br", "zstd", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_MIN_SIZE": 500,
    }


def _load_by_launch_token(request: Request) -> Viewer | None:
    return load_viewer_by_launch_token(request.headers.get("Authorization", ""))


def _init_web(app: Flask, settings: Settings) -> None:
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = SessionCookies()
    login = LoginManager(app)
    login.session_protection = None
    # It would hash the browser's name at every request, for the protection that is switched off.
    login._session_identifier_generator = str  # noqa: SLF001
    login.user_loader(load_viewer)
    login.request_loader(_load_by_launch_token)
    csrf.init_app(app)
    Compress(app)
    init_compression(app)
    init_languages(app, settings.preview_languages)
    init_templating(app)
    init_headers(app, frame_ancestors)
    init_error_pages(app)
