"""Badges and certificates as a student downloads them, opened by programs that nobody here wrote."""

import io
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib import baking
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof
from openbadgeslib.ob3.verifier import OB3VerificationError
from pypdf import PdfReader

from tests.credentials.conftest import Stage
from tests.credentials.peers.others import ask_others, published
from vsm_platform.credentials.standards.keys import from_base58

AIKO = "Aiko 山田"
pytestmark = pytest.mark.peer


def files(stage: Stage) -> dict[str, str]:
    """The credential that others find in each file."""
    path = f"/credentials/{stage.credential(AIKO).id}/file"
    browser = stage.students[AIKO].browser
    png, svg, pdf = (browser.get(f"{path}.{ending}").data for ending in ("png", "svg", "pdf"))
    found = {
        "png": baking.extract_png(png, keyword=baking.ITXT_KEYWORD_OB3),
        "svg": baking.extract_svg(svg, element=baking.SVG_ELEMENT_OB3, text_fallback=True),
        "pdf": PdfReader(io.BytesIO(pdf)).attachments["credential.json"][0].decode(),
    }
    assert all(found.values()), found
    return {name: text or "" for name, text in found.items()}


def test_others_find_and_verify_the_credential_in_pictures_and_pdf(
    stage: Stage, tmp_path: Path
) -> None:
    stage.issue(AIKO)
    original = json.loads(stage.revisions(AIKO)[0].document)
    inside = {name: json.loads(text) for name, text in files(stage).items()}
    assert all(one == original for one in inside.values())
    changed = json.loads(files(stage)["png"].replace(AIKO, "Aiko 山本"))
    answers = ask_others(tmp_path, {**inside, "changed": changed}, published(stage))
    for name in inside:
        assert answers[f"{name}.json"]["digitalbazaar"]["verified"] is True, answers
        assert answers[f"{name}.json"]["verifierCore"]["errors"] == [], answers
    assert answers["changed.json"]["digitalbazaar"]["verified"] is False
    pem = _published_key(stage)
    verify_data_integrity_proof(inside["svg"], pem)
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier(pem).verify(json.dumps(changed))


def _published_key(stage: Stage) -> bytes:
    """The signing key as the did document shows it (Multikey, Ed25519)."""
    document = published(stage)[f"https://exchange.test/issuers/{stage.issuer_id}/did.json"]
    key = next(one["publicKeyMultibase"] for one in document["verificationMethod"]
               if "publicKeyMultibase" in one)  # fmt: skip
    raw = from_base58(key[1:])[2:]
    public = Ed25519PublicKey.from_public_bytes(raw)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
