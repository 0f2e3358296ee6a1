"""Forms: WTForms in the page's language, with texts stripped and errors in plain words."""

import re
from typing import Any

from flask_wtf import FlaskForm

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line end, half surrogate pairs, and what turns the direction of
a whole line. Joiners and direction marks stay: names in Persian and Sinhala, and emoji, need them."""


def strip(value: Any) -> Any:
    """Surrounding white space and control characters that nobody typed on purpose go."""
    if not isinstance(value, str):
        return value
    cleaned = _UNWANTED.sub("", value).strip()
    # A text of nothing but joiners and marks would be an invisible name.
    return cleaned if any(map(str.isprintable, cleaned)) else ""


class Form(FlaskForm):
    """The base of every form; text fields are stripped before they are checked."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = [*unbound_field.kwargs.get("filters", []), strip]
            return unbound_field.bind(form=form, **{**options, "filters": filters})
