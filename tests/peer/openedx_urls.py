"""The platform's addresses, and the one page that Open edX would show around a launch."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from lti_consumer import api
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.models import LtiConfiguration, LtiDlContentItem

COURSE = "course-v1:Peer+CLIMATE+2026"


def _launch_data(user_id: str, role: str, **facts: str) -> Lti1p3LaunchData:
    configuration = LtiConfiguration.objects.get()
    return Lti1p3LaunchData(
        user_id=user_id,
        user_role=role,
        config_id=str(configuration.config_id),
        resource_link_id=str(configuration.location),
        context_id=COURSE,
        context_type=["course_offering"],
        context_title="Climate Change",
        context_label="CLIMATE",
        **facts,
    )


def launch(request: HttpRequest) -> HttpResponse:
    """What clicking the unit does: send the browser to the tool's login address."""
    facts = {name: value for name, value in request.GET.items() if name in {"name", "email"}}
    data = _launch_data(request.GET["user"], request.GET["role"], **facts)
    return HttpResponseRedirect(api.get_lti_1p3_launch_start_url(data))


def choose(request: HttpRequest) -> HttpResponse:
    """What a course's author does to choose the tool's content."""
    data = _launch_data(request.GET["user"], request.GET["role"], name="Ada Author")
    return HttpResponseRedirect(api.get_lti_1p3_launch_start_url(data, deep_link_launch=True))


def placed(_request: HttpRequest) -> JsonResponse:
    """What was chosen last, as Open edX keeps it."""
    items = LtiDlContentItem.objects.order_by("id")
    kept = [{"id": item.id, "type": item.content_type, **item.attributes} for item in items]
    return JsonResponse({"items": kept})


def launch_placed(request: HttpRequest) -> HttpResponse:
    """What clicking one of the chosen items does."""
    data = _launch_data(request.GET["user"], request.GET["role"], name=request.GET["name"])
    address = api.get_lti_1p3_launch_start_url(data, dl_content_id=request.GET["item"])
    return HttpResponseRedirect(address)


def what_to_register(_request: HttpRequest) -> HttpResponse:
    """What Open edX shows a course's author, to be typed at the tool."""
    return JsonResponse(api.get_lti_1p3_launch_info(_launch_data("author", "instructor")))


urlpatterns = [
    path("launch", launch),
    path("choose", choose),
    path("placed", placed),
    path("launch-placed", launch_placed),
    path("what-to-register", what_to_register),
    path("api/", include("lti_consumer.plugin.urls")),
]
