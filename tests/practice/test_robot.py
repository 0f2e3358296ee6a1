"""The robot's cookies, forms and transports."""

import pytest
from flask import Flask, redirect, request

from vsm_platform.practice import (
    HttpTransport,
    Robot,
    RobotError,
    Switchboard,
    WsgiTransport,
    serve_in_thread,
)
from vsm_platform.practice.cookies import CookieJar
from vsm_platform.practice.html_forms import forms_of, text_of

LOCAL = "http://localhost:9001/lti/login"
HOST_COOKIE = "__Host-s=1; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"


def kept(set_cookie, *, url=LOCAL, policy="all"):
    jar = CookieJar(policy)
    jar.store(url, [set_cookie])
    return jar.names(url) != []


@pytest.mark.parametrize(
    ("set_cookie", "is_kept"),
    [
        (HOST_COOKIE, True),
        ("plain=1", True),
        ("__Host-s=1; Path=/lti; Secure", False),
        ("__Host-s=1; Path=/; Secure; Domain=localhost", False),
        ("__Host-s=1; Path=/", False),
        ("__Secure-s=1; Path=/", False),
        ("s=1; SameSite=None", False),
        ("s=1; Partitioned", False),
        ("s=1; Max-Age=0", False),
        ("without-value", False),
        ("s=1; Expires=Thu, 01 Jan 2015 00:00:00 +0000", False),
        ("s=1; Expires=Fri, 01 Jan 2100 00:00:00 +0000", True),
    ],
)
def test_the_jar_keeps_what_browsers_keep(set_cookie, is_kept):
    assert kept(set_cookie) is is_kept


def test_loopback_hosts_are_trustworthy_and_others_need_tls():
    assert kept("s=1; Secure", url="http://127.0.0.1:1/")
    assert kept("s=1; Secure", url="https://tool.example/")
    assert not kept("s=1; Secure", url="http://tool.example/")


def test_with_third_party_cookies_blocked_only_partitioned_ones_are_kept():
    assert kept(HOST_COOKIE, policy="partitioned")
    assert not kept("s=1; Secure; SameSite=None", policy="partitioned")
    assert not kept(HOST_COOKIE, policy="none")


def test_cookies_go_by_host_and_path_and_not_by_port():
    jar = CookieJar()
    jar.store(LOCAL, ["deep=2", "wide=1; Path=/"])
    assert jar.header("http://localhost:5000/lti/launch") == "deep=2; wide=1"
    assert jar.header("http://localhost:5000/elsewhere") == "wide=1"
    assert jar.header("http://127.0.0.1:5000/lti/launch") == ""


def test_forms_are_read_as_browsers_read_them():
    html = (
        '<form action="/go" method="post" data-auto-submit><input name=a value="1 &amp; 2">'
        "<input name=b type=checkbox><input name=c type=checkbox checked value=x>"
        "<input type=submit name=d><input></form><form><input name=q></form>"
    )
    first, second = forms_of(html, "http://localhost/page")
    assert first.action == "http://localhost/go"
    assert first.fields == {"a": "1 & 2", "c": "x"}
    assert first.is_automatic
    assert (second.method, second.action) == ("GET", "http://localhost/page")
    assert text_of("<title>x</title><p>Hello<script>no()</script> <b>you</b>") == "Hello you"


def test_menus_and_texts_are_sent_as_they_stand():
    [form] = forms_of(
        "<form><select name=a><option value=1>One<option value=2 selected>Two</select>"
        "<select name=b><option value=3>Three</option><option value=4>Four</option></select>"
        "<textarea name=c>\nSo it &lt;stands&gt;\nhere</textarea><textarea name=d></textarea></form>",
        "http://localhost/page",
    )
    assert form.fields == {"a": "2", "b": "3", "c": "So it <stands>\nhere", "d": ""}


@pytest.fixture
def site():
    app = Flask("site")

    @app.get("/loop")
    def loop():
        return redirect("/loop")

    @app.route("/echo", methods=["GET", "POST"])
    def echo():
        return {"method": request.method, "values": dict(request.values)}

    @app.post("/keep")
    def keep():
        return redirect("/echo", 307)

    @app.get("/form")
    def form():
        return '<form method="get" action="/echo?a=1"><input name="b" value="2"></form>'

    return app


def test_a_circle_of_redirects_ends(site):
    with pytest.raises(RobotError, match="More than 20 hops"):
        Robot(WsgiTransport(site, "http://localhost")).open("http://localhost/loop")


def test_a_form_is_filled_in_and_sent(site):
    robot = Robot(WsgiTransport(site, "http://localhost"), language="es")
    visit = robot.submit(robot.open("http://localhost/form"), b="3")
    assert '"b":"3"' in visit.body
    assert '"a":"1"' in visit.body


def test_a_307_redirect_repeats_the_post(site):
    robot = Robot(WsgiTransport(site, "http://localhost"))
    begun = robot.open("http://localhost/form").forms[0]
    begun.method, begun.action = "POST", "http://localhost/keep"
    visit = robot.send(as_step(begun))
    assert '"method":"POST"' in visit.body
    assert '"b":"2"' in visit.body


def as_step(form):
    from vsm_platform.practice import Step

    return Step(form.method, form.action, form.fields)


def test_nothing_answers_outside_a_transport_s_addresses(site):
    transport = WsgiTransport(site, "http://localhost:90")
    with pytest.raises(ConnectionError, match="nothing answers there"):
        transport.send("GET", "http://localhost:9001/echo")
    board = Switchboard({"http://localhost:90": transport})
    with pytest.raises(ConnectionError, match="nothing answers there"):
        board.send("GET", "http://localhost:91/echo")
    board.otherwise = WsgiTransport(site, "http://localhost:91")
    assert board.send("GET", "http://localhost:91/echo").status == 200


def test_real_sockets_are_kept_alive_and_a_dead_one_is_named(site):
    with HttpTransport() as http:
        with serve_in_thread(site) as server:
            answers = [http.send("GET", f"{server.base_url}/echo") for _ in range(2)]
            assert [each.status for each in answers] == [200, 200]
        with pytest.raises(ConnectionError, match=server.base_url):
            http.send("GET", f"{server.base_url}/echo")
