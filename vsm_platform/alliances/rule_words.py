"""An alliance's rules in words, for those who read and do not set them."""

from flask_babel import gettext, ngettext

from vsm_platform.alliances.rules import ExchangeKind, Publishers, Rules, kind_name, number_words


def kind_label(kind: ExchangeKind) -> str:
    """A kind at the beginning of a line."""
    name = kind_name(kind)
    return name[:1].upper() + name[1:]


def rules_in_words(rules: Rules) -> list[str]:
    """One sentence for each rule, the most asked for first."""
    least = rules.minimum_partners
    words = [ngettext("At least %(num)d partner.", "At least %(num)d partners.", least)]
    words += [
        gettext(
            "%(least)s to %(most)s ECTS: %(kind)s.",
            kind=kind_name(kind),
            least=number_words(allowed.least),
            most=number_words(allowed.most),
        )
        for kind, allowed in rules.credits.items()
    ]
    if rules.same_credit:
        words.append(gettext("Every partner gives the same credit."))
    if rules.season_limit:
        words.append(
            ngettext(
                "A student takes %(num)d exchange in one season, at most.",
                "A student takes %(num)d exchanges in one season, at most.",
                rules.season_limit,
            )
        )
    if rules.publishers == Publishers.CHAIR:
        words.append(gettext("The institution that chairs opens exchanges for registration."))
    else:
        words.append(gettext("Coordinators open their exchanges for registration."))
    return [str(sentence) for sentence in words]
