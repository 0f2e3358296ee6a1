"""Lists that others keep: fields of study (ISCED-F 2013, UNESCO) and levels (EQF, EU)."""

from flask_babel import lazy_gettext as _l

FIELDS = {
    "001": _l("Basic programmes and qualifications"),
    "003": _l("Personal skills and development"),
    "011": _l("Education"),
    "021": _l("Arts"),
    "022": _l("Humanities"),
    "023": _l("Languages"),
    "031": _l("Social and behavioural sciences"),
    "032": _l("Journalism and information"),
    "041": _l("Business and administration"),
    "042": _l("Law"),
    "051": _l("Biological and related sciences"),
    "052": _l("Environment"),
    "053": _l("Physical sciences"),
    "054": _l("Mathematics and statistics"),
    "061": _l("Information and communication technologies"),
    "071": _l("Engineering and engineering trades"),
    "072": _l("Manufacturing and processing"),
    "073": _l("Architecture and construction"),
    "081": _l("Agriculture"),
    "082": _l("Forestry"),
    "083": _l("Fisheries"),
    "084": _l("Veterinary"),
    "091": _l("Health"),
    "092": _l("Welfare"),
    "101": _l("Personal services"),
    "102": _l("Hygiene and occupational health services"),
    "103": _l("Security services"),
    "104": _l("Transport services"),
}
"""Narrow fields by code: fine enough for a course, and few enough to choose from."""
EQF_LEVELS = range(1, 9)
ISCED_ADDRESS = "http://data.europa.eu/snb/isced-f/{}"
EQF_ADDRESS = "http://data.europa.eu/snb/eqf/{}"
MODES = {
    "virtual": _l("Online, together with others"),
    "hybrid": _l("Partly online, partly in one place"),
    "presence": _l("In one place"),
}
