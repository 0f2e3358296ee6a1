"""A verified request is kept until its answer."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti.launch import Launch
from vsm_platform.core import clock
from vsm_platform.institutions.api import Registration
from vsm_platform.launch.deep_linking.errors import ReturnAddressForeign
from vsm_platform.launch.deep_linking.models import MEMORY, REQUEST_LIFE, DeepLinkingRequest
from vsm_platform.launch.deep_linking.policies import may_choose, return_origin, shown_origin

TARGETS = ("iframe", "window")


def do_keep_request(
    session: Session, launch: Launch, *, deployment_id: int, sign_in_id: int
) -> str:
    """Keep what the answer will need, and forget requests that are long over.

    Returns:
        The path of the page on which the person chooses.

    Raises:
        ReturnAddressForeign: the answer would go to an address that is not this LMS's.
    """
    settings = launch.deep_linking
    if settings is None:
        raise ValueError("the message is no deep linking request")
    registration = session.get_one(Registration, launch.registration.key)
    origin = return_origin(settings.deep_link_return_url, registration)
    if origin is None:
        raise ReturnAddressForeign(origin=shown_origin(settings.deep_link_return_url))
    present = clock.now()
    session.execute(
        delete(DeepLinkingRequest).where(DeepLinkingRequest.expires_at < present - MEMORY)
    )
    accepted = settings.accept_presentation_document_targets
    request = DeepLinkingRequest(
        sign_in_id=sign_in_id,
        deployment_id=deployment_id,
        may_choose=may_choose(launch.roles),
        return_url=settings.deep_link_return_url,
        return_origin=origin,
        data=settings.data,
        accepts_several=settings.accept_multiple,
        accepts_column=settings.accept_line_item,
        targets=[target for target in TARGETS if target in accepted],
        created_at=present,
        expires_at=present + REQUEST_LIFE,
    )
    session.add(request)
    session.flush()
    return f"/launch/content/{request.id}"
