"""How each question is asked: of an adult, and in plainer words of a child or teenager."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.reports.answers import Matter, Sign, Voice, When

SKIP = _("Skip this question")


@dataclass(frozen=True)
class Words:
    """One question's words: what is asked, what helps to answer it, and its name in a list."""

    name: str | Promise
    asked: str | Promise
    hint: str | Promise = ""
    skip: str | Promise = SKIP


ADULT: dict[str, Words] = {
    "danger": Words(
        _("Danger now"),
        _("Is somebody in danger right now?"),
        _("For example: being hurt, locked in, threatened, or about to be taken somewhere."),
    ),
    "matter": Words(
        _("What it is about"),
        _("What kind of thing do you want to report?"),
        _("Choose what fits best. This is the only question that needs an answer."),
    ),
    "story": Words(
        _("What happened"),
        _("What happened?"),
        _(
            "In your own words, in any language, as much or as little as you wish. "
            "Do not copy or send pictures or videos of abuse."
        ),
    ),
    "when": Words(_("When"), _("When did it happen?")),
    "signs": Words(_("What else is true"), _("Is any of this true?"), _("Choose all that are true.")),
    "province": Words(
        _("Province"),
        _("In which province?"),
        _("Where the person at risk is now or, if you do not know, where it happened."),
        _("I do not know"),
    ),
    "district": Words(_("District"), _("In which district?"), skip=_("I do not know")),
    "online": Words(
        _("Online"),
        _("Did it happen on the internet or by phone?"),
        _("Write what you remember. We keep it as text and do not open it. Do not go back to look for it."),
    ),
    "age": Words(_("Age"), _("How old is the person at risk?"), _("If there are several, the youngest.")),
    "sex": Words(_("Sex"), _("Is the person female or male?")),
    "names": Words(
        _("Names"),
        _("Do you want to give a name?"),
        _("Of the person at risk, of the person who does this, or your own: only if you wish."),
    ),
    "contact": Words(
        _("Contact"),
        _("Is there another safe way to reach you?"),
        _("You can always come back here with a receipt. You do not have to give a number."),
    ),
    "reach": Words(
        _("How to reach you"),
        _("How can we reach you safely?"),
        _("Give only what nobody else reads or answers."),
    ),
}

CHILD: dict[str, Words] = ADULT | {
    "danger": Words(
        _("Danger now"),
        _("Are you, or somebody you know, in danger right now?"),
        _("For example: somebody is hurting you, has locked you in, or wants to take you away."),
    ),
    "matter": Words(
        _("What it is about"),
        _("What do you want to tell us about?"),
        _("Choose what fits best. If you are not sure, choose “Something else”."),
    ),
    "story": Words(
        _("What happened"),
        _("What happened?"),
        _(
            "Write it the way you would say it. Mistakes do not matter. What happened is not your fault. "
            "Please do not send us pictures or videos."
        ),
    ),
    "when": Words(_("When"), _("When did it happen?")),
    "signs": Words(_("What else is true"), _("Is any of this true?"), _("Choose all that are true.")),
    "province": Words(
        _("Province"),
        _("In which province are you?"),
        _("Or, if it is about somebody else: where that person is."),
        _("I do not know"),
    ),
    "online": Words(
        _("Online"),
        _("Did it happen on the internet or by phone?"),
        _("Write what you remember. You do not need to look at it again."),
    ),
    "age": Words(
        _("Age"), _("How old are you?"), _("Or, if it is about somebody else: how old that person is.")
    ),
    "sex": Words(
        _("Sex"), _("Are you a girl or a boy?"), _("Or, if it is about somebody else: that person.")
    ),
    "names": Words(
        _("Names"),
        _("Do you want to tell us a name?"),
        _("Yours or somebody else's. A first name or a nickname is enough. You do not have to."),
    ),
    "contact": Words(
        _("Contact"),
        _("Is there a safe way to talk to you?"),
        _(
            "You can always come back here with a secret number that we give you. "
            "You do not have to give a phone."
        ),
    ),
    "reach": Words(
        _("How to reach you"),
        _("How can we talk to you safely?"),
        _("Only if the person who hurts you does not see this phone."),
    ),
}

CHILD_MATTER: dict[str, str | Promise] = {
    Matter.CHILD_CONTACT: _("Somebody online writes or asks for things that feel wrong"),
    Matter.IMAGES: _("Somebody has private photos or videos, or says they will show them"),
    Matter.CONTROL: _("Somebody does not let me, or another person, decide or go out"),
    Matter.OFFER: _("Somebody offers work, a trip or gifts, and it feels wrong"),
    Matter.WORK: _("I, or another person, have to work and do not get paid"),
    Matter.OTHER: _("Something else"),
}

CHILD_WHEN: dict[str, str | Promise] = {
    When.NOW: _("It is still going on"),
    When.SOON: _("I am afraid that it happens in the next days"),
    When.WEEK: _("This week"),
    When.MONTH: _("This month"),
    When.EARLIER: _("Longer ago"),
}

CHILD_SIGN: dict[str, str | Promise] = {
    Sign.STILL_IN_CONTACT: _("This person still writes, calls or comes"),
    Sign.THREAT_TO_PUBLISH: _("This person says they will show photos or messages to others"),
    Sign.TRAVEL_SOON: _("There will be a trip or a meeting in the next days"),
    Sign.CANNOT_LEAVE: _("I, or the other person, cannot go away from there"),
    Sign.PAPERS_KEPT: _("Somebody took my phone or my papers, or the other person's"),
    Sign.UNPAID: _("I, or the other person, work and do not get paid"),
    Sign.DISPLACED: _("We had to run away from our home"),
}


def words_for(voice: str, key: str) -> Words:
    """The words of one question in one voice."""
    return (CHILD if voice == Voice.CHILD else ADULT)[key]


def matters(voice: str) -> list[tuple[str, str | Promise]]:
    """The kinds of matter to choose from; a child's come in another order, most frequent first."""
    return _in_voice(voice, CHILD_MATTER, Matter.choices)


def whens(voice: str) -> list[tuple[str, str | Promise]]:
    """The times to choose from."""
    return _in_voice(voice, CHILD_WHEN, When.choices)


def signs(voice: str) -> list[tuple[str, str | Promise]]:
    """The things that may be true, of which any can be chosen."""
    return _in_voice(voice, CHILD_SIGN, Sign.choices)


def _in_voice(
    voice: str, child: dict[str, str | Promise], adult: Sequence[tuple[str, str | Promise]]
) -> list[tuple[str, str | Promise]]:
    return [(str(code), label) for code, label in child.items()] if voice == Voice.CHILD else list(adult)
