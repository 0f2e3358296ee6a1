"""Reading the letters that a test's application has sent."""

import re

from flask import Flask

from vsm_platform.mail.post_office import LyingLetter, lying_letters


def sent(app: Flask) -> list[LyingLetter]:
    """Carry out everything that waits, and give the letters, the newest first."""
    app.extensions["vsm_courier"].run_due()
    with app.app_context():
        return lying_letters()


def digits_for(app: Flask, address: str) -> str:
    """The code in the newest letter to an address."""
    letter = next(letter for letter in sent(app) if letter.recipient == address)
    found = re.search(r"\b(\d{6})\b", letter.body)
    assert found, letter.body
    return found[1]


def path_in(text: str) -> str:
    """The path of the one address of ours in a text."""
    found = re.findall(r"https://exchange\.test(/\S+)", text)
    assert len(found) == 1, text
    return str(found[0])
