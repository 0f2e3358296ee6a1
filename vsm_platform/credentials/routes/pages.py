"""What the pages of credentials share: their addresses, and where they stand in an exchange."""

from vsm_platform.web.room import Room

room = Room("credentials", __name__)

ROW = "int(max=2147483647)"
CREDENTIALS = f"/exchanges/<{ROW}:exchange_id>/credentials"
GET_AND_POST = ("GET", "POST")
