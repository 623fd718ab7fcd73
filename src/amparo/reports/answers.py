"""What a report says, in the words of the questionnaire. One shape for every channel."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NARRATIVE = 20_000  # characters; about eight typed pages
LONGEST_LINE = 200
LONGEST_ADDRESS = 2_000


class Voice(models.TextChoices):
    """Who is telling, which decides how we speak."""

    CHILD = "child", _("a child or teenager")
    ADULT = "adult", _("an adult")


class Matter(models.TextChoices):
    """What kind of thing it is about: the one question that cannot be skipped."""

    OFFER = "offer", _("A job or travel offer that seems wrong")
    CONTROL = "control", _("Someone controls me or another person")
    CHILD_CONTACT = "child_contact", _("Someone contacts a child online in a way that is not right")
    IMAGES = "images", _("Private images were shared, or someone threatens to share them")
    WORK = "work", _("Work without pay, or documents kept")
    OTHER = "other", _("Something else")


class AgeBand(models.TextChoices):
    """How old the person at risk is, in years."""

    UNDER_12 = "0-11", _("11 or younger")
    UNDER_15 = "12-14", _("12 to 14")
    UNDER_18 = "15-17", _("15 to 17")
    UNDER_25 = "18-24", _("18 to 24")
    ADULT = "25+", _("25 or older")


CHILD_BANDS = frozenset({AgeBand.UNDER_12, AgeBand.UNDER_15, AgeBand.UNDER_18})


class Sex(models.TextChoices):
    """Of the person at risk. Boys and men are asked about exactly as girls and women are."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class When(models.TextChoices):
    """When it happened, or happens."""

    NOW = "now", _("It is still happening")
    SOON = "soon", _("It may happen in the next days")
    WEEK = "week", _("In the last seven days")
    MONTH = "month", _("In the last month")
    EARLIER = "earlier", _("Longer ago")


class Sign(models.TextChoices):
    """Things that make a report more urgent; asked as 'is any of this true?'."""

    STILL_IN_CONTACT = "still_in_contact", _("They are still in contact")
    THREAT_TO_PUBLISH = (
        "threat_to_publish",
        _("Someone threatens to show private images or messages to others"),
    )
    TRAVEL_SOON = "travel_soon", _("A trip or a meeting is planned in the next days")
    CANNOT_LEAVE = "cannot_leave", _("The person cannot leave freely")
    PAPERS_KEPT = "papers_kept", _("Someone keeps the person's documents or phone")
    UNPAID = "unpaid", _("The person works without being paid")
    DISPLACED = "displaced", _("The person had to flee from home")


class ContactWay(models.TextChoices):
    """How it is safe to reach the reporter outside the receipt."""

    CALL = "call", _("Phone call")
    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    EMAIL = "email", _("E-mail")
    THROUGH = "through", _("Through somebody that I trust")


class Channel(models.TextChoices):
    """The door through which a report came."""

    WEB = "web", _("web form")
    DEMONSTRATION = "demonstration", _("demonstration data")


@dataclass(frozen=True)
class Online:
    """Where it happened online; text as typed, never a link, never fetched."""

    platform: str = ""
    address: str = ""
    account: str = ""


@dataclass(frozen=True)
class Contact:
    """How the reporter may be reached, if at all."""

    way: str = ""
    value: str = ""
    when: str = ""
    caution: str = ""  # what to say or not to say when somebody else answers


@dataclass(frozen=True)
class Answers:
    """A whole report. Only `matter` is required; empty means 'skipped'."""

    matter: str
    voice: str = Voice.ADULT
    danger: bool | None = None
    province: str = ""  # p-code
    district: str = ""  # p-code
    place: str = ""  # neighbourhood, school, street: as told
    online: Online = field(default_factory=Online)
    when: str = ""
    signs: tuple[str, ...] = ()
    narrative: str = ""
    age_band: str = ""
    sex: str = ""
    names: str = ""  # only if the reporter wishes
    contact: Contact = field(default_factory=Contact)

    @property
    def child_at_risk(self) -> bool:
        """The person at risk is under 18, or a child is telling and no age was given."""
        return self.age_band in CHILD_BANDS or (not self.age_band and self.voice == Voice.CHILD)

    def told(self) -> dict[str, Any]:
        """The part that is sealed as the account of what happened."""
        return {
            "narrative": self.narrative,
            "place": self.place,
            "names": self.names,
            "online": {
                "platform": self.online.platform,
                "address": self.online.address,
                "account": self.online.account,
            },
        }

    def reachable(self) -> dict[str, str] | None:
        """The part that is sealed as contact details; None when the reporter gave none."""
        if not self.contact.value:
            return None
        return {
            "way": self.contact.way,
            "value": self.contact.value,
            "when": self.contact.when,
            "caution": self.contact.caution,
        }
