"""What other rooms may use of assignments."""

import vsm_platform.content.assignments.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.content.assignments.actions.assignments import (
    AssignmentFacts,
    do_add_assignment,
    do_copy_assignments,
    do_delete_assignment,
    do_publish_assignment,
    do_replace_instructions,
    do_rewrite_assignment_texts,
)
from vsm_platform.content.assignments.actions.marking import Verdict, do_mark, do_release
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
from vsm_platform.content.assignments.queries.assignments import (
    AssignmentView,
    assignment_view,
    assignments_of,
)
from vsm_platform.content.assignments.queries.owners import Owner, owners_of
from vsm_platform.content.assignments.queries.work import handed_in_by_all
from vsm_platform.content.assignments.rendering import use_markdown

__all__ = [
    "KIND",
    "OWNER",
    "AssignmentFacts",
    "AssignmentView",
    "FileLine",
    "Files",
    "Owner",
    "Readers",
    "Verdict",
    "assignment_path",
    "assignment_view",
    "assignments_of",
    "do_add_assignment",
    "do_copy_assignments",
    "do_delete_assignment",
    "do_mark",
    "do_publish_assignment",
    "do_release",
    "do_replace_instructions",
    "do_rewrite_assignment_texts",
    "done_items",
    "handed_in_by_all",
    "item_choices",
    "item_titles",
    "may_read_submission",
    "owners_of",
    "progress_of_students",
    "use_files",
    "use_markdown",
]
