"""The pieces of PyLTI1p3 that are filled here, where no login or launch passes."""

import pytest

from lti.login import _Location
from lti.message import ToolMessage
from lti.wrapped import FormRequest, HostConfiguration
from tests.lti.stand_ins import registration


def configuration() -> HostConfiguration:
    return HostConfiguration(lambda _issuer, _client_id: registration("https://x.test/keys"))


def test_an_issuer_alone_never_finds_anything() -> None:
    assert configuration().check_iss_has_many_clients("https://canvas.instructure.com")
    with pytest.raises(NotImplementedError):
        configuration().find_registration_by_issuer("https://canvas.instructure.com")
    with pytest.raises(NotImplementedError):
        configuration().find_deployment("https://canvas.instructure.com", "1")


def test_no_two_configurations_share_what_they_know() -> None:
    first, second = configuration(), configuration()
    first.set_iss_has_one_client("https://canvas.instructure.com")
    assert not second.issuers_relation_types


def test_an_address_to_go_to_can_be_changed_and_read() -> None:
    location = _Location("https://a.test/")
    location.set_redirect_url("https://b.test/")
    assert location.do_redirect() == location.do_js_redirect() == "https://b.test/"


def test_a_request_counts_as_secure_and_lacks_nothing() -> None:
    assert FormRequest({}).is_secure()
    assert FormRequest({}).get_param("state") == ""


def test_the_steps_are_those_of_the_library_that_is_wrapped() -> None:
    assert ToolMessage.validate is ToolMessage.__mro__[1].validate
