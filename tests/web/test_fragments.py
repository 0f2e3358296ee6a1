"""Pages that are drawn once for many have gaps for what is one reader's own."""

import pytest
from flask import Flask
from markupsafe import Markup

from vsm_platform.accounts.forms import WelcomeForm
from vsm_platform.accounts.models import NOTICE_DATE
from vsm_platform.accounts.queries import Notice
from vsm_platform.web.fragments import Drawing, draw, gap, with_gaps

STATE = {
    "target": "_parent",
    "origin": "https://lms.example",
    "key": "k",
    "state": "state-1",
    "following": "https://lms.example/auth?a=1&b=2",
}


def test_a_value_in_a_gap_is_escaped_unless_it_is_markup() -> None:
    drawing = Drawing(f"<p>{gap('name')}</p>{gap('list')}<i>{gap('name')}</i>")
    filled = drawing.filled(name="<b>&", list=Markup("<ol></ol>"))
    assert filled == "<p>&lt;b&gt;&amp;</p><ol></ol><i>&lt;b&gt;&amp;</i>"


def test_a_value_that_looks_like_a_gap_stays_a_value() -> None:
    drawing = Drawing(f"{gap('one')} {gap('other')}")
    assert drawing.filled(one=gap("other"), other="secret") == f"{gap('other')} secret"


def test_a_page_with_gaps_is_the_page_that_would_have_been_drawn(app: Flask) -> None:
    with app.test_request_context("/"):
        drawn = draw("launch/store_state.html", **STATE)
        assert with_gaps("launch/store_state.html", **STATE) == drawn
        assert with_gaps("launch/store_state.html", **STATE | {"state": "<>"}) != drawn
    assert 'data-next="https://lms.example/auth?a=1&amp;b=2"' in drawn


@pytest.mark.parametrize("template", ["_layout/messages.html", "exchanges/_seen_as.html"])
def test_what_belongs_to_a_session_cannot_be_drawn_for_many(app: Flask, template: str) -> None:
    class Access:
        exchange_id = partnership_id = 1

    with app.test_request_context("/"), pytest.raises(TypeError):
        draw(template, access=Access(), partners=())


def test_one_reader_s_token_of_a_form_cannot_get_into_a_drawing(app: Flask) -> None:
    nothing = dict.fromkeys(("proof", "viewer", "profile_url", "launch_token", "messages"), "")
    notice = Notice(NOTICE_DATE, "", "", from_lms=True)
    with app.test_request_context("/"):
        form = WelcomeForm(None, timezone="UTC", meta={"csrf": False})
        with pytest.raises(RuntimeError, match="token"):
            draw("accounts/welcome.html", form=form, notice=notice, languages=(), **nothing)
