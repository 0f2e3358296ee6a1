"""A transcript as a tree in the terms of ELMO 1.7 (EMREX), and the tree as XML.

https://github.com/emrex-eu/elmo-schemas, schema of the branch v1. In the tree a key is an element,
``@name`` an attribute and ``$`` the text; a list repeats its element. The same tree is the
transcript as data (JSON). The order of keys is the order that the schema asks for.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from vsm_platform.credentials.models import AchievementKind
from vsm_platform.credentials.recognition.papers import Achieved, Paper, Party
from vsm_platform.credentials.signing import achievement_address
from vsm_platform.credentials.standards.texts import clean, one_line
from vsm_platform.web.forms import number_text

NAMESPACE = "https://github.com/emrex-eu/elmo-schemas/tree/v1"
TYPES = {
    AchievementKind.COURSE: "Course",
    AchievementKind.MODULE: "Module",
    AchievementKind.PARTICIPATION: "Class",
    AchievementKind.PROGRAMME: "Module",
    AchievementKind.MICRO_CREDENTIAL: "Course",
}
"""``learningOpportunitySpecification/type``; a programme certificate is no degree programme."""
_CODES = """
    AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GP GS GU HK HM IM IO JE KY MF MO MP MQ
    MS NC NF PF PM PN RE SH SJ SS SX TC TF TK TW UM VG VI WF XK YT
"""
OUTSIDE = frozenset(_CODES.split())
"""Codes of ISO 3166-1 that Europass's list, which the schema imports, has not; they are left out."""

Tree = dict[str, Any]


def elmo_tree(paper: Paper, public_url: str, present: datetime) -> Tree:
    """One student's results in one exchange; what is not awarded yet stands there as in progress."""
    by_issuer: dict[str, list[Achieved]] = {}
    for one in paper.achieved:
        by_issuer.setdefault(one.issuer.did, []).append(one)
    reports = [_report(found[0].issuer, found, public_url, paper) for found in by_issuer.values()]
    return {
        "generatedDate": _instant(present),
        "learner": {
            "givenNames": one_line(paper.given_names),
            "familyName": one_line(paper.family_name),
        },
        "report": [
            {**report, **_issued(schemes, present)}
            for report, schemes in reports or [_report_ahead(paper, public_url)]
        ],
    }


def _issued(schemes: Sequence[Tree], present: datetime) -> Tree:
    tree: Tree = {"issueDate": _instant(present)}
    return tree | ({"gradingScheme": list(schemes)} if schemes else {})


def _issuer(party: Party, public_url: str) -> Tree:
    identifiers = []
    host = urlsplit(party.url).hostname or ""
    if host:
        # SCHAC is a university's domain: the schema asks for a best guess.
        identifiers.append({"@type": "schac", "$": host.removeprefix("www.")})
    identifiers.append({"@type": "did" if party.did else "local", "$": party.did or party.name})
    country = {"country": party.country} if _is_country(party.country) else {}
    return country | {
        "identifier": identifiers,
        "title": [{"$": one_line(party.name)}],
        "url": party.url or public_url,
    }


def _is_country(code: str) -> bool:
    return len(code) == 2 and code not in OUTSIDE


def _report(
    issuer: Party, found: Sequence[Achieved], public_url: str, paper: Paper
) -> tuple[Tree, list[Tree]]:
    scales = {one.scale for one in found if one.scale}
    specifications = [_specification(one, public_url, paper) for one in found]
    report = {
        "issuer": _issuer(issuer, public_url),
        "learningOpportunitySpecification": specifications,
    }
    schemes = [
        {"@localId": one_line(it), "description": [{"$": clean(it)}]} for it in sorted(scales)
    ]
    return report, schemes


