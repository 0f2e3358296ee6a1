"""Pages of admissions: an applicant's own, and those of the faculty who choose."""

from flask_babel import lazy_gettext as _l

from vsm_platform.admissions import setting_up
from vsm_platform.admissions.routes import applying, choosing, criteria
from vsm_platform.admissions.routes.common import room
from vsm_platform.exchanges.api import Section, Tab, faculty, offer_set_up_tasks, offer_tab

offer_tab(
    Tab(
        Section.PEOPLE,
        "admissions.applications",
        _l("Applications"),
        order=20,
        shown=faculty,
        prefix="admissions.",
    )
)
offer_set_up_tasks("admissions", setting_up.tasks)

__all__ = ["applying", "choosing", "criteria", "room"]
