"""What people type is kept as it is written, and nothing that they did not type on purpose."""

import pytest
from flask import Flask

from tests.people import World


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ක්\u200dෂමා", "ක්\u200dෂමා"),
        ("Ada 👩\u200d🚀", "Ada 👩\u200d🚀"),
        ("  Ada\x00 Lovelace\x1b ", "Ada Lovelace"),
        ("\u202eadA", "adA"),
    ],
)
def test_a_name_keeps_its_joiners_and_loses_control_characters(
    app: Flask, typed: str, kept: str
) -> None:
    world = World(app)
    person = world.person(world.university("University of Samoa"), "Somebody")
    values = {"display_name": typed, "timezone": "Pacific/Apia", "locale": ""}
    assert person.browser.post("/profile", data=values).status_code == 303
    assert f'value="{kept}"' in person.browser.get("/profile").text


def test_a_name_of_nothing_visible_is_no_name(app: Flask) -> None:
    world = World(app)
    person = world.person(world.university("University of Samoa"), "Somebody")
    values = {"display_name": "\u200d\u200f", "timezone": "Pacific/Apia", "locale": ""}
    assert person.browser.post("/profile", data=values).status_code == 200
