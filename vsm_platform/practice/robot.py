"""A person without a browser: walks launches over HTTP, for the demo and for tests.

`Robot.launch` walks the whole way, from a course's link to the page that the tool shows at the
end. The same way can be walked in steps, so that a test can change what is sent in between:

    begun = robot.begin(address)            # the tool's login initiation, not yet sent
    request = robot.login(begun)            # the tool's answer: an authentication request
    launch = robot.authenticate(request)    # the platform's answer: id_token and state
    launch.form["id_token"] = ...           # whatever the test wants
    visit = robot.post_launch(launch)       # the tool's last page

`robot.authorize(address)` is the first three at once.
"""

from dataclasses import dataclass, field
from typing import ClassVar, cast
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from vsm_platform.practice.cookies import CookieJar, CookiePolicy
from vsm_platform.practice.html_forms import Form, forms_of, text_of
from vsm_platform.practice.transports import HttpResponse, Transport

REDIRECTS = {301, 302, 303, 307, 308}
FORM_TYPE = "application/x-www-form-urlencoded"


class RobotError(RuntimeError):
    """The way ended somewhere unexpected; the message holds the last page's text."""


@dataclass(frozen=True)
class Hop:
    """One request and the status it was answered with."""

    method: str
    url: str
    status: int


@dataclass(frozen=True)
class Visit:
    """Where the robot arrived: the last answer, and all hops that led there."""

    status: int
    url: str
    headers: list[tuple[str, str]]
    body: str
    hops: list[Hop]

    @property
    def forms(self) -> list[Form]:
        return forms_of(self.body, self.url)

    @property
    def text(self) -> str:
        """What the page says to a reader, without its markup."""
        return text_of(self.body)


@dataclass
class Step:
    """A request that stands ready: change `form` or `headers` at will, then send it on."""

    method: str
    action: str
    form: dict[str, str]
    hops: list[Hop] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


class Robot:
    """Keeps cookies by host, follows redirects, and sends forms that mean to send themselves.

    A form means so if it has the attribute `data-auto-submit`. `cookies` says how much the
    pretended browser keeps of the tool's cookies (see `CookieJar`).
    """

    hop_limit: ClassVar[int] = 20

    def __init__(
        self, transport: Transport, *, cookies: CookiePolicy = "all", language: str = ""
    ) -> None:
        self.transport = transport
        self.jar = CookieJar(cookies)
        self.language = language

    def launch(self, address: str) -> Visit:
        """Open a link (`World.launch_address`) and walk to the end."""
        return self.open(address)

    def open(self, address: str) -> Visit:
        """Read a page, going on through redirects and automatic forms."""
        return self.send(Step("GET", address, {}))

    def send(self, step: Step) -> Visit:
        """Send a request and go on to the end."""
        hops = list(step.hops)
        while True:
            answer = self._request(step, hops)
            following = self._next(step, answer)
            if following is None:
                return Visit(answer.status, answer.url, answer.headers, answer.text, hops)
            step = following

    def submit(self, visit: Visit, number: int = 0, **values: str | list[str]) -> Visit:
        """Fill in and send a form of the page the robot stands on; a list ticks several boxes."""
        form = visit.forms[number]
        fields = {**form.fields, **values}
        # Read as text everywhere else; only the boxes of a form that is sent at once are lists.
        return self.send(Step(form.method, form.action, cast("dict[str, str]", fields)))

    def begin(self, address: str) -> Step:
        """Ask the platform to begin a launch; gives the login initiation for the tool."""
        return self._ready_step(Step("GET", address, {}), "login_hint")

    def login(self, begun: Step) -> Step:
        """Initiate the login at the tool; gives its authentication request."""
        return self._ready_step(begun, "nonce")

    def authenticate(self, request: Step) -> Step:
        """Send the authentication request; gives the form with id_token and state."""
        return self._ready_step(request, "id_token")

    def authorize(self, address: str) -> Step:
        """Walk from a link to the form with id_token and state, without sending it."""
        return self.authenticate(self.login(self.begin(address)))

    def post_launch(self, launch: Step) -> Visit:
        """Send the launch to the tool and go on to its last page."""
        return self.send(launch)

    def _ready_step(self, step: Step, wanted: str) -> Step:
        """Go on until the next request would carry the parameter `wanted`; do not send it."""
        hops = list(step.hops)
        while True:
            answer = self._request(step, hops)
            following = self._next(step, answer)
            if following is None:
                said = text_of(answer.text)[:500]
                raise RobotError(f"{answer.url} answered {answer.status}, no {wanted}: {said}")
            following.hops = hops
            if wanted in following.form:
                return following
            step = following

    def _request(self, step: Step, hops: list[Hop]) -> HttpResponse:
        if len(hops) >= self.hop_limit:
            raise RobotError(f"More than {self.hop_limit} hops; the last was {hops[-1].url}.")
        url, body, headers = _as_request(step)
        cookie = self.jar.header(url)
        if cookie:
            headers["Cookie"] = cookie
        if self.language:
            headers["Accept-Language"] = self.language
        answer = self.transport.send(step.method, url, {**headers, **step.headers}, body)
        self.jar.store(url, answer.all_headers("set-cookie"))
        hops.append(Hop(step.method, url, answer.status))
        return answer

    def _next(self, step: Step, answer: HttpResponse) -> Step | None:
        location = answer.header("location")
        if answer.status in REDIRECTS and location:
            keeps = answer.status in {307, 308}
            method = step.method if keeps else "GET"
            address, query = _split_query(urljoin(answer.url, location))
            form = step.form if keeps and method == "POST" else query
            target = urljoin(answer.url, location) if keeps and method == "POST" else address
            return Step(method, target, form)
        if answer.status >= 400 or "html" not in answer.header("content-type"):
            return None
        automatic = [form for form in forms_of(answer.text, answer.url) if form.is_automatic]
        if not automatic:
            return None
        return Step(automatic[0].method, automatic[0].action, automatic[0].fields)


def _as_request(step: Step) -> tuple[str, bytes, dict[str, str]]:
    """Put a step's form into the address of a GET or the body of a POST."""
    if step.method == "POST":
        body = urlencode(step.form, doseq=True).encode()
        return step.action, body, {"Content-Type": FORM_TYPE}
    if not step.form:
        return step.action, b"", {}
    address, query = _split_query(step.action)
    return f"{address}?{urlencode({**query, **step.form})}", b"", {}


def _split_query(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    address = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return address, dict(parse_qsl(parts.query, keep_blank_values=True))
