"""Which addresses may be asked for when a stranger names them, and where they really lead.

A dynamic registration names an address for this server to fetch (LTI Dynamic Registration 1.0,
3.4), so it could be made to ask machines that only this server can reach. Only HTTPS and public
addresses are allowed; the rule looks at the numbers that a name leads to, never at the name
(OWASP, Server-Side Request Forgery Prevention). Numbers are compared with the registries of
special-purpose addresses (RFC 6890, IANA), written out here, because what Python calls global
differs between its versions and counts multicast in.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from typing import Final
from urllib.parse import SplitResult, urlsplit

ADDRESS_LIMIT: Final = 2_000

_NOT_PUBLIC_4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            # Public by number, but inside Azure it is the host of the virtual machine.
            "168.63.129.16/32",
        ),
    )
)
_PUBLIC_6: Final = IPv6Network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    map(
        IPv6Network,
        # The IETF's own block (Teredo stands in it), documentation twice, and 6to4.
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})

Number = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Gives the numbers that a host's name leads to; raises OSError where there are none."""


class AddressRefusedError(ValueError):
    """The address may not be asked; the text says why, without the address."""


def resolve(host: str, port: int) -> Sequence[str]:
    """The numbers of a host, as the operating system gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class AddressRule:
    """What may be asked: HTTPS at public numbers, and with ``loopback`` this machine too.

    ``loopback`` is for development and tests, where the practice LMS speaks plain HTTP.
    """

    loopback: bool = False
    resolve: Resolve = resolve

    def check(self, address: str) -> None:
        """Look the address up and refuse it unless all its numbers are allowed.

        Raises:
            AddressRefusedError: it may not be asked.
            OSError: its host has no number.
        """
        parts = parts_of(address)
        self.numbers(str(parts.hostname), port_of(parts), is_secure=parts.scheme == "https")

    def numbers(self, host: str, port: int, *, is_secure: bool) -> list[str]:
        """The numbers to connect to, all of them allowed.

        One number that is not allowed refuses the host: no honest name leads to both.

        Raises:
            AddressRefusedError: as above.
            OSError: the host has no number.
        """
        found = list(dict.fromkeys(self.resolve(host, port)))
        if not found:
            raise OSError("no number")
        numbers = [_number(text) for text in found]
        if self.loopback and all(map(is_loopback, numbers)):
            return found
        if not is_secure:
            raise AddressRefusedError("no https")
        if not all(map(is_public, numbers)):
            raise AddressRefusedError("not public")
        return found


def parts_of(address: str) -> SplitResult:
    """The parts of an http or https address without a user name, in ASCII, and not too long.

    Raises:
        AddressRefusedError: it is no such address.
    """
    if len(address) > ADDRESS_LIMIT or not address.isascii() or not address.isprintable():
        raise AddressRefusedError("malformed address")
    if " " in address or "\\" in address:
        raise AddressRefusedError("malformed address")
    try:
        parts = urlsplit(address)
        port_of(parts)
    except ValueError:
        raise AddressRefusedError("malformed address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "%" in parts.netloc:
        raise AddressRefusedError("malformed address")
    if parts.username is not None or parts.password is not None:
        raise AddressRefusedError("user name")
    return parts


def port_of(parts: SplitResult) -> int:
    """The port that the address names, or its scheme's own."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def origin_of(address: str) -> str:
    """Scheme, host and port, compared as browsers do: a default port is left out.

    Raises:
        AddressRefusedError: it is no http or https address.
    """
    parts = parts_of(address)
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    default = 443 if parts.scheme == "https" else 80
    port = "" if port_of(parts) == default else f":{port_of(parts)}"
    return f"{parts.scheme}://{host}{port}"


def is_loopback(number: Number) -> bool:
    """Whether the number is this machine's own; a mapped one counts as what it maps."""
    mapped = number.ipv4_mapped if isinstance(number, IPv6Address) else None
    return (mapped or number).is_loopback


def is_public(number: Number) -> bool:
    """Whether the number belongs to the public internet, and leads nowhere else in disguise."""
    if isinstance(number, IPv4Address):
        return not any(number in network for network in _NOT_PUBLIC_4)
    if number in _MAPPED or number in _NAT64:
        return is_public(_last_32_bits(number))
    if number not in _PUBLIC_6 or any(number in network for network in _NOT_PUBLIC_6):
        return False
    # ISATAP (RFC 5214, 6.1) carries an IPv4 number behind a public prefix.
    return (int(number) >> 32) & 0xFFFFFFFF not in _ISATAP or is_public(_last_32_bits(number))


def _last_32_bits(number: IPv6Address) -> IPv4Address:
    return IPv4Address(int(number) & 0xFFFFFFFF)


def _number(text: str) -> Number:
    try:
        return ip_address(text)
    except ValueError:
        raise AddressRefusedError("not public") from None
