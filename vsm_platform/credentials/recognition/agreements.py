"""A learning agreement as data, in the terms of Erasmus Without Paper.

``omobility-las`` of EWP (erasmus-without-paper/ewp-specs-api-omobility-las, get-response): a
virtual exchange is a *virtual component*, and what it counts for at home a *recognised* one.
"""

from typing import Any

from vsm_platform.credentials.recognition.papers import Paper, Party
from vsm_platform.credentials.standards.texts import clean, one_line
from vsm_platform.web.forms import number_text


def agreement_data(paper: Paper) -> dict[str, Any]:
    """What is agreed before the exchange begins, for one student."""
    return {
        "sending-hei": _party(paper.home),
        "receiving-hei": _party(paper.host),
        "student": {
            "given-names": one_line(paper.given_names),
            "family-name": one_line(paper.family_name),
        },
        "start-date": paper.starts_on.isoformat(),
        "end-date": paper.ends_on.isoformat(),
        "first-version": {
            "virtual-components": {"component": [_studied(paper)]},
            "components-recognized": {"component": [_recognised(paper)]},
        },
    }


def _party(party: Party) -> dict[str, Any]:
    found: dict[str, Any] = {"name": one_line(party.name)}
    if party.country:
        found["country"] = party.country
    if party.contact:
        found["contact-person"] = {"address": one_line(party.contact)}
    return found


def _studied(paper: Paper) -> dict[str, Any]:
    found: dict[str, Any] = {
        "los-code": f"exchange-{paper.exchange_id}",
        "title": one_line(paper.title),
    }
    if paper.season:
        found["term-id"] = one_line(paper.season)
    if paper.ects is not None:
        found["credit"] = [{"scheme": "ects", "value": number_text(paper.ects)}]
    found["short-description"] = clean(paper.description) or one_line(paper.title)
    return found


def _recognised(paper: Paper) -> dict[str, Any]:
    found: dict[str, Any] = {"title": one_line(paper.title)}
    if paper.credit.amount is not None:
        scheme = paper.credit.scheme
        is_ects = scheme.casefold() == "ects"
        found["credit"] = [
            {
                "scheme": "ects" if is_ects else one_line(scheme),
                "value": number_text(paper.credit.amount),
            }
        ]
    return found
