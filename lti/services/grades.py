"""A platform's gradebook: line items, scores, results (Assignment and Grade Services 2.0).

Sections: 3.2 line items, 3.3 results, 3.4 scores, 3.8 the claim. PyLTI1p3's service is filled
with what it lacks: update and removal, submissions, pages of results, filters, and answers that
are checked before anybody uses them. Each request asks for the one scope that it needs.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, cast
from urllib.parse import urlencode

from pylti1p3.assignments_grades import AssignmentsGradesService, TAssignmentsGradersData
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from lti.errors import ServiceError
from lti.platforms import preset_for
from lti.reading import is_web_address, shown
from lti.services.connector import PlatformConnector, ServiceAnswer

_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM: Final = _SCOPE + "lineitem"
LINE_ITEM_READ: Final = _SCOPE + "lineitem.readonly"
RESULT_READ: Final = _SCOPE + "result.readonly"
SCORE: Final = _SCOPE + "score"
GRADE_SCOPES: Final = (LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE)

_MEDIA: Final = "application/vnd.ims.lis."
_LINE_ITEM_TYPE: Final = _MEDIA + "v2.lineitem+json"
_LINE_ITEMS_TYPE: Final = _MEDIA + "v2.lineitemcontainer+json"
_RESULTS_TYPE: Final = _MEDIA + "v2.resultcontainer+json"
_SCORE_TYPE: Final = _MEDIA + "v1.score+json"


class ActivityProgress(StrEnum):
    """How far the student has come (3.4.7)."""

    INITIALIZED = "Initialized"
    STARTED = "Started"
    IN_PROGRESS = "InProgress"
    SUBMITTED = "Submitted"
    COMPLETED = "Completed"


class GradingProgress(StrEnum):
    """How far the grading has come (3.4.8); only a full grade need be shown by the platform."""

    FULLY_GRADED = "FullyGraded"
    PENDING = "Pending"
    PENDING_MANUAL = "PendingManual"
    FAILED = "Failed"
    NOT_READY = "NotReady"


@dataclass(frozen=True, slots=True)
class Column:
    """A line item as the platform holds it; ``address`` is its ``id``."""

    address: str
    label: str
    maximum: float
    resource_id: str
    resource_link_id: str
    tag: str
    document: Mapping[str, Any] = field(repr=False)
    """All of it, for a replacement that loses nothing."""


@dataclass(frozen=True, slots=True)
class NewScore:
    """One person's score in one line item; ``given`` None takes a former score away (3.4.5).

    ``timestamp`` must be later than that of the person's last score there.
    """

    user_id: str
    timestamp: datetime
    activity: ActivityProgress
    grading: GradingProgress
    given: float | None = None
    maximum: float = 1.0
    comment: str = ""
    started_at: datetime | None = None
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What the gradebook shows of one person in a line item; ``score`` None where nothing."""

    user_id: str
    score: float | None
    maximum: float
    comment: str = field(repr=False)


