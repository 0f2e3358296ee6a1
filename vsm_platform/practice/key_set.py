"""The platform's key set (LTI Security Framework 1.0, section 6.3; RFC 7517)."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from vsm_platform.practice.context import practice
from vsm_platform.practice.faults import refuse_if_broken
from vsm_platform.practice.keys import public_jwk
from vsm_platform.practice.routing import add_flavoured_rules

blueprint = Blueprint("key_set", __name__)


def key_set(platform_key: str, client_id: str = "") -> ResponseReturnValue:
    """All current keys; Blackboard's address names the application, the others' do not."""
    platform = practice().world.platform(platform_key)
    refuse_if_broken(
        platform.faults.key_set,
        delay_seconds=platform.faults.key_set_delay_seconds,
        retry_after_seconds=platform.faults.retry_after_seconds,
    )
    if client_id:
        practice().world.registration(platform, client_id)
    return jsonify(keys=[public_jwk(key) for key in platform.signing_keys])


add_flavoured_rules(blueprint, "key_set", key_set, methods=["GET"])
