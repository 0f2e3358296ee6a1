"""Rooms meet here: what one keeps, another shows; neither needs to know where the other stands.

Each function is small because it only turns what one room gives into what another asks for
(``offer_…``, ``use_…``). ``wire_rooms`` is called once, when the application is made.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import IO

from flask_babel import LazyString, force_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments import api as assignments
from vsm_platform.content.files import api as files
from vsm_platform.content.meetings import api as meetings
from vsm_platform.content.modules import api as modules
from vsm_platform.core.permissions import Viewer
from vsm_platform.discussion import api as discussion
from vsm_platform.exchanges.api import (
    Access,
    Enrolment,
    Exchange,
    Readdressing,
    Role,
    offer_copy,
)
from vsm_platform.faculty.api import Done, offer_progress
from vsm_platform.invitations.api import (
    Subject,
    VisitCard,
    minors_in,
    offer_joining,
    offer_subjects,
    offer_visit,
)
from vsm_platform.live import api as live
from vsm_platform.surveys import api as surveys
from vsm_platform.teams import api as teams
from vsm_platform.web.languages import match_language


def wire_rooms(public_url: str) -> None:
    """Introduce the rooms to each other.

    Args:
        public_url: our own origin, as people paste it into texts.
    """
    _wire_visits()
    _wire_meetings()
    _wire_files()
    _wire_modules()
    _wire_assignments()
    live.use_talk_keeper(_keep_talk)
    live.use_icebreakers(_icebreakers)
    offer_progress("modules", _module_progress)
    offer_progress("assignments", _assignment_progress)
    offer_copy("content", partial(_copy_content, public_url))


# Guests and clients ---------------------------------------------------------------------------


def _wire_visits() -> None:
    offer_subjects("meeting", _l("Meeting"), _meeting_subjects, roles=[Role.GUEST])
    offer_subjects("team", _l("Team"), _team_subjects, roles=[Role.CLIENT])
    offer_joining("meeting", meetings.do_invite_guest)
    offer_joining("team", teams.do_attach_client)
    offer_visit("meetings", _guest_cards)
    offer_visit("teams", _client_cards)


def _meeting_subjects(session: Session, exchange_id: int) -> Iterator[Subject]:
    return (Subject(*choice) for choice in meetings.meeting_choices(session, exchange_id))


def _team_subjects(session: Session, exchange_id: int) -> Iterator[Subject]:
    return (Subject(team.id, team.title) for team in teams.teams_of_exchange(session, exchange_id))


def _guest_cards(session: Session, access: Access, _viewer: Viewer) -> Iterator[VisitCard]:
    for one in meetings.meetings_of_guest(session, access.enrolment_id or 0):
        text = _l("This meeting is cancelled.") if one.is_cancelled else _l("You are invited.")
        yield VisitCard(one.title, text, one.path, one.starts_at)


def _client_cards(session: Session, access: Access, _viewer: Viewer) -> Iterator[VisitCard]:
    for title, path in teams.client_visits(session, access):
        yield VisitCard(title, _l("The team that works for you."), path)


# Meetings -------------------------------------------------------------------------------------


def _wire_meetings() -> None:
    meetings.offer_recording_hindrance(_recording_hindrance)
    meetings.offer_teams(meetings.Teams(_team_choices, _teams_of_enrolments, _team_members))


def _recording_hindrance(session: Session, exchange_id: int) -> LazyString | None:
    if minors_in(session, exchange_id):
        return _l("People under age take part, so nothing may be recorded.")
    return None


def _team_choices(session: Session, exchange_id: int) -> list[tuple[int, str]]:
    return [(team.id, team.title) for team in teams.teams_of_exchange(session, exchange_id)]


def _teams_of_enrolments(session: Session, enrolment_ids: Collection[int]) -> list[tuple[int, int]]:
    query = select(teams.TeamMember.enrolment_id, teams.TeamMember.team_id)
    rows = session.execute(query.where(teams.TeamMember.enrolment_id.in_(enrolment_ids)))
    return [(enrolment_id, team_id) for enrolment_id, team_id in rows]


def _team_members(session: Session, team_id: int) -> list[int]:
    members = teams.members_of(session, [team_id])[team_id]
    return [member.enrolment_id for member in members if not member.has_left]


# Files ----------------------------------------------------------------------------------------


def _wire_files() -> None:
    files.offer_folder_owner("team", _team_folder, _team_folders)
    files.offer_folder_owner(assignments.OWNER, _submission_folder)
    teams.offer_team_card("files", _folder_card)


def _team_folder(session: Session, access: Access, team_id: int) -> files.FolderRights | None:
    found = teams.team_folder_rule(session, access, team_id)
    if found is None:
        return None
    may_read, may_write, name = found
    return files.FolderRights(name, may_read, may_write, may_manage=teams.may_form_teams(access))


def _folder_card(
    _session: Session, access: Access, _viewer: Viewer, team: teams.TeamView
) -> Iterator[teams.TeamCard]:
    path = f"/exchanges/{access.exchange_id}/files/of/team/{team.id}"
    line = teams.CardLine(_l("Open the folder"), path)
    text = _l("What you upload there, the whole team can read and change.")
    yield teams.TeamCard("folder", _l("Shared folder"), order=30, text=text, lines=[line])


def _team_folders(session: Session, access: Access) -> list[tuple[int, str]]:
    if teams.may_form_teams(access):
        return _team_choices(session, access.exchange_id)
    return [(team.id, team.title) for team in teams.own_teams(session, access)]


def _submission_folder(
    session: Session, access: Access, submission_id: int
) -> files.FolderRights | None:
    may_read, _may_write = assignments.may_read_submission(session, access, submission_id)
    # What was handed in changes by handing in again, never in a folder.
    return files.FolderRights(str(_l("Handed in")), may_read) if may_read else None


# Modules --------------------------------------------------------------------------------------


def _wire_modules() -> None:
    offer = modules.offer_item_kind
    offer(modules.ItemKind(assignments.KIND, _l("Assignment"), "task", _placed_assignments))
    offer(modules.ItemKind("meeting", _l("Meeting"), "meeting", _placed_meetings))
    offer(modules.ItemKind("file", _l("File"), "file", _placed_files))


def _placed_assignments(
    session: Session, access: Access, _viewer: Viewer, ids: Collection[int]
) -> Mapping[int, modules.Placed]:
    published = {one.id: one for one in assignments.assignments_of(session, access.exchange_id)}
    titles = (
        assignments.item_titles(session, access.exchange_id, ids)
        if modules.sees_all(access)
        else {key: one.title for key, one in published.items() if key in ids}
    )
    done = assignments.done_items(session, access)
    return {
        key: modules.Placed(
            title,
            assignments.assignment_path(access.exchange_id, key),
            is_done=key in done,
            counts=access.role == Role.STUDENT,
        )
        for key, title in titles.items()
    }


def _placed_meetings(
    session: Session, access: Access, _viewer: Viewer, ids: Collection[int]
) -> Mapping[int, modules.Placed]:
    return {
        key: modules.Placed(title, meetings.meeting_path(access.exchange_id, key), counts=False)
        for key, title in meetings.meeting_titles(session, access.exchange_id, ids).items()
    }


def _placed_files(
    session: Session, access: Access, _viewer: Viewer, ids: Collection[int]
) -> Mapping[int, modules.Placed]:
    return {
        key: modules.Placed(line.name, line.page_path, files.size_words(line.size), counts=False)
        for key, line in files.file_lines(session, list(ids)).items()
        if line.exchange_id == access.exchange_id and line.is_open
    }


# Assignments ----------------------------------------------------------------------------------


class _SubmissionFiles:
    """What assignments need of the room of files."""

    def do_store(
        self,
        session: Session,
        exchange_id: int,
        *,
        owner: str,
        name: str,
        stream: IO[bytes],
        actor_id: int,
    ) -> int:
        kind, _, number = owner.partition(":")
        size = stream.seek(0, 2)
        stream.seek(0)
        files.require_size(size, files.limits().plain)
        files.require_room(session, exchange_id, size, files.limits(), person_id=actor_id)
        return files.do_store(
            session,
            exchange_id,
            owner=files.Owner(kind, int(number)),
            name=name,
            stream=stream,  # type: ignore[arg-type]  # what a form brings is binary
            actor_id=actor_id,
            keeps_both=True,
        )

    def file_lines(self, session: Session, ids: Sequence[int]) -> list[assignments.FileLine]:
        lines = files.file_lines(session, list(ids))
        return [
            assignments.FileLine(one.id, one.name, one.path, str(files.size_words(one.size)))
            for one in (lines[key] for key in ids if key in lines)
        ]


def _wire_assignments() -> None:
    assignments.use_markdown(lambda text: modules.render_markdown(text).html)
    assignments.use_files(_SubmissionFiles())


# Live rooms -----------------------------------------------------------------------------------


def _keep_talk(session: Session, talk: live.Talk) -> str:
    """What a team said live is a thread of its discussion, which begins with the way to the rest."""
    languages = session.get_one(Exchange, talk.live.exchange_id).languages
    with force_locale(match_language(*languages) or "en"):
        title = gettext("Live: %(title)s", title=talk.live.title)
        about = gettext(
            "This was said in a live room. [Notes, board and questions](%(path)s)",
            path=talk.made_path,
        )
    turns = [discussion.Turn(one.person_id, one.text, one.at) for one in talk.said]
    kept = discussion.KeptTalk(
        title,
        talk.live.language,
        [discussion.Turn(None, about, talk.said[0].at), *turns],
        talk.present,
    )
    place = discussion.Place(discussion.SpaceKind.TEAM, talk.team_id)
    return discussion.do_keep_talk(session, talk.live.exchange_id, place, kept)


# Prompts --------------------------------------------------------------------------------------


def _icebreakers(language: str) -> list[live.Icebreaker]:
    """Live rooms hand out the prompts from which faculty begin topics."""
    library = discussion.prompts(discussion.language_of_library(language))
    return [live.Icebreaker(one.key, one.group, one.title, one.text) for one in library]


# Progress and the next season -----------------------------------------------------------------


def _module_progress(
    session: Session, exchange_id: int, enrolment_ids: Collection[int]
) -> dict[int, Done]:
    progress = modules.progress_of(session, exchange_id)
    return {one: Done(progress.done.get(one, 0), progress.total) for one in enrolment_ids}


def _assignment_progress(
    session: Session, exchange_id: int, enrolment_ids: Collection[int]
) -> dict[int, Done]:
    query = select(Enrolment.id, Enrolment.partnership_id).where(Enrolment.id.in_(enrolment_ids))
    partnerships = dict(session.execute(query).all())
    found = assignments.progress_of_students(session, exchange_id, partnerships)
    return {enrolment: Done(*numbers) for enrolment, numbers in found.items()}


def _copy_content(public_url: str, session: Session, old_id: int, new_id: int, days: int) -> None:
    """Files before the pages that lead to them, and things before the modules that hold them.

    Texts come last, when it is known what everything became that they lead to.
    """
    new_files = files.do_copy_files(session, old_id, new_id, days)
    new_assignments = assignments.do_copy_assignments(session, old_id, new_id, days)
    new_meetings = meetings.do_copy_meetings(session, old_id, new_id, days).meetings
    live.do_copy_sessions(session, old_id, new_id, new_meetings)
    new_surveys = surveys.do_copy_surveys(session, old_id, new_id, days, new_meetings)
    new_modules = modules.do_copy_modules(session, old_id, new_id, days)
    modules.do_copy_items(session, new_id, "file", new_files)
    modules.do_copy_items(session, new_id, assignments.KIND, new_assignments)
    modules.do_copy_items(session, new_id, "meeting", new_meetings)
    modules.do_copy_items(session, new_id, surveys.ITEM, new_surveys)
    readdress = Readdressing(
        old_id,
        new_id,
        public_url,
        {
            "files": new_files,
            "assignments": new_assignments,
            "meetings": new_meetings,
            "surveys": new_surveys,
            "modules": new_modules.modules,
            "modules/items": new_modules.items,
        },
    )
    modules.do_rewrite_module_texts(session, new_id, readdress)
    assignments.do_rewrite_assignment_texts(session, new_id, readdress)
    meetings.do_rewrite_meeting_texts(session, new_id, readdress)
    live.do_rewrite_session_texts(session, new_id, readdress)
