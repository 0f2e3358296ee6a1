"""Letters are templates: the first line is the subject, then an empty line, then plain text.

They stand in ``templates/email/`` and are drawn in the recipient's language, whoever's request it
is that sends them.
"""

from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale

SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words, for nobody yet."""

    subject: str
    body: str
    language: str


def write(template: str, language: str, **values: object) -> Written:
    """Draw a letter.

    Args:
        template: name of a file in ``templates/email``, without its ending.
        language: BCP 47 tag of the recipient's language; empty for English.
        values: what the template uses; it knows nothing of the request.
    """
    with force_locale((language or "en").replace("-", "_")):
        text = current_app.jinja_env.get_template(f"email/{template}.txt").render(values)
    subject, _, body = text.strip().partition("\n")
    return Written(" ".join(subject.split())[:SUBJECT_LENGTH], body.strip() + "\n", language)
