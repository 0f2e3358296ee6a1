"""Deep linking as a person walks it: from the LMS's course to the chooser and back."""

from dataclasses import dataclass, field
from typing import Any

import jwt

from tests.launch.universities import TOOL, Universities, University, signed_again, welcome
from vsm_platform.practice import Robot, Step, Visit
from vsm_platform.practice.model import Account, ResourceLink

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SETTINGS = f"{DEEP_LINKING}deep_linking_settings"
ITEMS = f"{DEEP_LINKING}content_items"


def begin(university: University, account: Account | None = None) -> str:
    """Where this person starts to choose content for the university's course."""
    return university.world.deep_linking_address(
        university.tenant, university.course, university.tool, account or university.teacher
    )


def form_with(visit: Visit, name: str) -> int:
    """The number of the page's form that has a field of this name."""
    return next(n for n, form in enumerate(visit.forms) if name in form.fields)


def form_to(visit: Visit, ending: str) -> int:
    """The number of the page's form that goes to an address with this ending."""
    return next(n for n, form in enumerate(visit.forms) if form.action.endswith(ending))


@dataclass
class Chooser:
    """One person's way through deep linking, in a browser of their own."""

    universities: Universities
    university: University
    account: Account | None = None
    robot: Robot = field(init=False)

    def __post_init__(self) -> None:
        self.robot = self.universities.robot()

    def open(self, settings: dict[str, Any] | None = None, **claims: Any) -> Visit:
        """Come to the chooser, past the welcome page; claims and settings can be changed."""

        def change(payload: dict[str, Any]) -> None:
            payload[SETTINGS].update(settings or {})
            for name in [name for name, value in payload[SETTINGS].items() if value is None]:
                del payload[SETTINGS][name]
            for name, value in claims.items():
                full = f"https://purl.imsglobal.org/spec/lti/claim/{name}"
                payload.pop(full, None)
                if value is not None:
                    payload[full] = value

        launch = self.robot.authorize(begin(self.university, self.account))
        visit = self.robot.post_launch(signed_again(launch, self.university, change))
        return welcome(self.robot, visit) if "/welcome" in visit.url else visit

    def place(self, visit: Visit, *pages: str, **values: str) -> Visit:
        """Choose pages and send them; the robot goes on to the LMS by itself."""
        return self.robot.submit(visit, form_with(visit, "csrf_token"), pages=[*pages], **values)

    def answered(self, visit: Visit, *pages: str, **values: str) -> Step:
        """As ``place``, but stop with the signed answer in hand."""
        form = visit.forms[form_with(visit, "csrf_token")]
        step = Step(form.method, form.action, {**form.fields, "pages": [*pages], **values})
        return self.stopped(step)

    def stopped(self, step: Step) -> Step:
        return self.robot._ready_step(step, "JWT")

    def cancel(self, visit: Visit) -> Visit:
        return self.robot.submit(visit, form_to(visit, "/nothing"))

    def given_up(self, visit: Visit) -> Step:
        form = visit.forms[form_to(visit, "/nothing")]
        return self.stopped(Step(form.method, form.action, form.fields))

    @property
    def new_links(self) -> list[ResourceLink]:
        """The links that were placed beside the university's first one."""
        return list(self.university.course.links.values())[1:]


def payload(step: Step) -> dict[str, Any]:
    """The claims of an answer."""
    return dict(jwt.decode(step.form["JWT"], options={"verify_signature": False}))


def launch_link(robot: Robot, university: University, link: ResourceLink, who: Account) -> Visit:
    """Click a placed link."""
    address = university.world.launch_address(university.tenant, university.course, link, who)
    visit = robot.launch(address)
    return welcome(robot, visit) if "/welcome" in visit.url else visit


def page_of(exchange_id: int, page: str = "") -> str:
    return f"{TOOL}/exchanges/{exchange_id}/{page}"
