"""The one place that turns errors into pages, and writes their log line.

A page says what happened, what to do next, and a code that support can look up; a log line
holds the code and ids, never personal data.
"""

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from vsm_platform.core.errors import AppError, NotFound
from vsm_platform.core.logs import get_logger
from vsm_platform.core.permissions import WelcomeNeeded


def init_error_pages(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(WelcomeNeeded, _to_welcome)
    app.register_error_handler(AppError, app_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def error_page(
    code: str,
    status: int,
    title: str | LazyString,
    message: str | LazyString,
    remedy: str | LazyString,
) -> ResponseReturnValue:
    """The page of an error, in the reader's language."""
    page = render_template(
        "errors/error.html", code=code, title=title, message=message, remedy=remedy, status=status
    )
    return page, status


def app_error(error: AppError) -> ResponseReturnValue:
    """The page of an error, and its log line."""
    get_logger().info("refused", error=error.code, endpoint=request.endpoint, details=error.data)
    return error_page(error.code, error.status, *error.texts)


def _to_welcome(_error: WelcomeNeeded) -> ResponseReturnValue:
    following = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("accounts.welcome", next=following), 303)


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    get_logger().info("refused", error="form_expired", endpoint=request.endpoint)
    return error_page(
        "form_expired",
        400,
        gettext("This form is too old"),
        gettext("It was open for too long, or your browser did not send its cookie."),
        gettext("Go back, load the page again and send the form once more."),
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status == 404:
        return app_error(NotFound())
    if status in {301, 302, 303, 307, 308}:
        return error
    get_logger().info("refused", error=f"http_{status}", endpoint=request.endpoint)
    return error_page(f"http_{status}", status, *_http_texts(status))


def _http_texts(status: int) -> tuple[str, str, str]:
    if status == 413:
        return (
            gettext("That was too much at once"),
            gettext("What was sent is larger than this page accepts."),
            gettext("Send something smaller, or tell the administrator of your learning platform."),
        )
    if status == 429:
        return (
            gettext("Too many tries"),
            gettext("This address was asked for very often in a short time."),
            gettext("Wait a minute, then try again."),
        )
    return (
        str(AppError.title),
        gettext("The request does not fit this page."),
        gettext("Go back and try again, or open the course from your learning platform."),
    )


def _unexpected(error: Exception) -> ResponseReturnValue:
    get_logger().error(
        "failed", error=type(error).__name__, endpoint=request.endpoint, exc_info=error
    )
    return error_page(
        "unexpected",
        500,
        gettext("Something went wrong here"),
        gettext("This is our mistake, not yours. What you entered was not saved."),
        gettext("Go back and try again in a minute. If it happens again, tell us the code."),
    )
