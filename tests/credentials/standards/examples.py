"""A course, its universities and what they sign: for the tests of the standards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from vsm_platform.credentials.standards import api

NOW = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)
HOST = "exchange.example"
LIST = f"https://{HOST}/issuers/7/status/1"

BUCHAREST = api.Profile(
    api.did_web(HOST, "issuers", "7"),
    "Universitatea din București",
    "https://unibuc.example",
    country="ro",
)
TOKYO = api.Profile(
    api.did_web(HOST, "issuers", "8"), "東京大学", "https://tokyo.example", country="jp"
)

KEY = api.SigningKey(bytes(range(32)), BUCHAREST.id)
TOKYO_KEY = api.SigningKey(bytes(range(32, 64)), TOKYO.id)
_EC_SEED = api.new_token_key("ES256")
TOKEN_KEY = api.TokenKey(_EC_SEED, BUCHAREST.id)

PAGE = f"https://{HOST}/achievements/1/1"
ECTS = api.ects(PAGE)
GRADE = api.ResultKind(f"{PAGE}#grade", "Grade", "LetterGrade", allowed=("A", "B", "C"))
HOURS = api.workload(PAGE)
COURSE = api.Achievement(
    PAGE,
    "Climate change and us",
    "One course of five universities, 100 % online.",
    'Take part in "all" weeks\nand hand in the team\'s poster \\ report.',
    credits=5.0,
    language="en",
    tags=("virtual exchange", "climate"),
    field="Environmental sciences",
    code="CC-1",
    version="1",
    image=f"{PAGE}/badge.svg",
    image_caption="Badge",
    creator=BUCHAREST,
    results=(ECTS, GRADE, HOURS),
    alignments=(
        api.eqf(6),
        api.isced_f("0521", "Environmental sciences"),
        api.outcome("Can explain the greenhouse effect", f"{PAGE}#outcome-1"),
        api.partner(TOKYO, PAGE),
        api.mode("Online", f"{PAGE}#mode"),
    ),
)
AWARD = api.Award(
    "urn:uuid:6d0d5a39-6b57-4a4c-9c2c-3e1b9a2f6a10",
    BUCHAREST,
    "urn:uuid:0b1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9",
    "Ana María Ștefănescu",
    COURSE,
    awarded=NOW,
    valid_from=NOW,
    valid_until=NOW + timedelta(days=365),
    starts_on=date(2026, 8, 24),
    ends_on=date(2026, 12, 4),
    term="Autumn 2026",
    source=TOKYO,
    results=(api.Result(ECTS, "5"), api.Result(GRADE, "B"), api.Result(HOURS, "125")),
    credits=5.0,
    role="Student",
    narrative="She led the team.",
    evidence=(api.Evidence(f"{PAGE}/poster", "Poster", "What the team made", genre="Poster"),),
    status=api.StatusEntry(LIST, 4711),
)
RECOGNITION = api.Recognition(
    "urn:uuid:aaaaaaaa-6b57-4a4c-9c2c-3e1b9a2f6a10",
    TOKYO,
    AWARD.id,
    "Recognised as 2 credits of elective studies.",
    awarded=NOW,
    valid_from=NOW,
)


def award(number: int = 0, **changes: Any) -> api.Award:
    """The award of another student."""
    own = {"id": api.new_id(), "subject": api.new_id(), "person": f"Student {number}"}
    return replace(AWARD, **{**own, **changes})


def signed(one: api.Award = AWARD) -> api.Json:
    return api.sign(api.badge(one), KEY, NOW)


def signed_recognition(**changes: Any) -> api.Json:
    return api.sign(api.endorsement(replace(RECOGNITION, **changes)), TOKYO_KEY, NOW)


def signed_record(*credentials: api.Json, **changes: Any) -> api.Json:
    record = api.LearnerRecord(
        "urn:uuid:cccccccc-6b57-4a4c-9c2c-3e1b9a2f6a10",
        BUCHAREST,
        AWARD.subject,
        AWARD.person,
        "Passport",
        awarded=NOW,
        valid_from=NOW,
        credentials=credentials,
        **changes,
    )
    return api.sign(api.learner_record(record), KEY, NOW)


def status_list(
    *revoked: int, key: api.SigningKey = KEY, issuer: api.Profile = BUCHAREST
) -> api.Json:
    document = api.status_list(
        LIST, issuer, revoked, NOW - timedelta(days=1), NOW + timedelta(days=7)
    )
    return api.sign(document, key, NOW)


def did_documents() -> dict[str, api.Json]:
    return {
        BUCHAREST.id: api.did_document(
            BUCHAREST.id, [api.PublicKey.of(KEY), api.PublicKey.of(TOKEN_KEY)]
        ),
        TOKYO.id: api.did_document(TOKYO.id, [api.PublicKey.of(TOKYO_KEY)]),
    }


def sources(*revoked: int, **changes: Any) -> api.Collected:
    """What a verifier knows: both universities, and the list of the one."""
    known: dict[str, Any] = {
        "did_documents": did_documents(),
        "status_lists": {LIST: status_list(*revoked)},
    }
    return api.Collected(**{**known, **changes})