class GradeService(AssignmentsGradesService):
    """The gradebook of one course, as one registration may use it."""

    def __init__(
        self, connector: PlatformConnector, *, line_items: str = "", scopes: Sequence[str] = ()
    ) -> None:
        """``scopes`` are those of the claim; none means that nobody has said what is allowed."""
        said = {"scope": list(scopes or GRADE_SCOPES), "lineitems": line_items}
        super().__init__(connector, cast("TAssignmentsGradersData", said))
        self._connector = connector
        self._line_items = line_items
        preset = preset_for(connector.registration.product_family_code)
        self._old_score_status = preset.refuses_old_scores_with

    @property
    def can_make_columns(self) -> bool:
        """Whether the platform lets this tool keep line items of its own."""
        return bool(self._line_items) and bool(self.can_create_lineitem())

    @property
    def can_list_columns(self) -> bool:
        return bool(self._line_items) and bool(self.can_read_lineitem())

    @property
    def can_read_columns(self) -> bool:
        return bool(self.can_read_lineitem())

    @property
    def can_read_results(self) -> bool:
        return bool(self.can_read_grades())

    def columns(
        self, *, resource_id: str = "", resource_link_id: str = "", tag: str = ""
    ) -> Iterator[Column]:
        """This tool's line items, filtered here too: not every platform heeds the filters.

        Raises:
            ServiceError: ``scope_missing``, or a page could not be had or is no such list.
        """
        wanted = {"resource_id": resource_id, "resource_link_id": resource_link_id, "tag": tag}
        wanted = {name: value for name, value in wanted.items() if value}
        address = _with_query(self._line_items, wanted)
        scopes = [self._reading_scope()]
        for page in self._connector.pages(address, scopes=scopes, accept=_LINE_ITEMS_TYPE):
            for document in _list_of(page):
                column = _column(document, page)
                if all(getattr(column, name) == value for name, value in wanted.items()):
                    yield column

    def find(self, resource_id: str, tag: str) -> Column | None:
        """The line item of this resource; the one with this tag where there are several.

        Raises:
            ServiceError: as for ``columns``.
        """
        found = None
        for column in self.columns(resource_id=resource_id):
            if column.tag == tag:
                return column
            found = found or column
        return found

    def read(self, address: str) -> Column:
        """One line item.

        Raises:
            ServiceError: ``service_not_found`` where it was removed, ``scope_missing``, others.
        """
        scopes = [self._reading_scope()]
        answer = self._connector.request("GET", address, scopes=scopes, accept=_LINE_ITEM_TYPE)
        return _column(answer.document, answer, address)

    def create(self, *, label: str, maximum: float, resource_id: str, tag: str) -> Column:
        """Add a line item; look with ``find`` first, for this adds another one each time.

        Raises:
            ServiceError: ``scope_missing``, or it was not added, or the answer does not say so.
        """
        item = LineItem().set_label(label).set_score_maximum(_plain(maximum))
        item.set_resource_id(resource_id).set_tag(tag)
        return self._written("POST", self._line_items, json.loads(item.get_value()))

    def update(self, column: Column, *, label: str, maximum: float) -> Column:
        """Replace label and maximum of a line item that was just read (3.2.7).

        Raises:
            ServiceError: as for ``create``.
        """
        changes = {"label": label, "scoreMaximum": _plain(maximum)}
        return self._written("PUT", column.address, {**column.document, **changes}, column.address)

    def remove(self, address: str) -> None:
        """Remove a line item with everything in it.

        Raises:
            ServiceError: ``service_not_found`` where it is gone already, ``scope_missing``, others.
        """
        self._connector.request(
            "DELETE",
            address,
            scopes=[self._scope(LINE_ITEM, is_allowed=self.can_create_lineitem())],
            accept=_LINE_ITEM_TYPE,
            needs_document=False,
        )

    def give(self, address: str, score: NewScore) -> None:
        """Put one score into a line item; what the platform answers holds nothing of use.

        Raises:
            ServiceError: ``service_conflict`` where the platform holds a score that is as new,
                ``scope_missing``, others.
        """
        try:
            self._connector.request(
                "POST",
                self._add_url_path_ending(address, "scores"),
                scopes=[self._scope(SCORE, is_allowed=self.can_put_grade())],
                accept="application/json",
                content_type=_SCORE_TYPE,
                document=_score_document(score),
                needs_document=False,
            )
        except ServiceError as error:
            if error.code == "service_rejected" and error.answered == self._old_score_status:
                raise ServiceError("service_conflict", answered=error.answered) from error
            raise

    def results(self, address: str, user_id: str = "") -> Iterator[Result]:
        """What the gradebook shows in a line item, page by page, or of one person.

        Raises:
            ServiceError: ``scope_missing``, or a page could not be had or is no such list.
        """
        results = self._add_url_path_ending(address, "results")
        asked = _with_query(results, {"user_id": user_id} if user_id else {})
        scopes = [self._scope(RESULT_READ, is_allowed=self.can_read_grades())]
        for page in self._connector.pages(asked, scopes=scopes, accept=_RESULTS_TYPE):
            for document in _list_of(page):
                result = _result(document, page)
                if not user_id or result.user_id == user_id:
                    yield result

    def _written(
        self, method: str, address: str, document: Mapping[str, Any], known_as: str = ""
    ) -> Column:
        answer = self._connector.request(
            method,
            address,
            scopes=[self._scope(LINE_ITEM, is_allowed=self.can_create_lineitem())],
            accept=_LINE_ITEM_TYPE,
            content_type=_LINE_ITEM_TYPE,
            document=document,
        )
        # An empty answer to a replacement says yes as well.
        return _column(answer.document or document, answer, known_as)

    def _reading_scope(self) -> str:
        """The writing scope reads too; where it is allowed one token serves both."""
        scope = LINE_ITEM if self.can_create_lineitem() else LINE_ITEM_READ
        return self._scope(scope, is_allowed=self.can_read_lineitem())

    def _scope(self, scope: str, *, is_allowed: bool) -> str:
        if not is_allowed:
            raise ServiceError("scope_missing", scope=scope.removeprefix(_SCOPE))
        return scope

    @staticmethod
    def _add_url_path_ending(url: str, url_path_ending: str) -> str:
        """The address of a part of a line item; a query stays behind the path."""
        path, mark, query = url.partition("?")
        return f"{path.rstrip('/')}/{url_path_ending}{mark}{query}"


