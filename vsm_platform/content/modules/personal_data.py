"""What a person has done and written in modules: taken along; pages of a course stay."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.content.modules.models import ItemDone, ItemDraft, ItemVersion, ModuleItem
from vsm_platform.exchanges.api import enrolments_of


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """What is done, drafts, and every version that the person has saved."""
    done = (
        select(ModuleItem.title, ItemDone.done_at)
        .join(ItemDone, ItemDone.item_id == ModuleItem.id)
        .where(ItemDone.enrolment_id.in_(enrolments_of(person_id)))
        .order_by(ItemDone.done_at)
    )
    yield Part("done", _l("What you are done with"), listed(session, done))
    drafts = select(ItemDraft.title, ItemDraft.text, ItemDraft.saved_at)
    drafts = drafts.where(ItemDraft.person_id == person_id)
    yield Part("drafts", _l("Drafts of pages"), listed(session, drafts))
    written = select(ItemVersion.title, ItemVersion.text, ItemVersion.saved_at)
    written = written.where(ItemVersion.saved_by_id == person_id).order_by(ItemVersion.id)
    yield Part("pages", _l("Pages that you wrote"), listed(session, written))


def do_forget(session: Session, gone: Gone) -> None:
    own = enrolments_of(gone.person_id)
    session.execute(delete(ItemDone).where(ItemDone.enrolment_id.in_(own)))
    session.execute(delete(ItemDraft).where(ItemDraft.person_id == gone.person_id))


offer_personal_data("modules", own_data)
offer_erasure("modules", do_forget)
