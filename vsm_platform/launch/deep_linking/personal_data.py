"""What an LMS asked for while a person chose a page to place; it goes with the person's visits."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, SignIn, offer_erasure
from vsm_platform.launch.deep_linking.models import DeepLinkingRequest


def do_forget(session: Session, gone: Gone) -> None:
    visits = select(SignIn.id).where(SignIn.person_id == gone.person_id)
    session.execute(delete(DeepLinkingRequest).where(DeepLinkingRequest.sign_in_id.in_(visits)))


offer_erasure("deep_linking", do_forget)
