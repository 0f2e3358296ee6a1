"""The shape of a country's list of made-up people's names."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Name:
    """A name in Latin letters and, where people have one, in their own script."""

    latin: str
    own: str

    @classmethod
    def parse(cls, text: str) -> "Name":
        """Read `Hanako/花子`, or `Ana` alone."""
        latin, _, own = text.partition("/")
        return cls(latin=latin.replace("_", " "), own=own or latin.replace("_", " "))


@dataclass(frozen=True)
class NameList:
    """Given and family names, separated by spaces (`_` is a space within a name).

    `family_first` is the order of a full name in the own script; `latin_family_first` that in
    Latin letters.
    """

    given: str
    family: str
    family_first: bool = False
    latin_family_first: bool = False
    first: int = 0
    """Where the counting begins, so that two universities of a country have other people."""

    def beginning_with(self, first: int) -> "NameList":
        """The same names, counted from another person on."""
        return replace(self, first=first)

    def person(self, number: int) -> tuple[Name, Name]:
        """Return the given and family name of the number-th person, the same each time.

        All combinations come before the first one comes again.
        """
        given, family = self.given.split(), self.family.split()
        turn, place = divmod(self.first + number, len(given))
        return (
            Name.parse(given[place]),
            Name.parse(family[(place * 5 + turn) % len(family)]),
        )
