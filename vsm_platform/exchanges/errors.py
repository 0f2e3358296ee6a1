"""What can go wrong with exchanges, their partners, courses and roles."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict, NotAllowed


class PartnerInUse(Conflict):
    """A partner whose people or courses are already part of the exchange cannot be taken out."""

    code = "partner_in_use"
    title = lazy_gettext("{institution} already takes part")
    message = lazy_gettext(
        "People or courses of {institution} belong to this exchange (people: {people}, linked "
        "courses: {courses}), so it cannot be removed."
    )
    remedy = lazy_gettext(
        "Leave it among the partners. To keep its people out from now on, suspend the institution."
    )


class CourseAlreadyLinked(Conflict):
    code = "course_already_linked"
    title = lazy_gettext("This course already belongs to an exchange")
    message = lazy_gettext("It was linked to “{exchange}”.")
    remedy = lazy_gettext(
        "Click the link in your course again to get there. If it is the wrong exchange, its "
        "coordinator can undo the link in the exchange's settings."
    )


class LastCoordinator(Conflict):
    code = "last_coordinator"
    title = lazy_gettext("An exchange needs a coordinator")
    message = lazy_gettext("This is the only one, and without one nobody could look after it.")
    remedy = lazy_gettext("Make somebody else coordinator first.")


class RosterAskedTooSoon(AppError):
    """A roster is read at most once a minute on demand."""

    code = "roster_asked_too_soon"
    status = 429
    title = lazy_gettext("The roster is being read")
    message = lazy_gettext("Somebody asked for it less than a minute ago.")
    remedy = lazy_gettext("Go back, and load the page again in a minute.")


class ExchangeClosed(AppError):
    """Where an exchange stands in its life, or a partner's leaving, does not allow something."""

    code = "exchange_closed"
    status = 403
    title = lazy_gettext("“{exchange}” is closed for this")
    message = lazy_gettext("Where it stands now, this cannot be done.")
    remedy = lazy_gettext("Ask a coordinator of the exchange.")


class ExchangeNotOpen(ExchangeClosed):
    """Students see nothing of an exchange that is still being prepared."""

    code = "exchange_not_open"
    title = lazy_gettext("“{exchange}” is not open yet")
    message = lazy_gettext("Its teachers are still preparing it. It begins on {day}.")
    remedy = lazy_gettext(
        "Click the same link in your course again later. You need do nothing until then."
    )


class ExchangeFinished(ExchangeClosed):
    code = "exchange_finished"
    title = lazy_gettext("“{exchange}” is finished")
    message = lazy_gettext(
        "Everything in it can be read, and nothing can be changed. Teachers can still give marks."
    )
    remedy = lazy_gettext("If something is still to be done, a coordinator can reopen it.")


class ExchangeArchived(ExchangeClosed):
    code = "exchange_archived"
    title = lazy_gettext("“{exchange}” is archived")
    message = lazy_gettext("Everything in it can be read, and nothing can be changed.")
    remedy = lazy_gettext("A coordinator can take it out of the archive.")


class NobodyNew(ExchangeClosed):
    """Somebody who was not in wants to come into an exchange that is over."""

    code = "exchange_takes_nobody_new"
    title = lazy_gettext("“{exchange}” is over")
    message = lazy_gettext(
        "It has ended, so nobody new comes in. Whoever took part can still read everything."
    )
    remedy = lazy_gettext(
        "If you should be in it, tell your teacher: a coordinator of the exchange can let you in."
    )


class PartnerHasLeft(ExchangeClosed):
    code = "partner_has_left"
    title = lazy_gettext("Your university no longer takes part in “{exchange}”")
    message = lazy_gettext(
        "It left on {day}. Whoever was in can still read what there is; nobody new comes in, and "
        "nothing can be changed."
    )
    remedy = lazy_gettext("Ask your teacher or your International Office what follows.")


class PlacesTaken(ExchangeClosed):
    """All places that a partner has are taken; whoever is inside still comes in."""

    code = "places_taken"
    title = lazy_gettext("All places of {institution} in “{exchange}” are taken")
    message = lazy_gettext(
        "Places: {places}. So many students are in already. You are not in yet, and nothing of "
        "yours was saved."
    )
    remedy = lazy_gettext(
        "Tell your teacher: a coordinator of the exchange can give your university more places "
        "under “Manage”, “Partners”. Then click the same link again."
    )


