"""Assignment and Grade Services 2.0: line items and results.

Sections followed: 3.2 (line items), 3.3 (results), 3.6 (scopes). Scores have a file of their own.
"""

from typing import Any, TypeGuard

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.context import practice
from vsm_platform.practice.faults import lose_answer
from vsm_platform.practice.flavours import fill
from vsm_platform.practice.gradebook import results_of
from vsm_platform.practice.model import LineItem, Result
from vsm_platform.practice.routing import TENANT, add_flavoured_rules
from vsm_platform.practice.services import (
    ServiceCall,
    authorize_call,
    link_header,
    media,
    paged,
    refuse,
)

blueprint = Blueprint("grades", __name__)
READ = (lti.SCOPE_LINE_ITEM, lti.SCOPE_LINE_ITEM_READ)
WRITE = (lti.SCOPE_LINE_ITEM,)
RESULTS_PER_PAGE = 100
LINE_ITEMS_PER_PAGE = 50


def line_items(platform_key: str, tenant_key: str, course_id: str) -> ResponseReturnValue:
    """List the tool's own columns, or make one (section 3.2.3 to 3.2.5)."""
    if request.method == "POST":
        return _create(grade_call(platform_key, tenant_key, course_id, WRITE))
    call = grade_call(platform_key, tenant_key, course_id, READ)
    wanted = {
        name: request.args[name]
        for name in ("resource_link_id", "resource_id", "tag")
        if name in request.args
    }
    with call.world.reading():
        items = [
            item
            for item in call.course.line_items.values()
            if item.client_id == call.registration.client_id
            and all(getattr(item, name) == value for name, value in wanted.items())
        ]
    path = fill(call.world.flavour(call.platform).paths.line_items, course_id=call.course.id)
    page = paged(items, call.world.tenant_address(call.tenant, path), LINE_ITEMS_PER_PAGE)
    documents = [line_item_document(call, item) for item in page.items]
    link = link_header({"next": page.next_address})
    return media(documents, lti.LINE_ITEM_CONTAINER, link=link)


def line_item(platform_key: str, tenant_key: str, course_id: str, item_id: str) -> Response:
    """Read, replace or delete one column (section 3.2.6 to 3.2.9)."""
    scopes = READ if request.method == "GET" else WRITE
    call = grade_call(platform_key, tenant_key, course_id, scopes)
    item = own_item(call, item_id)
    if request.method == "DELETE":
        with call.world.writing():
            call.course.line_items.pop(item.id, None)
        return Response(status=204)
    if request.method == "PUT":
        changed = _parsed()
        with call.world.writing():
            _apply(item, changed)
    return media(line_item_document(call, item), lti.LINE_ITEM)


def results(platform_key: str, tenant_key: str, course_id: str, item_id: str) -> Response:
    """What the gradebook shows in one column (section 3.3)."""
    call = grade_call(platform_key, tenant_key, course_id, (lti.SCOPE_RESULT_READ,))
    item = own_item(call, item_id)
    with call.world.reading():
        found = results_of(item)
    user_id = request.args.get("user_id")
    if user_id is not None:
        found = [result for result in found if result.user_id == user_id]
    address = line_item_address(call, item)
    page = paged(found, f"{address.partition('?')[0]}/results", RESULTS_PER_PAGE)
    documents = [_result_document(address, result) for result in page.items]
    link = link_header({"next": page.next_address})
    return media(documents, lti.RESULT_CONTAINER, link=link)


def grade_call(
    platform_key: str, tenant_key: str, course_id: str, scopes: tuple[str, ...]
) -> ServiceCall:
    faults = practice().world.platform(platform_key).faults
    return authorize_call(platform_key, tenant_key, course_id, scopes=scopes, answer=faults.grades)


def own_item(call: ServiceCall, item_id: str) -> LineItem:
    """Find one of the calling tool's columns; another tool's is not there for it."""
    item = call.course.line_items.get(item_id)
    if item is None or item.client_id != call.registration.client_id:
        refuse(404, "not_found", f"There is no line item {item_id} for this tool.")
    return item


