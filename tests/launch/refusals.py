"""What every refused launch has in common: the page, the log line, and that nobody got in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup

from tests.launch.universities import TOOL, Universities, University, claims_of
from vsm_platform.practice import Robot, Step, Visit

Change = Callable[[dict[str, Any]], object]


def nothing(_claims: dict[str, Any]) -> None:
    """Leave the payload as it is."""


@dataclass(frozen=True)
class ErrorPage:
    """The parts of an error page, as a person reads them."""

    language: str
    title: str
    texts: list[str]
    code: str

    @classmethod
    def of(cls, visit: Visit) -> "ErrorPage":
        page = BeautifulSoup(visit.body, "html.parser")
        assert page.html is not None
        assert page.h1 is not None
        code = page.select_one("span.code")
        assert code is not None, visit.body[:2000]
        texts = [text.get_text(" ", strip=True) for text in page.select("main p")]
        return cls(str(page.html["lang"]), page.h1.get_text(strip=True), texts, code.get_text())


def assert_refused(visit: Visit, code: str, status: int = 400) -> ErrorPage:
    """The answer is a page with a code, what happened, and what to do."""
    assert visit.status == status, f"{visit.status} {visit.url}\n{visit.body[:3000]}"
    page = ErrorPage.of(visit)
    assert page.code == code, page
    assert page.title
    happened, remedy, *_rest = page.texts
    assert happened
    assert len(remedy.partition(":")[2]) > 10, "says what to do"
    return page


@dataclass
class BadLaunches:
    """Launches spoiled on the way, each from a browser of its own."""

    universities: Universities
    university: University
    read_log: Callable[[], list[dict[str, Any]]]
    language: str = "en"
    log: list[dict[str, Any]] = field(default_factory=list)

    def refused(
        self,
        code: str,
        change: Change = nothing,
        *,
        headers: Mapping[str, Any] | None = None,
        status: int = 400,
    ) -> ErrorPage:
        """Launch with a changed payload or header, and see that it is refused in every way."""
        robot = self.universities.robot(language=self.language)
        launch = robot.authorize(self.university.address(self.university.student))
        claims = claims_of(launch)
        change(claims)
        launch.form["id_token"] = self.university.sign(claims, headers)
        return self.refused_as_it_is(robot, launch, code, status)

    def refused_as_it_is(
        self, robot: Robot, request: Step, code: str, status: int = 400
    ) -> ErrorPage:
        """Send a login or a launch, and see that it is refused in every way."""
        self.read_log()
        visit = robot.send(request)
        self.log = self.read_log()
        page = assert_refused(visit, code, status)
        self._assert_one_log_line(code, request)
        assert robot.open(f"{TOOL}/profile").status == 401
        return page

    def _assert_one_log_line(self, code: str, request: Step) -> None:
        assert [line["error"] for line in self.log] == [code], self.log
        written = json.dumps(self.log, ensure_ascii=False)
        secrets = [request.form.get(name, "") for name in ("id_token", "state", "login_hint")]
        for account in self.university.tenant.accounts.values():
            secrets += [account.name, account.given_name, account.email, account.sub]
        for secret in filter(None, secrets):
            assert secret not in written
