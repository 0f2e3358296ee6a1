"""E-mail addresses as people write them, brought into the one form in which they are kept."""

import re

LONGEST = 254
"""Characters (RFC 5321, 4.5.3.1.3, as erratum 1690 corrects RFC 3696)."""
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def normal_address(text: str) -> str | None:
    """The address in lower case, its domain as the network writes it; None where it is none.

    Mail servers that tell ``Ana@`` from ``ana@`` are not to be met with, and people who write
    both are. ``mailto:`` and ``Ana <ana@example.org>`` are understood.
    """
    written = text.strip().removeprefix("mailto:")
    if written.endswith(">") and "<" in written:
        written = written.rpartition("<")[2].removesuffix(">")
    local, at, domain = written.strip().lower().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return None
    well_formed = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    if not at or not well_formed or local.startswith(".") or local.endswith(".") or ".." in local:
        return None
    address = f"{local}@{domain}"
    return address if len(address) <= LONGEST else None
