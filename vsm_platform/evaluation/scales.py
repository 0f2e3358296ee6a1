"""The five scales of behaviour, each with five descriptions to choose from.

What they ask about is what research on teamwork has found to matter (contribution to the work,
interaction, keeping on track, expecting quality, knowledge and skills); the words are our own, and
say nothing of whom they are about, so that the same ones hold for oneself and for a team mate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

HIGHEST = 5
CANNOT_TELL = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """One thing that is asked."""

    key: str
    title: LazyString
    levels: tuple[LazyString, ...]
    """From the best, which is 5, to the worst, which is 1."""

    def choices(self) -> list[tuple[int, LazyString]]:
        """The values with their descriptions, the best first."""
        return [(HIGHEST - place, text) for place, text in enumerate(self.levels)]


SCALES = (
    Scale(
        "work",
        _l("Contribution to the work"),
        (
            _l("Did more than a fair share, and helped others with theirs."),
            _l("Did a full share, well and in time."),
            _l("Did what was agreed, well enough."),
            _l("Did part of what was agreed; some of it late or in need of repair."),
            _l("Did little, and left the work to the others."),
        ),
    ),
    Scale(
        "interaction",
        _l("Interaction with the team"),
        (
            _l("Drew everybody in, the quiet ones too, and made disagreement useful."),
            _l("Listened well, answered soon, and was open to others’ ideas."),
            _l("Was friendly, and answered when asked."),
            _l("Was often hard to reach, or talked past the others."),
            _l("Ignored messages or people, or was unkind."),
        ),
    ),
    Scale(
        "track",
        _l("Keeping the team on track"),
        (
            _l("Saw early when the plan slipped, said so, and helped to find a way."),
            _l("Kept dates and tasks in view, and reminded others in a good way."),
            _l("Knew the plan, and said when something stood in the way."),
            _l("Noticed problems, but seldom said anything."),
            _l("Lost sight of the plan, or held the team up."),
        ),
    ),
    Scale(
        "quality",
        _l("Expecting quality"),
        (
            _l("Wanted work to be proud of, and showed the others how to get there."),
            _l("Wanted good work, and checked and improved it."),
            _l("Cared that the task was met."),
            _l("Was content with little, or left mistakes to others."),
            _l("Did not mind how it turned out."),
        ),
    ),
    Scale(
        "knowledge",
        _l("Knowledge and skills"),
        (
            _l("Knew or learned what the team lacked, and shared it with everybody."),
            _l("Had what the task needed, and learned more for it."),
            _l("Had enough for their own part."),
            _l("Lacked some of what was needed, and learned little of it."),
            _l("Lacked what was needed, and did not try to learn it."),
        ),
    ),
)
KEYS = tuple(scale.key for scale in SCALES)


def is_complete(ratings: Mapping[str, int]) -> bool:
    """Whether something is said on every scale, be it that one cannot tell."""
    return all(key in ratings for key in KEYS)
