"""The practice LMS: pretend universities that speak LTI 1.3 to a tool over HTTP.

It is the platform side, for demonstrations and tests. It imports nothing of the tool: what both
know is the specification, read twice.
"""

from vsm_platform.practice.app import create_practice_app
from vsm_platform.practice.builder import (
    add_course,
    add_group_member,
    add_student,
    build_university,
    enrol,
    unenrol,
)
from vsm_platform.practice.faults import Faults
from vsm_platform.practice.robot import Robot, RobotError, Step, Visit
from vsm_platform.practice.server import RunningServer, serve_in_thread, serve_world
from vsm_platform.practice.transports import (
    HttpResponse,
    HttpTransport,
    Switchboard,
    Transport,
    WsgiTransport,
)
from vsm_platform.practice.world import NotFoundError, World

__all__ = [
    "Faults",
    "HttpResponse",
    "HttpTransport",
    "NotFoundError",
    "Robot",
    "RobotError",
    "RunningServer",
    "Step",
    "Switchboard",
    "Transport",
    "Visit",
    "World",
    "WsgiTransport",
    "add_course",
    "add_group_member",
    "add_student",
    "build_university",
    "create_practice_app",
    "enrol",
    "serve_in_thread",
    "serve_world",
    "unenrol",
]