def line_item_address(call: ServiceCall, item: LineItem) -> str:
    flavour = call.world.flavour(call.platform)
    path = fill(flavour.paths.line_item, course_id=call.course.id, item_id=item.id)
    query = flavour.line_items_query(call.deployment)
    return call.world.tenant_address(call.tenant, f"{path}?{query}" if query else path)


def line_item_document(call: ServiceCall, item: LineItem) -> dict[str, Any]:
    optional = {
        "resourceId": item.resource_id,
        "resourceLinkId": item.resource_link_id,
        "tag": item.tag,
        "startDateTime": item.start_date_time,
        "endDateTime": item.end_date_time,
    }
    return {
        "id": line_item_address(call, item),
        "label": item.label,
        "scoreMaximum": item.score_maximum,
        **{name: value for name, value in optional.items() if value},
    }


def _result_document(line_item: str, result: Result) -> dict[str, Any]:
    path, _, query = line_item.partition("?")
    address = f"{path}/results/{result.user_id}" + (f"?{query}" if query else "")
    document: dict[str, Any] = {
        "id": address,
        "scoreOf": line_item,
        "userId": result.user_id,
        "resultMaximum": result.result_maximum,
    }
    if result.result_score is not None:
        document["resultScore"] = result.result_score
    if result.comment:
        document["comment"] = result.comment
    return document


def _create(call: ServiceCall) -> Response:
    changed = _parsed()
    link_id = changed.get("resourceLinkId", "")
    if link_id and link_id not in call.course.links:
        refuse(404, "not_found", "The course has no such resource link.")
    with call.world.writing():
        item = call.world.add_line_item(
            call.tenant,
            call.course,
            call.registration.client_id,
            changed["label"],
            changed["scoreMaximum"],
        )
        item.resource_link_id = link_id
        _apply(item, changed)
    lose_answer(call.platform.faults.grades)
    return media(line_item_document(call, item), lti.LINE_ITEM, status=201)


def _parsed() -> dict[str, Any]:
    """Check the document of section 3.2.4: a label and a maximum above 0 are required."""
    document = json_body(lti.LINE_ITEM)
    maximum = document.get("scoreMaximum")
    label = document.get("label")
    if not isinstance(label, str) or not label.strip():
        refuse(400, "bad_request", "label is required.")
    if not is_number(maximum) or maximum <= 0:
        refuse(400, "bad_request", "scoreMaximum must be a number above 0.")
    for name in ("resourceLinkId", "resourceId", "tag", "startDateTime", "endDateTime"):
        if not isinstance(document.get(name, ""), str):
            refuse(400, "bad_request", f"{name} must be a text.")
    return document


def _apply(item: LineItem, document: dict[str, Any]) -> None:
    """A PUT replaces what may change; the link that a column belongs to stays."""
    item.label = document["label"]
    item.score_maximum = document["scoreMaximum"]
    item.resource_id = document.get("resourceId", "")
    item.tag = document.get("tag", "")
    item.start_date_time = document.get("startDateTime", "")
    item.end_date_time = document.get("endDateTime", "")


def json_body(media_type: str) -> dict[str, Any]:
    """Read the request's JSON object, sent under the service's own media type."""
    if request.mimetype != media_type:
        refuse(415, "unsupported_media_type", f"Content-Type must be {media_type}.")
    document = request.get_json(force=True, silent=True)
    if not isinstance(document, dict):
        refuse(400, "bad_request", "The body is no JSON object.")
    return document


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


add_flavoured_rules(blueprint, "line_items", line_items, methods=["GET", "POST"], below=TENANT)
add_flavoured_rules(
    blueprint, "line_item", line_item, methods=["GET", "PUT", "DELETE"], below=TENANT
)
add_flavoured_rules(
    blueprint, "line_item", results, methods=["GET"], below=TENANT, suffix="/results"
)
