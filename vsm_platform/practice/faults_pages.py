"""The drawer of faults as a form for each platform."""

from dataclasses import fields

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from vsm_platform.practice.context import practice
from vsm_platform.practice.faults import ANSWERS, GRADES_ANSWERS, ROSTER_ANSWERS, Faults
from vsm_platform.practice.routing import PLATFORM

blueprint = Blueprint("faults_pages", __name__)
CHOICES = {
    "key_set": ANSWERS,
    "access_tokens": ANSWERS,
    "grades": GRADES_ANSWERS,
    "roster": ROSTER_ANSWERS,
}
NUMBER_LIMITS = {
    "key_set_delay_seconds": (0, 120),
    "service_delay_seconds": (0, 120),
    "clock_offset_seconds": (-86_400, 86_400),
    "retry_after_seconds": (0, 3600),
}


@blueprint.get(f"{PLATFORM}/faults")
def drawer(platform_key: str) -> str:
    world = practice().world
    platform = world.platform(platform_key)
    return render_template(
        "practice/faults.html",
        platform=platform,
        flavour=world.flavour(platform),
        faults=platform.faults,
        answers=ANSWERS,
        grades_answers=GRADES_ANSWERS,
        roster_answers=ROSTER_ANSWERS,
    )


@blueprint.post(f"{PLATFORM}/faults")
def switch(platform_key: str) -> Response:
    """Take over the whole form; what is not ticked is healthy."""
    world = practice().world
    platform = world.platform(platform_key)
    faults = _parsed()
    with world.writing():
        platform.faults = faults
        practice().stale_nonces.pop(platform.key, None)
    return _back(platform_key)


@blueprint.post(f"{PLATFORM}/faults/reset")
def reset(platform_key: str) -> Response:
    """Make the platform healthy."""
    world = practice().world
    platform = world.platform(platform_key)
    with world.writing():
        platform.faults = Faults()
        practice().stale_nonces.pop(platform.key, None)
    return _back(platform_key)


@blueprint.post(f"{PLATFORM}/faults/rotate")
def rotate(platform_key: str) -> Response:
    """Sign with a new key from now on; the old one stays in the key set only if asked."""
    world = practice().world
    platform = world.platform(platform_key)
    world.rotate_key(platform, keep_old="keep_old" in request.form)
    return _back(platform_key)


def _back(platform_key: str) -> Response:
    return redirect(url_for("faults_pages.drawer", platform_key=platform_key), 303)


def _parsed() -> Faults:
    form = request.form
    faults = Faults(omit_claims=[line.strip() for line in form.get("omit_claims", "").splitlines()])
    faults.omit_claims = [line for line in faults.omit_claims if line]
    for field in fields(Faults):
        if field.type is bool:
            setattr(faults, field.name, field.name in form)
        elif field.name in NUMBER_LIMITS:
            setattr(faults, field.name, _number(field.name, getattr(faults, field.name)))
        elif field.name in CHOICES:
            setattr(faults, field.name, _choice(field.name))
    return faults


def _number(name: str, healthy: float) -> float:
    text = request.form.get(name, "").strip() or str(healthy)
    low, high = NUMBER_LIMITS[name]
    try:
        value = type(healthy)(text)
    except ValueError as problem:
        raise BadRequest(f"{name} must be a number.") from problem
    if not low <= value <= high:
        raise BadRequest(f"{name} must lie between {low} and {high}.")
    return value


def _choice(name: str) -> str:
    value = request.form.get(name, "ok")
    if value not in CHOICES[name]:
        raise BadRequest(f"{name} must be one of {', '.join(CHOICES[name])}.")
    return value
