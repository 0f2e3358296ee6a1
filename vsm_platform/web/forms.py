"""Forms: WTForms in the page's language, with texts stripped and errors in plain words."""

from typing import Any

from flask_wtf import FlaskForm


def strip(value: Any) -> Any:
    """Surrounding white space and control characters that nobody typed on purpose go."""
    if not isinstance(value, str):
        return value
    return "".join(c for c in value if c.isprintable() or c in "\n\t").strip()


class Form(FlaskForm):
    """The base of every form; text fields are stripped before they are checked."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = [*unbound_field.kwargs.get("filters", []), strip]
            return unbound_field.bind(form=form, **{**options, "filters": filters})
