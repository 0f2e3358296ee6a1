"""What other rooms may use of people and their visits."""

from vsm_platform.accounts.actions import (
    LaunchedPerson,
    RecognisedPerson,
    Visit,
    do_begin_visit,
    do_invite_administrator,
    do_make_new_tab_code,
    do_recognise,
    do_use_code,
)
from vsm_platform.accounts.models import CodePurpose, Identity, Person, SignIn
from vsm_platform.accounts.offices import do_admit_office, do_invite_office
from vsm_platform.accounts.queries import (
    enter_visit,
    first_visits,
    load_viewer,
    load_viewer_by_launch_token,
    make_launch_token,
    new_tab_visitor,
    person_names,
)
from vsm_platform.accounts.rosters import RosterPerson, do_recognise_roster

__all__ = [
    "CodePurpose",
    "Identity",
    "LaunchedPerson",
    "Person",
    "RecognisedPerson",
    "RosterPerson",
    "SignIn",
    "Visit",
    "do_admit_office",
    "do_begin_visit",
    "do_invite_administrator",
    "do_invite_office",
    "do_make_new_tab_code",
    "do_recognise",
    "do_recognise_roster",
    "do_use_code",
    "enter_visit",
    "first_visits",
    "load_viewer",
    "load_viewer_by_launch_token",
    "make_launch_token",
    "new_tab_visitor",
    "person_names",
]
