"""The rules of an alliance against plain descriptions of exchanges."""

from itertools import product

import pytest
from flask import Flask

from tests.alliances.leagues import CIVIS_RULES
from vsm_platform.alliances.rules import (
    CreditRange,
    ExchangeKind,
    ExchangePlan,
    PartnerPlan,
    Problem,
    Rules,
    check_plan,
    credit_of,
)


def plan(
    kind: ExchangeKind = ExchangeKind.OPEN_COURSE,
    ects: float | None = 6,
    members: int = 3,
    outsiders: int = 0,
    more: tuple[PartnerPlan, ...] = (),
) -> ExchangePlan:
    partners = [PartnerPlan(f"Member {number}", is_member=True) for number in range(members)]
    partners += [PartnerPlan(f"Guest {number}", is_member=False) for number in range(outsiders)]
    return ExchangePlan(kind, ects, (*partners, *more))


def test_two_partners_are_too_few_and_the_reason_says_both_numbers(app: Flask) -> None:
    with app.test_request_context():
        (finding,) = check_plan("CIVIS", CIVIS_RULES, plan(members=2))
    assert finding.problem == Problem.TOO_FEW_PARTNERS
    assert finding.text == "CIVIS asks for at least 3 partners; this exchange has 2."


def test_partners_from_outside_do_not_count_and_the_reason_says_so(app: Flask) -> None:
    with app.test_request_context():
        (finding,) = check_plan("CIVIS", CIVIS_RULES, plan(members=2, outsiders=4))
    assert finding.text.endswith("this exchange has 2. Only members of CIVIS count.")


@pytest.mark.parametrize(
    ("kind", "ects", "problem"),
    [
        (ExchangeKind.OPEN_COURSE, 1, None),
        (ExchangeKind.OPEN_COURSE, 10, None),
        (ExchangeKind.OPEN_COURSE, 11, Problem.TOO_MUCH_CREDIT),
        (ExchangeKind.OPEN_COURSE, 0.5, Problem.TOO_LITTLE_CREDIT),
        (ExchangeKind.OPEN_COURSE, None, Problem.NO_CREDIT),
        (ExchangeKind.MODULE, 5, None),
        (ExchangeKind.MODULE, 15, None),
        (ExchangeKind.MODULE, 4.5, Problem.TOO_LITTLE_CREDIT),
        (ExchangeKind.MODULE, 15.5, Problem.TOO_MUCH_CREDIT),
        (ExchangeKind.SCHOOL, 40, None),
        (ExchangeKind.SCHOOL, None, None),
    ],
)
def test_credit_is_within_the_range_of_the_kind(
    app: Flask, kind: ExchangeKind, ects: float | None, problem: Problem | None
) -> None:
    with app.test_request_context():
        findings = check_plan("CIVIS", CIVIS_RULES, plan(kind, ects))
    assert [finding.problem for finding in findings] == ([problem] if problem else [])


def test_the_reason_names_the_range_the_kind_and_what_it_has(app: Flask) -> None:
    with app.test_request_context():
        (finding,) = check_plan("CIVIS", CIVIS_RULES, plan(ects=11))
    assert finding.text == ("CIVIS asks for 1 to 10 ECTS (open course); this exchange has 11.")


def test_numbers_are_written_as_the_readers_language_does(app: Flask) -> None:
    rules = Rules(credits={ExchangeKind.MODULE: CreditRange(2.5, 7.5)})
    with app.test_request_context(headers={"Accept-Language": "es"}):
        (finding,) = check_plan("CIVIS", rules, plan(ExchangeKind.MODULE, 10.25))
    assert "2,5" in finding.text
    assert "10,25" in finding.text


def test_a_partner_that_says_nothing_of_credit_gives_the_exchanges_own(app: Flask) -> None:
    more = (PartnerPlan("Rome", is_member=True, credit_scheme="ects", credit_amount=6),)
    with app.test_request_context():
        assert check_plan("CIVIS", CIVIS_RULES, plan(more=more)) == ()


def test_partners_whose_credit_differs_are_named_with_what_they_give(app: Flask) -> None:
    more = (
        PartnerPlan("Rome", True, "ECTS", 5),
        PartnerPlan("Glasgow", True, "CATS", 12),
        PartnerPlan("Athens", True, "none here", None),
    )
    with app.test_request_context():
        (finding,) = check_plan("CIVIS", CIVIS_RULES, plan(more=more))
    assert finding.problem == Problem.CREDIT_DIFFERS
    assert finding.text.endswith("Rome: 5 ECTS; Glasgow: 12 CATS; Athens: no credit.")


def test_several_broken_rules_are_all_named(app: Flask) -> None:
    more = (PartnerPlan("Rome", True, "ECTS", 5),)
    with app.test_request_context():
        findings = check_plan("CIVIS", CIVIS_RULES, plan(ects=11, members=0, more=more))
    assert [finding.problem for finding in findings] == [
        Problem.TOO_FEW_PARTNERS,
        Problem.TOO_MUCH_CREDIT,
        Problem.CREDIT_DIFFERS,
    ]


def test_enough_members_are_never_too_few(app: Flask) -> None:
    with app.test_request_context():
        for members, outsiders, least in product(range(6), range(4), range(1, 7)):
            findings = check_plan(
                "A", Rules(minimum_partners=least), plan(members=members, outsiders=outsiders)
            )
            assert bool(findings) == (members < least)


def test_schemes_are_compared_without_case_and_white_space() -> None:
    assert credit_of(" Ects ", 6, None) == credit_of("", None, 6)
