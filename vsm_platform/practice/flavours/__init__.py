"""The LMSs that the practice LMS can behave as."""

from vsm_platform.practice.flavours.base import Flavour, Paths, fill
from vsm_platform.practice.flavours.blackboard import Blackboard
from vsm_platform.practice.flavours.brightspace import Brightspace
from vsm_platform.practice.flavours.canvas import Canvas
from vsm_platform.practice.flavours.moodle import Moodle

FLAVOURS: dict[str, Flavour] = {
    flavour.code: flavour for flavour in (Moodle(), Canvas(), Blackboard(), Brightspace())
}

__all__ = ["FLAVOURS", "Flavour", "Paths", "fill"]
