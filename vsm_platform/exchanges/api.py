"""What other rooms may use of exchanges."""

from vsm_platform.exchanges.actions.agreement import (
    ExchangeFacts,
    do_create_exchange,
    do_set_partner_starts,
    do_set_partners,
    do_update_exchange,
)
from vsm_platform.exchanges.actions.courses import do_link_course, do_unlink_course
from vsm_platform.exchanges.actions.enrolment import do_enrol, do_set_coordinator
from vsm_platform.exchanges.actions.roster_plans import KIND as ROSTER_DELIVERIES
from vsm_platform.exchanges.actions.roster_plans import do_plan_roster
from vsm_platform.exchanges.agenda import AgendaItem, agenda, offer_agenda
from vsm_platform.exchanges.calendar import Phase, Progress, progress
from vsm_platform.exchanges.jobs import read_roster
from vsm_platform.exchanges.languages import language_list
from vsm_platform.exchanges.models import (
    INSIDE,
    TEACHERS,
    VISITORS,
    CourseLink,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeKind,
    ExchangeState,
    Participation,
    Partnership,
    Role,
)
from vsm_platform.exchanges.navigation import Section, Tab, editors, faculty, offer_tab
from vsm_platform.exchanges.placing import (
    PARTICIPATION_TAG,
    PlaceablePage,
    is_placeable,
    offer_pages,
    participation_resource_id,
    placeable_pages,
)
from vsm_platform.exchanges.policies import Access
from vsm_platform.exchanges.queries.access import access_exchange, progress_for
from vsm_platform.exchanges.queries.courses import (
    CourseLinkView,
    LinkedCourse,
    course_link,
    linked_courses,
)
from vsm_platform.exchanges.queries.lists import (
    ExchangeChoice,
    ExchangeLine,
    my_exchanges,
    partnerships_of_institution,
)
from vsm_platform.exchanges.queries.people import (
    Participant,
    Partner,
    partners_of,
    short_names,
    staff_of,
)
from vsm_platform.exchanges.setting_up import (
    SetUpState,
    SetUpTask,
    offer_set_up_tasks,
    set_up_tasks,
)

__all__ = [
    "INSIDE",
    "PARTICIPATION_TAG",
    "ROSTER_DELIVERIES",
    "TEACHERS",
    "VISITORS",
    "Access",
    "AgendaItem",
    "CourseLink",
    "CourseLinkView",
    "Enrolment",
    "EnrolmentState",
    "Exchange",
    "ExchangeChoice",
    "ExchangeFacts",
    "ExchangeKind",
    "ExchangeLine",
    "ExchangeState",
    "LinkedCourse",
    "Participant",
    "Participation",
    "Partner",
    "Partnership",
    "Phase",
    "PlaceablePage",
    "Progress",
    "Role",
    "Section",
    "SetUpState",
    "SetUpTask",
    "Tab",
    "access_exchange",
    "agenda",
    "course_link",
    "do_create_exchange",
    "do_enrol",
    "do_link_course",
    "do_plan_roster",
    "do_set_coordinator",
    "do_set_partner_starts",
    "do_set_partners",
    "do_unlink_course",
    "do_update_exchange",
    "editors",
    "faculty",
    "is_placeable",
    "language_list",
    "linked_courses",
    "my_exchanges",
    "offer_agenda",
    "offer_pages",
    "offer_set_up_tasks",
    "offer_tab",
    "participation_resource_id",
    "partners_of",
    "partnerships_of_institution",
    "placeable_pages",
    "progress",
    "progress_for",
    "read_roster",
    "set_up_tasks",
    "short_names",
    "staff_of",
]