class PersonHasLeft(ExchangeClosed):
    """Somebody who is no longer in the course at home; the next launch lets them in again."""

    code = "person_has_left"
    title = lazy_gettext("You are no longer in “{exchange}”")
    message = lazy_gettext(
        "Your university took you off the list of this course. You can still read what there is, "
        "and change nothing."
    )
    remedy = lazy_gettext(
        "If you take part after all, open the exchange again by the link in your course at home."
    )


class RegistrationNotBegun(ExchangeClosed):
    code = "registration_not_begun"
    title = lazy_gettext("Registration for “{exchange}” has not begun")
    message = lazy_gettext("At your university it begins on {day}.")
    remedy = lazy_gettext("Click the same link in your course again from that day on.")


class RegistrationOver(ExchangeClosed):
    code = "registration_over"
    title = lazy_gettext("Registration for “{exchange}” is closed")
    message = lazy_gettext("At your university it ended on {day}.")
    remedy = lazy_gettext(
        "Ask your teacher: a coordinator of the exchange can set a later day for your university."
    )


class TermsContradict(AppError):
    """Terms that cannot be, from a form that was filled in while the exchange's dates changed."""

    code = "terms_contradict"
    title = lazy_gettext("These terms contradict each other")
    message = lazy_gettext("{reason}")
    remedy = lazy_gettext("Go back and look at the dates and at the credit.")


class LeadLeaves(Conflict):
    code = "lead_leaves"
    title = lazy_gettext("The lead cannot leave")
    message = lazy_gettext("{institution} answers for this exchange.")
    remedy = lazy_gettext("An administrator of this site chooses another lead first.")


class CoordinatorsLeave(LastCoordinator):
    """All who coordinate belong to the partner that is to leave."""

    code = "coordinators_leave"
    message = lazy_gettext(
        "All coordinators belong to {institution}, and without it nobody could look after it."
    )
    remedy = lazy_gettext("Make a teacher of another partner coordinator first.")


class RulesBroken(Conflict):
    """A change that would break a rule of the exchange's alliance."""

    code = "rules_broken"
    title = lazy_gettext("This breaks a rule of the alliance")
    message = lazy_gettext("{reasons}")
    remedy = lazy_gettext("Go back and enter something else; nothing was changed.")


class OpeningRefused(Conflict):
    """An exchange that cannot open for registration yet."""

    code = "opening_refused"
    title = lazy_gettext("This exchange cannot open yet")
    message = lazy_gettext("{reasons}")
    remedy = lazy_gettext("Mend that first; the exchange stays a draft meanwhile.")


class NotADraft(Conflict):
    code = "not_a_draft"
    title = lazy_gettext("This exchange is open already")
    message = lazy_gettext("Somebody else published it, or it never was a draft.")
    remedy = lazy_gettext("Load the page again and look at its present state.")


class NotThePublisher(NotAllowed):
    """In this alliance the institution that chairs today publishes."""

    code = "not_the_publisher"
    title = lazy_gettext("Publishing is for the chair of {alliance}")
    message = lazy_gettext("Today that is {chair}, and only its people can open this exchange.")
    remedy = lazy_gettext("Ask the International Office there.")


class NobodyPublishes(NotAllowed):
    """The chair publishes, and nobody chairs today."""

    code = "nobody_publishes"
    title = lazy_gettext("Publishing is for the chair of {alliance}")
    message = lazy_gettext("Nobody chairs today.")
    remedy = lazy_gettext("Ask the administrator of this site to write down whose turn it is.")


class SeasonLimitReached(Conflict):
    """A student takes as many exchanges of an alliance in this season as it allows."""

    code = "season_limit_reached"
    title = lazy_gettext("You have reached this season’s number")
    message = lazy_gettext(
        "In one season a student takes part in at most {limit} exchanges of {alliance}, and you "
        "are in {present} or have applied for them."
    )
    remedy = lazy_gettext(
        "If you would rather take this one, leave another first. The International Office of "
        "your university can help."
    )


class ConsentAwaited(NotAllowed):
    """A minor reads along until a guardian has agreed."""

    code = "consent_awaited"
    title = lazy_gettext("Your guardian has to agree first")
    message = lazy_gettext("Until then you can read everything, and not yet take part yourself.")
    remedy = lazy_gettext(
        "Open the course’s first page and choose “Your guardian’s consent”: there is a link for "
        "your mother, father or guardian."
    )


class AlreadyTakesPart(Conflict):
    code = "already_takes_part"
    title = lazy_gettext("You take part already")
    message = lazy_gettext("You are in this exchange, so the link is still good for somebody else.")
    remedy = lazy_gettext("Open our front page: it leads to your course.")
