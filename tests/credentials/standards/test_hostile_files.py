"""Hostile files at the verifier: too large, too deep, bombs, broken carriers, lists that are none."""

import base64
import gzip
import io
import json
import struct
import zlib
from dataclasses import replace
from typing import Any

import pytest

from tests.credentials.standards import examples
from tests.credentials.standards.carriers import GOOD, PNG, SVG, codes
from vsm_platform.credentials.standards import api, attached, baking, keys, status
from vsm_platform.credentials.standards.limits import LONGEST_LIST
from vsm_platform.credentials.standards.reading import LARGEST_FILE, parse, read
from vsm_platform.credentials.standards.words import WORDS


def _refused(data: bytes | str) -> str:
    with pytest.raises(api.CannotRead) as caught:
        read(data)
    assert caught.value.code in WORDS
    return caught.value.code


def test_sizes_depths_and_numbers_have_limits() -> None:
    assert _refused(b" " * (LARGEST_FILE + 1)) == "too_large"
    assert _refused("{" + " " * 2_000_001) == "too_large"
    assert _refused('{"a":' * 50 + "1" + "}" * 50) == "too_deep"
    assert _refused('{"a":' * 200_000) == "json_wrong"
    assert _refused(json.dumps({"a": list(range(LONGEST_LIST + 1))})) == "too_complex"
    assert _refused(json.dumps({"a": [[1] * 400] * 400})) == "too_complex"
    parts = [{"id": "urn:x:y", "tag": [f"{a} {b}" for b in range(80)]} for a in range(20)]
    assert _refused(json.dumps({"a": parts})) == "too_complex"
    assert _refused('{"a": 1' + "0" * 5000 + "}") == "json_wrong"
    assert _refused('{"a": NaN}') == "json_wrong"
    assert _refused('{"a": "\\ud800"}') == "json_wrong"
    assert _refused('{"a": 1, "a": 2}') == "json_key_twice"
    assert _refused("[]") == "form_unknown"
    assert _refused(b"PK\x03\x04" + bytes(500)) == "form_unknown"
    assert _refused(gzip.compress(bytes(1_000_000))) == "form_unknown"


def test_whole_numbers_are_read_as_javascript_reads_them() -> None:
    assert parse('{"a": 5.0, "b": 5e0, "c": 2.5}') == {"a": 5, "b": 5, "c": 2.5}
    assert isinstance(parse('{"a": 5.0}')["a"], int)


def test_a_picture_that_would_unpack_to_gigabytes_is_not_unpacked() -> None:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(stream, "PNG")
    baked = api.bake_png(stream.getvalue(), json.dumps(examples.signed()))
    assert codes(baked) == GOOD


def test_a_packed_or_broken_chunk_is_refused() -> None:
    packed = baking.KEYWORD + b"\0\1\0\0\0" + zlib.compress(bytes(10_000_000))
    assert _refused(PNG[:33] + baking._chunk(b"iTXt", packed) + PNG[33:]) == "picture_compressed"
    assert (
        _refused(PNG[:33] + baking._chunk(b"iTXt", baking.KEYWORD + b"\0\0\0x")) == "picture_wrong"
    )
    assert _refused(PNG[:33] + struct.pack(">I4s", 2**31, b"iTXt") + bytes(40)) == "picture_wrong"
    assert _refused(PNG) == "picture_empty"


def test_a_picture_holds_one_credential_the_last_baked() -> None:
    twice = api.bake_png(api.bake_png(PNG, "{}"), json.dumps(examples.signed()))
    assert twice.count(baking.KEYWORD) == 1
    drawn = api.bake_svg(api.bake_svg(SVG, "{}"), json.dumps(examples.signed()))
    assert drawn.count("<openbadges:credential") == 1
    assert codes(twice) == codes(drawn.encode()) == GOOD


def test_a_drawing_with_entities_or_from_elsewhere_is_refused() -> None:
    entity = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert _refused(f"{entity}<svg>&b;</svg>".encode()) == "picture_wrong"
    outside = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert _refused(f"{outside}<svg>&a;</svg>".encode()) == "picture_wrong"
    assert _refused(b"<svg><p></svg>") == "picture_wrong"
    assert _refused(SVG.encode()) == "picture_empty"


def test_text_that_ends_a_drawing_s_section_early_stays_whole() -> None:
    document = examples.signed(examples.award(narrative="a ]]> b <script>"))
    assert codes(api.bake_svg(SVG, json.dumps(document)).encode()) == GOOD


def test_an_attachment_that_unpacks_to_much_is_refused() -> None:
    bomb = zlib.compress(b"{" + b" " * (2 * attached.LARGEST))
    pdf = b"%PDF-1.7\n1 0 obj\n<</Type /EmbeddedFile/Filter /FlateDecode>>\nstream\n" + bomb
    assert _refused(pdf + b"\nendstream\nendobj") == "too_large"
    assert _refused(b"%PDF-1.7\n/EmbeddedFile stream\n{") == "pdf_empty"
    assert _refused(b"%PDF-1.7\n" + b"/EmbeddedFile stream\nx\nendstream\n" * 1000) == "pdf_empty"


def test_a_status_list_that_unpacks_to_much_is_refused() -> None:
    bomb = gzip.compress(bytes(100_000_000))
    text = f"u{base64.urlsafe_b64encode(bomb).rstrip(b'=').decode()}"
    short = f"u{base64.urlsafe_b64encode(gzip.compress(bytes(100))).rstrip(b'=').decode()}"
    for wrong in (text, short, "u!!", "zabc", "", status.encode([])[:-9]):
        with pytest.raises(api.CannotRead, match="list_unreadable"):
            status.decode(wrong)


@pytest.mark.parametrize("index", ["-1", "131072", "x", "1e3", "٣", None, True, 1.5, "9" * 5000])
def test_a_place_that_is_none_is_not_read_as_not_revoked(index: Any) -> None:
    document = api.badge(examples.AWARD)
    document["credentialStatus"] = {**document["credentialStatus"], "statusListIndex": index}
    with pytest.raises(api.CannotRead, match="status_entry_wrong"):
        status.is_revoked(examples.status_list(), document["credentialStatus"])


def test_a_did_key_proves_the_signature_but_not_who_it_is() -> None:
    multibase = examples.KEY.multibase
    own = f"did:key:{multibase}"
    key = api.SigningKey(examples.KEY.seed, own)
    award = replace(examples.AWARD, issuer=api.Profile(own, "Anybody"), status=None)
    found = codes(api.sign(api.badge(award), key, examples.NOW))
    assert (found["signature"], found["issuer"]) == ("signature_good", "issuer_unknown")
    assert keys.did_address(own) == ""
