"""Runs ``lti-consumer-xblock`` as a platform: ``python -m tests.peer.openedx_platform PORT TOOL``.

It is Open edX's own platform side of LTI 1.3, and shares no code with this project. It stands in a
process of its own because Django's settings and its licence (AGPL) both want to be alone.
"""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from tests.peer import openedx_roster

USAGE = "block-v1:Peer+CLIMATE+2026+type@lti_consumer+block@exchange"


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base's name)
        """Write no line for each request."""


def configure_tool(tool_address: str) -> None:
    """Register the tool as a course's author would, by its addresses."""
    from lti_consumer.models import Lti1p3Passport, LtiConfiguration

    passport = Lti1p3Passport.objects.create(
        name="Virtual exchange", lti_1p3_tool_keyset_url=f"{tool_address}/lti/keys"
    )
    LtiConfiguration.objects.create(
        version="lti_1p3",
        config_store="CONFIG_ON_DB",
        lti_1p3_passport=passport,
        location=USAGE,
        lti_advantage_ags_mode="programmatic",
        lti_advantage_enable_nrps=True,
        lti_1p3_oidc_url=f"{tool_address}/lti/login",
        lti_1p3_launch_url=f"{tool_address}/lti/launch",
        lti_1p3_redirect_uris=[f"{tool_address}/lti/launch"],
        lti_advantage_deep_linking_enabled=True,
        lti_advantage_deep_linking_launch_url=f"{tool_address}/lti/launch",
    )


def stand_in_for_studio() -> None:
    """What edx-platform would answer: whoever sends the tool's choice may write the course."""
    from lti_consumer.plugin import compat

    compat.user_has_studio_write_access = lambda _user, _course_key: True


def serve(port: int, tool_address: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.peer.openedx_settings"
    os.environ["OPENEDX_ADDRESS"] = f"http://127.0.0.1:{port}"
    import django
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    django.setup()
    call_command("migrate", verbosity=0)
    configure_tool(tool_address)
    stand_in_for_studio()
    openedx_roster.stand_in_for_the_course()
    with make_server(
        "127.0.0.1", port, get_wsgi_application(), handler_class=QuietHandler
    ) as server:
        print("ready", flush=True)  # noqa: T201 (the test waits for this line)
        server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
