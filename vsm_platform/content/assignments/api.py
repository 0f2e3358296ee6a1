"""What other rooms may use of assignments."""

from vsm_platform.content.assignments.actions.assignments import (
    AssignmentFacts,
    do_add_assignment,
    do_copy_assignments,
    do_delete_assignment,
    do_publish_assignment,
    do_rewrite_assignment_texts,
)
from vsm_platform.content.assignments.attachments import OWNER, FileLine, Files, use_files
from vsm_platform.content.assignments.models import Readers
from vsm_platform.content.assignments.ports import (
    KIND,
    assignment_path,
    done_items,
    item_choices,
    item_titles,
    progress_of_students,
)
from vsm_platform.content.assignments.queries.access import may_read_submission
from vsm_platform.content.assignments.queries.assignments import AssignmentView, assignments_of
from vsm_platform.content.assignments.rendering import use_markdown

__all__ = [
    "KIND",
    "OWNER",
    "AssignmentFacts",
    "AssignmentView",
    "FileLine",
    "Files",
    "Readers",
    "assignment_path",
    "assignments_of",
    "do_add_assignment",
    "do_copy_assignments",
    "do_delete_assignment",
    "do_publish_assignment",
    "do_rewrite_assignment_texts",
    "done_items",
    "item_choices",
    "item_titles",
    "may_read_submission",
    "progress_of_students",
    "use_files",
    "use_markdown",
]
