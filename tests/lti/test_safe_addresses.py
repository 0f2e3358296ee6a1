"""Which addresses may be asked: no network, only numbers and names that lead to numbers."""

from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from lti.services.safe_addresses import (
    AddressRefusedError,
    AddressRule,
    is_public,
    origin_of,
    parts_of,
    resolve,
)

PUBLIC = ["8.8.8.8", "130.133.1.1", "2001:4860:4860::8888", "2a00:1450:4001::200e"]
INNER = [
    "0.0.0.0",  # noqa: S104 (a number to refuse, not to bind to)
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:c0a8:101::1",
    "2600:1234::5efe:10.0.0.1",
    "2600:1234::200:5efe:192.168.0.1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


def leading_to(*numbers: str) -> AddressRule:
    return AddressRule(resolve=lambda _host, _port: numbers)


@pytest.mark.parametrize("number", PUBLIC)
def test_a_public_number_may_be_asked(number: str) -> None:
    leading_to(number).check("https://lms.example.edu/config")


@pytest.mark.parametrize("number", INNER)
def test_an_inner_number_may_not_be_asked_in_whatever_disguise(number: str) -> None:
    with pytest.raises(AddressRefusedError, match="not public"):
        leading_to(number).check("https://lms.example.edu/config")


def test_numbers_that_carry_a_public_one_are_public() -> None:
    assert is_public(ip_address("64:ff9b::8.8.8.8"))
    assert is_public(ip_address("::ffff:8.8.8.8"))
    assert is_public(ip_address("2600:1234::200:5efe:8.8.8.8"))


def test_one_inner_number_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(AddressRefusedError, match="not public"):
        leading_to("8.8.8.8", "10.0.0.1").check("https://lms.example.edu")


def test_a_number_with_a_zone_or_no_number_at_all_is_refused() -> None:
    for text in ("fe80::1%eth0", "what", ""):
        with pytest.raises(AddressRefusedError):
            leading_to(text).check("https://lms.example.edu")
    with pytest.raises(OSError, match="no number"):
        leading_to().check("https://lms.example.edu")


@pytest.mark.parametrize("written", ["2130706433", "0x7f000001", "017700000001", "127.1", "[::1]"])
def test_other_spellings_of_this_machine_are_refused(written: str) -> None:
    # The operating system reads them without a name server; what it makes of them counts.
    with pytest.raises((AddressRefusedError, OSError)):
        AddressRule().check(f"https://{written}/")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lms.example.edu",
        "//lms.example.edu/",
        "ftp://lms.example.edu/",
        "file:///etc/passwd",
        "gopher://lms.example.edu/",
        "javascript:alert(1)",
        "https://",
        "https:///config",
        "https://user@lms.example.edu/",
        "https://user:secret@lms.example.edu/",
        "https://lms.example.edu:0x50/",
        "https://lms.example.edu:99999/",
        "https://lms.example.edu\\@10.0.0.1/",
        "https://lms.example.edu/ a",
        "https://lms.example.edu/\r\nHost: inner",
        "https://lms.example.edu\t/",
        "https://lms.exämple.edu/",
        "https://127。0。0。1/",
        "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
        "https://%31%32%37.0.0.1/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://lms.example.edu/" + "x" * 2_000,
    ],
)
def test_what_is_no_plain_web_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefusedError):
        parts_of(address)


def test_plain_http_is_refused_at_public_numbers() -> None:
    for rule in (leading_to("8.8.8.8"), AddressRule(True, lambda _host, _port: ["8.8.8.8"])):
        with pytest.raises(AddressRefusedError, match="no https"):
            rule.check("http://lms.example.edu/")


def test_this_machine_is_open_only_where_a_setting_says_so() -> None:
    def here(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1", "::1", "::ffff:127.0.0.1"]

    AddressRule(True, here).check("http://localhost:5001/config")
    AddressRule(True, here).check("https://localhost/config")
    for address in ("http://localhost:5001/config", "https://localhost/config"):
        with pytest.raises(AddressRefusedError):
            AddressRule(False, here).check(address)


def test_the_setting_opens_this_machine_and_not_the_network_around_it() -> None:
    for number in ("10.0.0.1", "169.254.169.254", "fd00::1"):
        with pytest.raises(AddressRefusedError):
            AddressRule(True, lambda _host, _port, n=number: [n]).check("https://lms.test/")
    with pytest.raises(AddressRefusedError):
        AddressRule(True, lambda _host, _port: ["127.0.0.1", "10.0.0.1"]).check("https://lms.test/")


def test_each_number_is_given_once_in_order() -> None:
    rule = leading_to("8.8.4.4", "8.8.8.8", "8.8.4.4")
    assert rule.numbers("lms.example.edu", 443, is_secure=True) == ["8.8.4.4", "8.8.8.8"]


def test_the_operating_system_looks_names_up() -> None:
    assert "127.0.0.1" in resolve("127.0.0.1", 80)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://LMS.example.edu:443/a?b#c", "https://lms.example.edu"),
        ("http://lms.example.edu:80", "http://lms.example.edu"),
        ("https://lms.example.edu:8443/", "https://lms.example.edu:8443"),
        ("https://[2001:4860::1]:8443/x", "https://[2001:4860::1]:8443"),
    ],
)
def test_an_origin_is_written_as_browsers_compare_it(address: str, origin: str) -> None:
    assert origin_of(address) == origin
