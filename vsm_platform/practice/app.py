"""The practice LMS as a Flask application: pretend universities that speak LTI 1.3 over HTTP.

It is for demonstrations and tests, on the loopback address only: nobody signs in, and whoever
reaches its pages may be anybody.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, Response, abort, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from vsm_platform.practice import (
    admin,
    deep_linking,
    faults_pages,
    grades,
    groups,
    key_set,
    login,
    members,
    pages,
    registration,
    roster,
    scores,
    storage,
    tokens,
)
from vsm_platform.practice.context import EXTENSION, Practice
from vsm_platform.practice.transports import HttpTransport, Transport
from vsm_platform.practice.world import NotFoundError, World

HERE = Path(__file__).parent
BLUEPRINTS = (
    pages.blueprint,
    admin.blueprint,
    faults_pages.blueprint,
    login.blueprint,
    key_set.blueprint,
    tokens.blueprint,
    roster.blueprint,
    groups.blueprint,
    members.blueprint,
    grades.blueprint,
    scores.blueprint,
    deep_linking.blueprint,
    registration.blueprint,
    storage.blueprint,
)
#: Scripts and styles come from here alone; frames and forms lead to tools anywhere.
CONTENT_SECURITY_POLICY = "default-src 'self'; frame-src http: https:; base-uri 'none'"


def create_practice_app(
    world: World, *, state_file: Path | None = None, transport: Transport | None = None
) -> Flask:
    """Make the application for a world.

    With a `state_file`, the world is written there after each request that changed it. Key sets
    of tools are fetched through `transport`, by default over real sockets. An empty
    `world.base_url` is filled in by the first request.
    """
    app = Flask(
        "vsm_platform.practice",
        template_folder=str(HERE.parents[1] / "templates"),
        static_folder=str(HERE / "static"),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    practice = Practice(world, transport or HttpTransport(), state_file)
    app.extensions[EXTENSION] = practice
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(HTTPException, _error_page)
    app.before_request(_refuse_foreign_forms)

    @app.before_request
    def know_own_address() -> None:
        if not world.base_url:
            world.base_url = request.host_url.rstrip("/")

    @app.after_request
    def finish(response: Response) -> Response:
        practice.save_if_changed()
        _set_clock(world, response)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return app


def _set_clock(world: World, response: Response) -> None:
    """A platform whose clock is wrong dates its answers by it too (RFC 9110, section 6.6.1)."""
    platform = world.platforms.get((request.view_args or {}).get("platform_key", ""))
    if platform and platform.faults.clock_offset_seconds:
        shift = timedelta(seconds=platform.faults.clock_offset_seconds)
        response.date = datetime.now(UTC) + shift


def _refuse_foreign_forms() -> None:
    """Only the practice LMS's own pages may change its settings.

    Browsers say where a form came from; tools' servers and the robot say nothing.
    """
    foreign = request.headers.get("Sec-Fetch-Site", "none") in {"cross-site", "same-site"}
    if (
        foreign
        and request.blueprint in {"admin", "faults_pages", "members"}
        and request.method == "POST"
    ):
        abort(403, "This form was sent from another site.")


def _not_found(problem: NotFoundError) -> tuple[str, int]:
    return render_template("practice/error.html", problem=NotFound(str(problem))), 404


def _error_page(problem: HTTPException) -> tuple[str, int] | HTTPException:
    """Show a page; answers that were raised whole (`abort(Response)`) pass as they are."""
    if problem.response is not None or problem.code is None or problem.code < 400:
        return problem
    return render_template("practice/error.html", problem=problem), problem.code
