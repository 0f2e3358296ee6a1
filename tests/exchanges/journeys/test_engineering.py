"""Engineering: part of a mandatory course on one side, an offer on the other, each with its terms."""

from tests.exchanges.journeys.conftest import Office, in_days
from tests.launch.universities import Universities

GUELPH = {
    "participation": "mandatory",
    "credit_amount": "0,5",
    "credit_scheme": "credits",
    "grade_scale": "0 to 100",
    "contact": "engineering@guelph.example",
    "notice": "You work on this in the lab hours.\n\nIt counts for ENGG 2100.",
}


def tokyo_terms() -> dict[str, str]:
    return {
        "participation": "optional",
        "starts_on": in_days(3),
        "break_0_from": in_days(30),
        "break_0_until": in_days(36),
        "break_0_label": "School festival",
    }


def test_mandatory_on_one_side_with_other_dates_and_credit(
    office: Office, universities: Universities
) -> None:
    guelph, tokyo = universities.connect("Guelph"), universities.connect("Tokyo")
    exchange = office.make(guelph, tokyo, starts=-7, ends=70)
    office.link(guelph)
    office.link(tokyo)
    office.agree(exchange, guelph, **GUELPH)
    office.agree(exchange, tokyo, **tokyo_terms())
    office.decide(exchange, "open")
    side_by_side = office.text(f"/exchanges/{exchange}/partners")
    for said in ("Mandatory", "Optional", "0.5 credits", "none"):
        assert said in side_by_side

    office.click(guelph, guelph.student)
    own = office.read(guelph, guelph.student, f"/exchanges/{exchange}/terms").text
    for said in ("lab hours", "0.5 credits", "0 to 100", "engineering@guelph.example"):
        assert said in own
    assert "Credit: none" in " ".join(own.split()), "the others’ credit stands beside it"
    home = office.click(tokyo, tokyo.student)
    assert "Your first day" in home.text
    theirs = office.read(tokyo, tokyo.student, f"/exchanges/{exchange}/terms").text
    assert "School festival" in theirs
    assert "lab hours" not in theirs, "a notice is for a university's own students"
