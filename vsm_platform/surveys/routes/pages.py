"""What the pages of surveys share: their addresses."""

from vsm_platform.web.room import Room

room = Room("surveys", __name__)

ROW = "int(max=2147483647)"
SURVEYS = f"/exchanges/<{ROW}:exchange_id>/surveys"
SURVEY = f"{SURVEYS}/<{ROW}:survey_id>"
GET_AND_POST = ("GET", "POST")
