"""Pieces of pages that are drawn once for all who would see the same.

Drawing is most of what a page costs, and the header and the foot of a course's pages are the same
for nearly everybody in it. A fragment knows neither the viewer nor the request, only the values
that it is given and the page's language, so nobody can be shown what is another's.
"""

from collections.abc import Hashable
from functools import lru_cache

from flask import current_app
from markupsafe import Markup

from vsm_platform.web.languages import current_language, is_right_to_left

KEPT = 512
"""Fragments that a process keeps, of some 2 kB each."""


def fragment(template: str, **values: Hashable) -> Markup:
    """A template drawn with these values, ``locale`` and ``direction``, and nothing else."""
    direction = "rtl" if is_right_to_left() else "ltr"
    return _drawn(template, locale=current_language(), direction=direction, **values)


@lru_cache(maxsize=KEPT)
def _drawn(template: str, **values: Hashable) -> Markup:
    html = current_app.jinja_env.get_template(template).render(values)
    return Markup(html)  # noqa: S704 (the template has escaped it)
