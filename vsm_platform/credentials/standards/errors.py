"""What goes wrong in the library: each with a code that a page can put into words."""


class StandardsError(Exception):
    """Something that cannot be built, signed or read; ``code`` says which, ``facts`` the particulars."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class CannotBuild(StandardsError):
    """A document lacks what the standards ask for, or has what they forbid."""


class CannotCanonicalise(StandardsError):
    """The document's meaning cannot be fixed: a foreign context, an unknown term, too complex."""


class CannotSign(StandardsError):
    """The key or the document does not allow a signature."""


class CannotRead(StandardsError):
    """What was handed in is not a credential in any form known here, or is too large."""