def _specification(one: Achieved, public_url: str, paper: Paper) -> Tree:
    address = achievement_address(public_url, one.achievement_id, one.number)
    tree: Tree = {
        "identifier": [{"@type": "local", "$": f"achievement-{one.achievement_id}"}],
        "title": [
            {"@xml:lang": language, "$": one_line(texts["name"])}
            for language, texts in one.texts.items()
        ],
        "type": TYPES.get(AchievementKind(one.kind), "Course"),
    }
    if one.isced:
        tree["iscedCode"] = one.isced
    tree["url"] = address
    tree["description"] = [
        {"@xml:lang": language, "$": clean(texts["description"])}
        for language, texts in one.texts.items()
        if texts["description"]
    ]
    tree["specifies"] = {"learningOpportunityInstance": _instance(one, paper)}
    return tree


def _instance(one: Achieved, paper: Paper) -> Tree:
    tree: Tree = {
        "identifier": [{"@type": "credential", "$": f"urn:uuid:{one.uuid}"}],
        "start": _day(paper.starts_on),
        "date": _day(one.awarded_at.astimezone(UTC).date()),
        **_term(paper),
        "status": "passed",
    }
    if one.scale:
        tree["gradingSchemeLocalId"] = one_line(one.scale)
    if one.grade:
        tree["resultLabel"] = one_line(one.grade)
    if one.shares:
        tree["shortenedGrading"] = {
            "percentageLower": number_text(one.shares.lower) or "0",
            "percentageEqual": number_text(one.shares.equal) or "0",
            "percentageHigher": number_text(one.shares.higher) or "0",
        }
    tree["credit"] = list(_credits(one))
    if one.eqf:
        tree["level"] = [{"type": "EQF", "value": str(one.eqf)}]
    if len(one.languages) == 1:
        tree["languageOfInstruction"] = one.languages[0].partition("-")[0]
    return tree


def _credits(one: Achieved) -> list[Tree]:
    """ECTS, and beside it what the home university makes of it (the schema sets no bound)."""
    found: list[Tree] = []
    if one.ects is not None:
        found.append({"scheme": "ects", "value": number_text(one.ects)})
    decision = one.decision
    is_other = decision is not None and decision.scheme.casefold() != "ects"
    if decision is not None and decision.credits is not None and is_other:
        found.append({"scheme": one_line(decision.scheme), "value": number_text(decision.credits)})
    return found


def _report_ahead(paper: Paper, public_url: str) -> tuple[Tree, list[Tree]]:
    """The course itself, as long as nothing was awarded."""
    instance: Tree = {"start": _day(paper.starts_on), **_term(paper), "status": "in-progress"}
    if paper.ects is not None:
        instance["credit"] = [{"scheme": "ects", "value": number_text(paper.ects)}]
    if len(paper.languages) == 1:
        instance["languageOfInstruction"] = paper.languages[0].partition("-")[0]
    specification: Tree = {
        "identifier": [{"@type": "local", "$": f"exchange-{paper.exchange_id}"}],
        "title": [{"$": one_line(paper.title)}],
        "type": "Course",
        "description": [{"$": clean(paper.description)}] if paper.description else [],
        "specifies": {"learningOpportunityInstance": instance},
    }
    report = {
        "issuer": _issuer(paper.host, public_url),
        "learningOpportunitySpecification": [specification],
    }
    return report, []


def _term(paper: Paper) -> Tree:
    if not paper.season:
        return {}
    return {
        "academicTerm": {
            "title": [{"$": one_line(paper.season)}],
            "start": _day(paper.starts_on),
            "end": _day(paper.ends_on),
        }
    }


def _day(day: date) -> str:
    return day.isoformat()


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# XML --------------------------------------------------------------------------------------------


def elmo_xml(tree: Tree) -> bytes:
    """The tree as an ELMO file. Texts are escaped by the serialiser, and nothing is pasted together."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}elmo")
    _fill(root, tree)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _fill(element: ET.Element, value: object) -> None:
    if not isinstance(value, Mapping):
        element.text = str(value)
        return
    for key, inner in value.items():
        if key == "$":
            element.text = str(inner)
        elif key.startswith("@"):
            element.set(_attribute(key[1:]), str(inner))
        else:
            for one in inner if isinstance(inner, list) else [inner]:
                _fill(ET.SubElement(element, f"{{{NAMESPACE}}}{key}"), one)


def _attribute(name: str) -> str:
    return name.replace("xml:", "{http://www.w3.org/XML/1998/namespace}")
