"""What other rooms may use of exchanges."""

from vsm_platform.exchanges.actions.agreement import (
    ExchangeFacts,
    do_create_exchange,
    do_set_partner_starts,
    do_set_partners,
    do_update_exchange,
)
from vsm_platform.exchanges.actions.candidates import (
    do_admit,
    do_set_candidate,
    locked_partnership,
    places_left,
    students_inside,
)
from vsm_platform.exchanges.actions.courses import do_link_course, do_unlink_course
from vsm_platform.exchanges.actions.enrolment import (
    Entered,
    do_enrol,
    do_enrol_invited,
    do_enter,
    do_set_coordinator,
)
from vsm_platform.exchanges.actions.life import do_decide_state
from vsm_platform.exchanges.actions.publishing import do_publish, do_set_alliance
from vsm_platform.exchanges.actions.roster_plans import KIND as ROSTER_DELIVERIES
from vsm_platform.exchanges.actions.roster_plans import do_plan_roster
from vsm_platform.exchanges.actions.running_again import NextSeason, do_run_again
from vsm_platform.exchanges.actions.terms import do_come_back, do_leave, do_set_terms
from vsm_platform.exchanges.agenda import AgendaItem, agenda, offer_agenda
from vsm_platform.exchanges.alliance_rules import (
    AllianceTerms,
    check_rules,
    check_wish,
    keep_rules,
)
from vsm_platform.exchanges.calendar import Phase, Progress, progress
from vsm_platform.exchanges.course_pages import exchange_page
from vsm_platform.exchanges.date_words import day_words
from vsm_platform.exchanges.entry import (
    Candidate,
    Entry,
    EntryTerms,
    Step,
    Window,
    end_of_day,
    entry_objection,
    entry_rule,
    offer_entry_check,
    withdraw_entry_check,
)
from vsm_platform.exchanges.instants import (
    END_OF_DAY,
    MINUTE,
    earliest_instant,
    is_skipped,
    latest_instant,
)
from vsm_platform.exchanges.jobs import read_roster
from vsm_platform.exchanges.languages import find_language, language_list
from vsm_platform.exchanges.life import has_left
from vsm_platform.exchanges.life_checks import offer_opening_check, opening_problems
from vsm_platform.exchanges.models import (
    CANDIDATES,
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
from vsm_platform.exchanges.personal_data import enrolments_of
from vsm_platform.exchanges.placing import (
    PARTICIPATION_TAG,
    PlaceablePage,
    is_placeable,
    offer_pages,
    participation_resource_id,
    placeable_pages,
)
from vsm_platform.exchanges.policies import (
    Access,
    require_consent,
    require_editor,
    require_not_archived,
    require_open,
)
from vsm_platform.exchanges.queries.access import access_exchange, access_to_read, progress_for
from vsm_platform.exchanges.queries.catalogue import (
    Offer,
    OwnPart,
    Registration,
    catalogue,
    drafts_to_publish,
    exchanges_of_office,
    own_numbers,
)
from vsm_platform.exchanges.queries.courses import (
    CourseLinkView,
    LinkedCourse,
    VisitedCourse,
    course_link,
    linked_courses,
    visited_course,
)
from vsm_platform.exchanges.queries.life import takes_writing
from vsm_platform.exchanges.queries.lists import (
    ExchangeChoice,
    ExchangeLine,
    my_exchanges,
    partnerships_of_institution,
)
from vsm_platform.exchanges.queries.people import (
    Participant,
    Partner,
    is_of_present_partner,
    partners_of,
    present_partners,
    short_names,
    staff_of,
)
from vsm_platform.exchanges.queries.publishing import (
    Publishing,
    access_publishing,
    require_publisher,
)
from vsm_platform.exchanges.queries.season_limits import (
    SeasonCount,
    refuse_beyond_season_limit,
    season_count,
    season_limit_reached,
)
from vsm_platform.exchanges.queries.terms import TermsView, terms_of, terms_of_partner
from vsm_platform.exchanges.readdressing import Readdressing
from vsm_platform.exchanges.running_again import Copier, offer_copy
from vsm_platform.exchanges.setting_up import (
    SetUpState,
    SetUpTask,
    offer_set_up_tasks,
    set_up_tasks,
)
from vsm_platform.exchanges.shared_day import DAY, Place, SharedDay, Span, shared_day
from vsm_platform.exchanges.terms import Break, Terms

__all__ = [
    "CANDIDATES",
    "DAY",
    "END_OF_DAY",
    "INSIDE",
    "MINUTE",
    "PARTICIPATION_TAG",
    "ROSTER_DELIVERIES",
    "TEACHERS",
    "VISITORS",
    "Access",
    "AgendaItem",
    "AllianceTerms",
    "Break",
    "Candidate",
    "Copier",
    "CourseLink",
    "CourseLinkView",
    "Enrolment",
    "EnrolmentState",
    "Entered",
    "Entry",
    "EntryTerms",
    "Exchange",
    "ExchangeChoice",
    "ExchangeFacts",
    "ExchangeKind",
    "ExchangeLine",
    "ExchangeState",
    "LinkedCourse",
    "NextSeason",
    "Offer",
    "OwnPart",
    "Participant",
    "Participation",
    "Partner",
    "Partnership",
    "Phase",
    "Place",
    "PlaceablePage",
    "Progress",
    "Publishing",
    "Readdressing",
    "Registration",
    "Role",
    "SeasonCount",
    "Section",
    "SetUpState",
    "SetUpTask",
    "SharedDay",
    "Span",
    "Step",
    "Tab",
    "Terms",
    "TermsView",
    "VisitedCourse",
    "Window",
    "access_exchange",
    "access_publishing",
    "access_to_read",
    "agenda",
    "catalogue",
    "check_rules",
    "check_wish",
    "course_link",
    "day_words",
    "do_admit",
    "do_come_back",
    "do_create_exchange",
    "do_decide_state",
    "do_enrol",
    "do_enrol_invited",
    "do_enter",
    "do_leave",
    "do_link_course",
    "do_plan_roster",
    "do_publish",
    "do_run_again",
    "do_set_alliance",
    "do_set_candidate",
    "do_set_coordinator",
    "do_set_partner_starts",
    "do_set_partners",
    "do_set_terms",
    "do_unlink_course",
    "do_update_exchange",
    "drafts_to_publish",
    "earliest_instant",
    "editors",
    "end_of_day",
    "enrolments_of",
    "entry_objection",
    "entry_rule",
    "exchange_page",
    "exchanges_of_office",
    "faculty",
    "find_language",
    "has_left",
    "is_of_present_partner",
    "is_placeable",
    "is_skipped",
    "keep_rules",
    "language_list",
    "latest_instant",
    "linked_courses",
    "locked_partnership",
    "my_exchanges",
    "offer_agenda",
    "offer_copy",
    "offer_entry_check",
    "offer_opening_check",
    "offer_pages",
    "offer_set_up_tasks",
    "offer_tab",
    "opening_problems",
    "own_numbers",
    "participation_resource_id",
    "partners_of",
    "partnerships_of_institution",
    "placeable_pages",
    "places_left",
    "present_partners",
    "progress",
    "progress_for",
    "read_roster",
    "refuse_beyond_season_limit",
    "require_consent",
    "require_editor",
    "require_not_archived",
    "require_open",
    "require_publisher",
    "season_count",
    "season_limit_reached",
    "set_up_tasks",
    "shared_day",
    "short_names",
    "staff_of",
    "students_inside",
    "takes_writing",
    "terms_of",
    "terms_of_partner",
    "visited_course",
    "withdraw_entry_check",
]