def _with_query(address: str, values: Mapping[str, str]) -> str:
    if not values:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values)}"


def _score_document(score: NewScore) -> dict[str, Any]:
    grade = Grade().set_user_id(score.user_id).set_timestamp(score.timestamp.isoformat())
    grade.set_activity_progress(score.activity).set_grading_progress(score.grading)
    if score.given is not None:
        grade.set_score_given(_plain(score.given)).set_score_maximum(_plain(score.maximum))
    if score.comment:
        grade.set_comment(score.comment)
    moments = {"startedAt": score.started_at, "submittedAt": score.submitted_at}
    submission = {name: moment.isoformat() for name, moment in moments.items() if moment}
    if submission:
        grade.set_extra_claims({"submission": submission})
    return dict(json.loads(grade.get_value()))


def _plain(number: float) -> float:
    """Whole numbers as integers: some platforms take nothing else for a maximum."""
    return int(number) if float(number).is_integer() else number


def _list_of(page: ServiceAnswer) -> list[Any]:
    if not isinstance(page.document, list):
        raise _malformed(page, "no list")
    return page.document


def _column(document: Any, answer: ServiceAnswer, known_as: str = "") -> Column:
    if not isinstance(document, dict):
        raise _malformed(answer, "no line item")
    address = document.get("id") or known_as
    if not isinstance(address, str) or not is_web_address(address):
        raise _malformed(answer, "a line item without an address")
    return Column(
        address=address,
        label=_text(document.get("label")),
        maximum=_maximum(document.get("scoreMaximum"), answer),
        resource_id=_text(document.get("resourceId")),
        resource_link_id=_text(document.get("resourceLinkId")),
        tag=_text(document.get("tag")),
        document=document,
    )


def _result(document: Any, answer: ServiceAnswer) -> Result:
    user_id = document.get("userId") if isinstance(document, dict) else None
    if not isinstance(user_id, str | int) or isinstance(user_id, bool):
        raise _malformed(answer, "a result of nobody")
    score = document.get("resultScore")
    return Result(
        user_id=str(user_id),
        score=None if score is None else _number(score, answer),
        maximum=_maximum(document.get("resultMaximum", 1), answer),
        comment=_text(document.get("comment"), limit=10_000),
    )


def _text(value: object, limit: int = 500) -> str:
    return shown(value)[:limit] if isinstance(value, str) else ""


def _number(value: object, answer: ServiceAnswer) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12:
        return float(value)
    raise _malformed(answer, "no number")


def _maximum(value: object, answer: ServiceAnswer) -> float:
    number = _number(value, answer)
    if number <= 0:
        raise _malformed(answer, "no maximum above zero")
    return number


def _malformed(answer: ServiceAnswer, why: str) -> ServiceError:
    return ServiceError("service_malformed", answered=answer.status, why=why)
