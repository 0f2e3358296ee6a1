"""A tool registers itself with a platform (LTI Dynamic Registration 1.0).

The platform opens the tool's registration page with the address of its configuration and, mostly,
a registration token. ``register`` reads the configuration, sends the request and reads the answer;
who may begin that, and what becomes of the outcome, is the host's affair.
"""

from lti.registration.configuration import PlatformConfiguration, parse_configuration
from lti.registration.flow import Initiation, Registered, register
from lti.registration.request import SCOPES, ToolDescription, registration_request
from lti.registration.response import RegistrationAnswer, parse_answer
from lti.services.safe_addresses import AddressRefusedError, AddressRule, origin_of

__all__ = [
    "SCOPES",
    "AddressRefusedError",
    "AddressRule",
    "Initiation",
    "PlatformConfiguration",
    "Registered",
    "RegistrationAnswer",
    "ToolDescription",
    "origin_of",
    "parse_answer",
    "parse_configuration",
    "register",
    "registration_request",
]
