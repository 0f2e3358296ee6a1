"""What other rooms may use of people and their visits."""

from vsm_platform.accounts.actions import (
    LaunchedPerson,
    RecognisedPerson,
    Visit,
    do_add_person,
    do_begin_visit,
    do_come_back,
    do_invite_administrator,
    do_make_new_tab_code,
    do_recognise,
    do_see_as,
    do_use_code,
    do_welcome,
)
from vsm_platform.accounts.addresses import normal_address
from vsm_platform.accounts.correspondence import Correspondent, correspondents
from vsm_platform.accounts.erasure import KIND as ERASURE
from vsm_platform.accounts.erasure import do_ask_erasure
from vsm_platform.accounts.forms import AddressField, name_field, zone_field
from vsm_platform.accounts.jobs import erase_person, send_sign_in_code
from vsm_platform.accounts.models import CodePurpose, Identity, Person, SignIn
from vsm_platform.accounts.offices import do_admit_office, do_invite_office
from vsm_platform.accounts.own_data import own_data
from vsm_platform.accounts.personal_data import (
    Gone,
    KeptFile,
    Part,
    holdings,
    listed,
    offer_erasure,
    offer_personal_data,
)
from vsm_platform.accounts.profile_links import ProfileLink, offer_profile_link
from vsm_platform.accounts.queries import (
    enter_visit,
    first_visits,
    load_viewer,
    load_viewer_by_launch_token,
    make_launch_token,
    new_tab_visitor,
    notice_of,
    person_names,
    viewer_without_a_visit,
    ways_back,
)
from vsm_platform.accounts.return_codes import do_make_return_code
from vsm_platform.accounts.rosters import RosterPerson, do_recognise_roster
from vsm_platform.accounts.sign_in_codes import KIND as SIGN_IN_CODE
from vsm_platform.accounts.sign_in_codes import do_keep_address, person_of_address

__all__ = [
    "ERASURE",
    "SIGN_IN_CODE",
    "AddressField",
    "CodePurpose",
    "Correspondent",
    "Gone",
    "Identity",
    "KeptFile",
    "LaunchedPerson",
    "Part",
    "Person",
    "ProfileLink",
    "RecognisedPerson",
    "RosterPerson",
    "SignIn",
    "Visit",
    "correspondents",
    "do_add_person",
    "do_admit_office",
    "do_ask_erasure",
    "do_begin_visit",
    "do_come_back",
    "do_invite_administrator",
    "do_invite_office",
    "do_keep_address",
    "do_make_new_tab_code",
    "do_make_return_code",
    "do_recognise",
    "do_recognise_roster",
    "do_see_as",
    "do_use_code",
    "do_welcome",
    "enter_visit",
    "erase_person",
    "first_visits",
    "holdings",
    "listed",
    "load_viewer",
    "load_viewer_by_launch_token",
    "make_launch_token",
    "name_field",
    "new_tab_visitor",
    "normal_address",
    "notice_of",
    "offer_erasure",
    "offer_personal_data",
    "offer_profile_link",
    "own_data",
    "person_names",
    "person_of_address",
    "send_sign_in_code",
    "viewer_without_a_visit",
    "ways_back",
    "zone_field",
]
