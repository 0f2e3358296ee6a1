"""What each check says, in plain words: what was found, and what to do where something is amiss.

English, as gettext's messages: pages translate them. ``%(field)s`` and the like are the facts.
"""

from typing import Final, NamedTuple


def N_(text: str) -> str:  # noqa: N802 - the name by which Babel finds texts.
    return text


class Words(NamedTuple):
    found: str
    remedy: str = ""


_COPY: Final = N_("Ask its owner for the original file, and compare it with this one.")
_NEWER: Final = N_("Ask its owner for the newest version.")
_ISSUER: Final = N_("Ask the university that is named in it.")

WORDS: Final[dict[str, Words]] = {
    # Form
    "form_good": Words(N_("It is built as the standards ask.")),
    "field_wrong": Words(N_("A part is missing or wrong: %(field)s."), _COPY),
    "field_hidden": Words(N_("A part was moved to where nobody looks for it: %(field)s."), _COPY),
    "term_unknown": Words(N_("It has a field that nobody signed: %(term)s."), _COPY),
    "keyword_used": Words(N_("It has a field that can hide something: %(term)s."), _COPY),
    "context_unknown": Words(
        N_(
            "It uses a vocabulary that is not known here: %(address)s. Nothing is fetched from elsewhere."
        ),
        _ISSUER,
    ),
    "context_inline": Words(N_("It brings its own meanings for its words."), _ISSUER),
    "address_relative": Words(N_("It has an address that leads nowhere: %(address)s."), _COPY),
    "not_linked_data": Words(N_("Its meaning cannot be read."), _COPY),
    "too_complex": Words(N_("It is too large or too tangled to be checked."), _ISSUER),
    "claims_differ": Words(N_("What is signed and what is shown differ: %(field)s."), _COPY),
    "endorses_other": Words(N_("It speaks of another credential than the one it is in."), _ISSUER),
    # Signature
    "signature_good": Words(N_("Nothing was changed since it was signed.")),
    "signature_wrong": Words(
        N_("The signature does not fit: something was changed, or somebody else signed it."), _COPY
    ),
    "proof_missing": Words(N_("Nobody has signed it."), _COPY),
    "key_foreign": Words(N_("The key that signed it is not one of the issuer's keys."), _ISSUER),
    "suite_unknown": Words(N_("It is signed in a way that cannot be checked here."), _ISSUER),
    "purpose_wrong": Words(N_("The signature was made for another purpose."), _ISSUER),
    "proof_context_differs": Words(N_("The signature reads the words differently."), _COPY),
    "proof_date_wrong": Words(N_("The date of the signature cannot be read."), _COPY),
    "proof_expired": Words(N_("The signature is no longer valid."), _NEWER),
    "signature_unknown": Words(
        N_("It cannot be checked, since the issuer's keys are not known here."), _ISSUER
    ),
    # Issuer
    "issuer_known": Words(N_("It comes from %(issuer)s, which is known here.")),
    "issuer_unknown": Words(
        N_("Who issued it is not known here: %(issuer)s. It may be genuine all the same."), _ISSUER
    ),
    # Dates
    "dates_good": Words(N_("It does not expire.")),
    "dates_until": Words(N_("It is valid until %(until)s.")),
    "dates_expired": Words(N_("It expired on %(until)s."), _NEWER),
    "dates_early": Words(N_("It is only valid from %(since)s."), N_("Come back then.")),
    # Revocation
    "status_good": Words(N_("It was not withdrawn.")),
    "status_none": Words(N_("It cannot be withdrawn: it has no entry in a list.")),
    "status_revoked": Words(N_("The issuer has withdrawn it."), _ISSUER),
    "status_unknown": Words(
        N_("Whether it was withdrawn cannot be said: the list is not known here."), _ISSUER
    ),
    "status_list_wrong": Words(
        N_("Whether it was withdrawn cannot be said: the list cannot be trusted."), _ISSUER
    ),
    # Versions
    "version_newest": Words(N_("No newer version is known.")),
    "version_old": Words(N_("It was corrected: a newer version is from %(since)s."), _NEWER),
    "version_unknown": Words(N_("Newer versions of it would not be known here.")),
    "not_checked": Words(N_("Not checked, because of what was found before.")),
    # What could not be read at all
    "form_unknown": Words(
        N_("This is no credential in a form that can be read here."),
        N_(
            "Take the JSON file, the picture (PNG or SVG), the PDF or the text that begins with “eyJ”."
        ),
    ),
    "too_large": Words(N_("This is too large."), N_("A credential has at most 8 MB.")),
    "too_deep": Words(N_("This is nested too deeply to be a credential."), _COPY),
    "json_wrong": Words(N_("The text is damaged: it is not whole JSON."), _COPY),
    "json_key_twice": Words(N_("The text says one thing twice, so it has two meanings."), _COPY),
    "picture_empty": Words(
        N_("There is no credential in this picture."),
        N_("Download the picture again: a screenshot or a copy from a chat loses what is in it."),
    ),
    "picture_wrong": Words(N_("The picture is damaged."), _COPY),
    "picture_compressed": Words(
        N_("The credential in the picture is packed, which is not allowed."), _ISSUER
    ),
    "pdf_empty": Words(
        N_("There is no credential attached to this PDF."),
        N_("Download the PDF again: a printed or newly saved one loses what is in it."),
    ),
    "token_wrong": Words(N_("The text is damaged: it is not a whole token."), _COPY),
    "token_key_missing": Words(N_("The token does not say which key signed it."), _ISSUER),
    "algorithm_wrong": Words(N_("The token is signed in a way that is not accepted."), _ISSUER),
}


def words(code: str) -> Words:
    """What to say; for a code without words, that it cannot be read."""
    return WORDS.get(code, WORDS["not_linked_data"])
