import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwcrypto.jwk import JWK

from lti.keys import ToolKey, generate_tool_key, public_key_set, sign
from tests.lti.stand_ins import OTHER_KEY, PLATFORM_KEY


def test_a_key_is_named_by_its_thumbprint() -> None:
    key = generate_tool_key()
    assert key.kid == JWK.from_pem(key.private_pem.encode()).thumbprint()


def test_the_key_set_holds_all_active_keys_and_nothing_private() -> None:
    keys = public_key_set([PLATFORM_KEY, OTHER_KEY])["keys"]
    assert [key["kid"] for key in keys] == [PLATFORM_KEY.kid, OTHER_KEY.kid]
    for key in keys:
        assert set(key) == {"kty", "kid", "use", "alg", "n", "e"}
        assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
        assert jwt.PyJWK(key).key.key_size == 2048
    assert public_key_set([]) == {"keys": []}


def test_a_signed_token_names_its_key_and_can_be_verified() -> None:
    token = sign(OTHER_KEY, {"iss": "client-1"}, {"typ": "JWT", "kid": "not this"})
    published = public_key_set([OTHER_KEY])["keys"][0]
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "kid": OTHER_KEY.kid, "typ": "JWT"}
    assert jwt.decode(token, jwt.PyJWK(published), algorithms=["RS256"]) == {"iss": "client-1"}
    assert sign(OTHER_KEY, {"iss": "client-1"}).count(".") == 2


def test_a_private_key_does_not_show() -> None:
    assert "PRIVATE" not in repr(PLATFORM_KEY)


def test_a_key_of_another_kind_cannot_sign() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(TypeError, match="RSA"):
        sign(ToolKey("kid", pem.decode()), {})
