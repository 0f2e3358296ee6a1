"""What can go wrong with people and their codes."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError


class CodeNotUsable(AppError):
    """A one-time code that was used, has expired, or never was one."""

    code = "code_not_usable"
    status = 410
    title = lazy_gettext("This link has done its work")
    message = lazy_gettext("It can be used once and for a short time, and that time is over.")
    remedy = lazy_gettext(
        "Open the course again from your learning platform. An administrator gets a new link with "
        "the command “vsm admin invite”."
    )


class OfficeLinkNotUsable(CodeNotUsable):
    """The same of an International Office's link."""

    code = "office_link_not_usable"
    remedy = lazy_gettext("Ask the administrator of this site for a new link.")
