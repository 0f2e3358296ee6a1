"""A room's Blueprint, which makes every view one unit of work behind a named policy.

The view runs inside the transaction; what it returns is rendered there and committed after.
Views take the session as their first argument and whatever the address holds by name.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial, wraps
from typing import Any

from flask import Blueprint, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import OnlyLooking, Policy, Viewer
from vsm_platform.core.sessions import Bare
from vsm_platform.core.unit_of_work import Database

View = Callable[..., ResponseReturnValue]
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def _changes() -> bool:
    return request.method not in _SAFE_METHODS


def current_viewer() -> Viewer | None:
    """Who is looking, or None for a stranger."""
    user = current_user._get_current_object()  # noqa: SLF001 (each look through it asks who it is)
    return user if user.is_authenticated else None


def forget_viewer() -> None:
    """Answer this request as a stranger's.

    A launch begins whoever was here before, and only its end says who comes: neither a former
    visitor's language nor that person's LMS is of any matter until then.
    """
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined] # noqa: SLF001


def signed_in_viewer() -> Viewer:
    """Who is looking, in a view whose policy admits only people who are signed in."""
    viewer = current_viewer()
    if viewer is None:
        raise RuntimeError("this view's policy lets strangers in")
    return viewer


def database() -> Database:
    """The database of the running application."""
    found: Database = current_app.extensions["vsm_database"]
    return found


def reading() -> AbstractContextManager[Session | Bare]:
    """What to read with by prepared statements: of the page's own transaction where that only reads."""
    session: Session | None = g.get("reading")
    return nullcontext(session) if session else database().prepared(writes=False)


@contextmanager
def _reading_page() -> Iterator[Session]:
    with database().unit_of_work(writes=False) as session:
        g.reading = session
        try:
            yield session
        finally:
            g.pop("reading")


def _admit(policy: Policy, *, while_looking: bool) -> None:
    if not policy.asks:
        return
    viewer = current_viewer()
    policy.check(viewer)
    if viewer and viewer.sees_as and _changes() and not while_looking:
        raise OnlyLooking


def _run(
    view: View, admit: Callable[[], None], arguments: dict[str, Any], *, writes: bool | None
) -> ResponseReturnValue:
    """Answer within one transaction; whoever is refused never holds the lock of a writing one.

    Where ``writes`` is None, the view sees to its own.
    """
    if writes is None:
        admit()
        return view(**arguments)
    if not writes:
        with _reading_page() as session:
            admit()
            return view(session, **arguments)
    admit()
    with database().unit_of_work(writes=True) as session:
        return view(session, **arguments)


class Room(Blueprint):
    """A Blueprint whose routes each name a policy and get a session."""

    def page(
        self,
        rule: str,
        *,
        policy: Policy,
        methods: tuple[str, ...] = ("GET",),
        writes: bool | None = None,
        while_looking: bool = False,
        transaction: bool = True,
        in_turn: bool = False,
    ) -> Callable[[View], View]:
        """Register a view.

        Args:
            rule: the address below the room's prefix.
            policy: who may come in; asked before anything else.
            methods: HTTP methods.
            writes: whether the view changes rows; by default all but GET and HEAD do.
            while_looking: whether the form works for somebody who looks with a student's eyes.
            transaction: False for the rare view that does several pieces of work, each in a
                transaction of its own; it gets no session.
            in_turn: whether who sends it at the same time waits in line (``Database.turn``);
                never for a view that waits for another server.
        """

        def decorate(view: View) -> View:
            admit = partial(_admit, policy, while_looking=while_looking)

            @wraps(view)
            def run(**arguments: Any) -> ResponseReturnValue:
                with database().turn if in_turn and _changes() else nullcontext():
                    is_writing = _changes() if writes is None else writes
                    return _run(view, admit, arguments, writes=is_writing if transaction else None)

            run.policy = policy  # type: ignore[attr-defined]  # read by the tests of all routes
            self.add_url_rule(rule, view.__name__, run, methods=list(methods))
            return view

        return decorate
