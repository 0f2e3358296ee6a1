"""How browsers of a small room find a way to each other: STUN and TURN servers that the operator names.

A TURN server is only for people of a room, so who asks gets a name and a password for some hours, made
from a secret that we share with the server (draft-uberti-behave-turn-rest-00, as coturn has it).
"""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha1
from secrets import token_hex

GOOD_FOR = timedelta(hours=6)
MOST = 4
"""People who talk with each other without a server between them: each sends to each."""


def ways(servers: Sequence[str], secret: str, present: datetime) -> list[dict[str, object]]:
    """The servers as a browser takes them (RTCIceServer of WebRTC 1.0, 4.2.4).

    Args:
        servers: addresses that begin with ``stun:``, ``turn:`` or ``turns:``.
        secret: shared with the TURN servers; empty where there is none.
        present: aware.
    """
    turns = [one for one in servers if one.startswith("turn")]
    found: list[dict[str, object]] = [{"urls": one} for one in servers if one not in turns]
    if turns:
        name = f"{int((present + GOOD_FOR).timestamp())}:{token_hex(6)}"
        digest = hmac.new(secret.encode(), name.encode(), sha1).digest()
        password = b64encode(digest).decode()
        found.append({"urls": turns, "username": name, "credential": password})
    return found
