"""Single claims, right and wrong, and addresses that are the same place."""

from typing import Any

import pytest

from lti.addresses import same_address
from lti.claims import AssignmentsAndGrades, LaunchPresentation, NamesAndRoles, custom_parameters
from lti.errors import LaunchError
from lti.reading import ClaimReader

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"


def reader(**values: Any) -> ClaimReader:
    return ClaimReader(values)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Ana Tui", "Ana Tui"),
        ("Jean\u00a0Luc", "Jean\u00a0Luc"),
        (
            "\u0646\u06cc\u200c\u0644\u0648\u0641\u0631",
            "\u0646\u06cc\u200c\u0644\u0648\u0641\u0631",
        ),
        ("a\x00b\x1b[1m\x9f", "ab[1m"),
        ("half \ud800", "half "),
        ("turned \u202eround", "turned round"),
        ("x" * 600, "x" * 500),
        (None, ""),
    ],
)
def test_a_text_to_be_shown_is_made_harmless(given: str | None, shown: str) -> None:
    assert reader(name=given).text("name") == shown


@pytest.mark.parametrize("value", ["", 5, [], "x" * 256, "a\x00", "\udfff"])
def test_an_identifier_that_cannot_be_stored_is_refused(value: object) -> None:
    with pytest.raises(LaunchError, match="claim_malformed"):
        reader(sub=value).identifier("sub")


def test_an_identifier_is_kept_as_it_is() -> None:
    assert reader(sub=" A b\u00e9 ").identifier("sub") == " A b\u00e9 "


@pytest.mark.parametrize("value", [None, ..., [], {}])
def test_an_object_that_is_null_absent_or_an_empty_list_has_no_members(value: Any) -> None:
    values = {} if value is ... else {"context": value}
    assert not ClaimReader(values).object("context")


@pytest.mark.parametrize("value", ["text", 5, True, [1], [{}]])
def test_an_object_of_another_type_is_refused_with_its_place(value: object) -> None:
    outer = ClaimReader({CLAIM + "context": {CLAIM + "inner": value}})
    with pytest.raises(LaunchError) as refused:
        outer.object(CLAIM + "context").object(CLAIM + "inner")
    assert refused.value.data == {"claim": "context.inner"}


@pytest.mark.parametrize("value", ["one", 5, {"a": 1}, [1], [None]])
def test_a_list_of_something_else_is_refused(value: object) -> None:
    with pytest.raises(LaunchError, match="claim_malformed"):
        reader(scope=value).texts("scope")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/path",
        "https://",
        "https://[::1",
        "https://host/a b",
        "https://host/\x00",
        "https://host/" + "x" * 4_000,
        5,
        None,
    ],
)
def test_what_is_no_web_address_is_as_good_as_absent(address: object) -> None:
    assert reader(return_url=address).address("return_url") is None


def test_services_without_a_usable_address_are_absent() -> None:
    nrps = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
    assert NamesAndRoles.read(reader(**{nrps: {"context_memberships_url": "ftp://x"}})) is None
    assert AssignmentsAndGrades.read(reader()) is None


def test_the_return_address_is_never_a_script() -> None:
    claim = {CLAIM + "launch_presentation": {"return_url": "javascript:alert(1)"}}
    assert LaunchPresentation.read(ClaimReader(claim)).return_url is None


def test_custom_parameters_that_were_not_filled_in_are_absent() -> None:
    custom = {"a": "$Person.email", "b": "costs 5 $", "c": None, "d": "", "e\x00": "x\x00"}
    assert custom_parameters(ClaimReader({CLAIM + "custom": custom})) == {
        "b": "costs 5 $",
        "d": "",
        "e": "x",
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.test/x", "https://a.test/x", True),
        ("https://a.test", "https://A.test:443/", True),
        ("http://a.test:80/x?y=1#top", "http://a.test/x?y=1", True),
        ("https://a.test/x", "http://a.test/x", False),
        ("https://a.test/x", "https://a.test:8443/x", False),
        ("https://a.test/x", "https://a.test/X", False),
        ("https://a.test/x?y=1", "https://a.test/x?y=2", False),
        ("https://a.test/x", "https://user@a.test/x", True),
        ("https://a.test/x", "https://a.test:port/x", False),
    ],
)
def test_addresses_are_compared_as_places(one: str, other: str, same: bool) -> None:
    assert same_address(one, other) is same
