"""The fast way gives, byte for byte, what PyLD, pyoxigraph and the whole way give."""

import random
import string
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from tests.credentials.standards import examples
from vsm_platform.credentials.standards import api, canonical, contexts, rdfc
from vsm_platform.credentials.standards.documents import OPEN_BADGES, VC
from vsm_platform.credentials.standards.expansion import to_lines


def _by_pyld(document: api.Json) -> str:
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": contexts.load,
    }
    return str(jsonld.normalize(document, options))


def _by_oxigraph(text: str) -> str:
    """RDFC-1.0 by a third implementation, from the quads of any labelling."""
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


_FORMS = {
    "badge": lambda: api.badge(examples.award()),
    "badge without extras": lambda: api.badge(
        api.Award(
            api.new_id(),
            examples.BUCHAREST,
            api.new_id(),
            "Nur ein Name",
            api.Achievement(examples.PAGE, "Name", "What", "How"),
            examples.NOW,
            examples.NOW,
        )
    ),
    "badge with a signed recognition": lambda: api.badge(
        examples.award(endorsements=(examples.signed_recognition(),))
    ),
    "half a credit": lambda: api.badge(examples.award(credits=2.5)),
    "recognition": lambda: api.endorsement(examples.RECOGNITION),
    "record of three": lambda: {
        key: value
        for key, value in examples.signed_record(
            *(examples.signed(examples.award(number)) for number in range(3)),
            partial=True,
            associations=(api.Association("isChildOf", examples.PAGE, f"{examples.PAGE}x"),),
        ).items()
        if key != "proof"
    },
    "status list": lambda: api.status_list(
        examples.LIST, examples.BUCHAREST, [1], examples.NOW, examples.NOW
    ),
}


@pytest.mark.parametrize("form", _FORMS)
def test_every_form_is_canonical_as_by_pyld_and_oxigraph_each_time(form: str) -> None:
    for _time in range(4):
        document = _FORMS[form]()
        text = canonical.canonical(document)
        assert text == _by_pyld(document)
        assert text == _by_oxigraph(text)


def test_from_the_third_on_documents_of_one_form_only_fill_a_template(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    canonical.canonical(api.badge(examples.award(1, term="Spring")))
    canonical.canonical(api.badge(examples.award(2, term="Spring")))
    document = api.badge(examples.award(3, term="Spring"))
    expected = _by_pyld(document)

    monkeypatch.setattr(canonical, "to_lines", None)

    assert canonical.canonical(document) == expected


_TEXTS = st.text(min_size=1).map(api.clean).filter(bool)


@settings(max_examples=60, deadline=None)
@given(person=_TEXTS, term=_TEXTS, comment=_TEXTS)
def test_whatever_the_texts_are_the_template_gives_what_pyld_gives(
    person: str, term: str, comment: str
) -> None:
    document = api.badge(examples.award(person=person, term=term, narrative=comment))
    assert canonical.canonical(document) == _by_pyld(document)


@pytest.mark.parametrize(
    "text",
    [
        "a % of %s and %(name)s",
        "urn:x-place:3:",
        "a text urn:x-place:3:",
        "https://elsewhere.example/page",
        "type",
        "ext:Something",
        "cred:Something",
        "did:web:x",
        "_:b0",
        "\x010\x02",
        'say "so" \\ and\nso on',
        "ශ්‍රී ලංකාව",
        "علي رضا",
    ],
)
def test_texts_that_look_like_something_else_stay_texts(text: str) -> None:
    for _time in range(3):
        document = api.badge(examples.award(narrative=text, term=text))
        assert canonical.canonical(document) == _by_pyld(document)


def test_a_document_of_another_form_is_never_filled_into_a_template() -> None:
    for changes in ({}, {"credits": 4.0}, {"role": ""}, {"evidence": ()}, {"valid_until": None}):
        for number in range(3):
            document = api.badge(examples.award(number, **changes))
            assert canonical.canonical(document) == _by_pyld(document)


def test_strangers_forms_are_forgotten_again() -> None:
    for number in range(canonical.KEPT + 20):
        document = {**api.badge(examples.AWARD), "validFrom": f"x{number}:y"}
        canonical._forms.seen(canonical._Form(document).key)
    assert len(canonical._forms._known) == canonical.KEPT


@pytest.mark.parametrize("seed", range(60))
def test_blank_nodes_of_any_graph_are_named_as_by_oxigraph(seed: int) -> None:
    chance = random.Random(seed)
    nodes = [f"_:n{number}" for number in range(chance.randint(1, 7))]
    triples = {
        (chance.choice(nodes), chance.choice("pq"), chance.choice([*nodes, "<urn:x:leaf>"]))
        for _edge in range(chance.randint(1, 12))
    }
    numbers = {node: rdfc.blank(number) for number, node in enumerate(nodes)}
    lines = [f"{numbers[s]} <urn:p:{p}> {numbers.get(o, o)} ." for s, p, o in triples]

    text = "".join(f"{s} <urn:p:{p}> {o} .\n" for s, p, o in triples)
    assert rdfc.canonicalise(lines) == _by_oxigraph(text)


def test_a_graph_made_to_exhaust_the_search_is_refused() -> None:
    size = 12
    lines = [
        f"{rdfc.blank(a)} <urn:p:p> {rdfc.blank(b)} ."
        for a in range(size)
        for b in range(size)
        if a != b
    ]
    with pytest.raises(api.CannotCanonicalise, match="too_complex"):
        rdfc.canonicalise(lines)


def _badge_with(**fields: Any) -> api.Json:
    return {**api.badge(examples.AWARD), **fields}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (_badge_with(cheers="x"), "term_unknown"),
        (_badge_with(**{"@included": []}), "keyword_used"),
        (_badge_with(**{"@context": [VC, "https://evil.example/context"]}), "context_unknown"),
        (_badge_with(**{"@context": [VC, OPEN_BADGES, {"name": None}]}), "context_inline"),
        (_badge_with(id="relative/path"), "address_relative"),
        (_badge_with(type=["VerifiableCredential", "NoSuchType"]), "address_relative"),
        (_badge_with(issuer={"id": "urn:x:y", "@type": "Profile"}), "keyword_used"),
        (_badge_with(id=["urn:x:1", "urn:x:2"]), "not_linked_data"),
    ],
)
def test_what_a_signature_would_not_cover_is_an_error(document: api.Json, code: str) -> None:
    with pytest.raises(api.CannotCanonicalise, match=code):
        to_lines(document)


def test_an_unknown_term_is_an_error_at_any_depth_and_each_time() -> None:
    document = api.badge(examples.AWARD)
    document["credentialSubject"]["achievement"]["favourite"] = "x"
    for _time in range(3):
        with pytest.raises(api.CannotCanonicalise, match="term_unknown"):
            canonical.canonical(document)


def test_a_context_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    contexts.pinned.cache_clear()
    monkeypatch.setitem(contexts._PINNED, VC, ("credentials-v2.json", "0" * 64))
    with pytest.raises(api.CannotCanonicalise, match="context_changed"):
        contexts.pinned(VC)
    contexts.pinned.cache_clear()


def test_control_characters_are_escaped_as_the_standard_says() -> None:
    assert rdfc.escape('\x00\x07\x08\t\n\x0b\x0c\r\x1f\x7f"\\é') == (
        '\\u0000\\u0007\\b\\t\\n\\u000B\\f\\r\\u001F\\u007F\\"\\\\é'
    )
    assert rdfc.escape(string.printable[:94].replace('"', "").replace("\\", "")).isprintable()
