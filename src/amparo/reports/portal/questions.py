"""The questions: their order, the form of each, and what becomes of the answers."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.reports.answers import (
    LONGEST_ADDRESS,
    LONGEST_NARRATIVE,
    AgeBand,
    Answers,
    Contact,
    ContactWay,
    Online,
    Sex,
    Voice,
)
from amparo.reports.portal import places, words
from amparo.reports.portal.fields import AnyOf, FromList, OneOf, Text

Given = dict[str, Any]  # the answers to one question, by field; empty when it was skipped
NO_CONTACT = "no"


class QuestionForm(forms.Form):
    """One page's question. A form of one field shows the question as that field's label."""

    template_name = "reports/portal/fields.html"
    use_required_attribute = False  # what is missing is said by us, in the page's language

    def __init__(self, data: Any = None, *, voice: str, told: Mapping[str, Given], initial: Given) -> None:
        super().__init__(data, initial=initial)
        self.compose(voice, told)

    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        """Add the fields; `told` holds what was answered to the other questions."""
        raise NotImplementedError


class DangerForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["danger"] = OneOf({"yes": _("Yes"), "no": _("No"), "unknown": _("I do not know")})


class MatterForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["matter"] = OneOf(words.matters(voice), required=True)


class StoryForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["narrative"] = Text(longest=LONGEST_NARRATIVE, rows=8)


class WhenForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["when"] = OneOf(words.whens(voice))


class SignsForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["signs"] = AnyOf(words.signs(voice))


class ProvinceForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["province"] = FromList(places.provinces())


class DistrictForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["district"] = FromList(places.districts(told.get("province", {}).get("province", "")))
        self.fields["district"].label = _("District")
        self.fields["place"] = Text(
            label=_("Place"), help_text=_("Neighbourhood, village, street or school, if you wish.")
        )


class OnlineForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["platform"] = Text(
            label=_("Where online"), help_text=_("For example: WhatsApp, Facebook, a game, a website, SMS.")
        )
        self.fields["account"] = Text(
            label=_("Name or number that the person uses there"), help_text=_("As it is shown there.")
        )
        self.fields["address"] = Text(
            longest=LONGEST_ADDRESS,
            label=_("Address of the page or group"),
            help_text=_("If you still have it."),
        )


class AgeForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["age_band"] = OneOf(AgeBand.choices)


class SexForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["sex"] = OneOf(Sex.choices)


class NamesForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["names"] = Text()


class ContactForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["way"] = OneOf([(NO_CONTACT, _("No, I will come back here")), *ContactWay.choices])


class ReachForm(QuestionForm):
    def compose(self, voice: str, told: Mapping[str, Given]) -> None:
        self.fields["value"] = Text(label=_("Number, address, or the person's name and number"))
        self.fields["when"] = Text(
            label=_("When is it safe?"), help_text=_("For example: after school, not on Sundays.")
        )
        self.fields["caution"] = Text(
            label=_("What should we say, or never say, if somebody else answers?"),
            help_text=_("For example: say that it is about the school."),
        )


FORMS: dict[str, type[QuestionForm]] = {
    "danger": DangerForm,
    "matter": MatterForm,
    "story": StoryForm,
    "when": WhenForm,
    "signs": SignsForm,
    "province": ProvinceForm,
    "district": DistrictForm,
    "online": OnlineForm,
    "age": AgeForm,
    "sex": SexForm,
    "names": NamesForm,
    "contact": ContactForm,
    "reach": ReachForm,
}
REQUIRED = frozenset({"matter"})


def applicable(told: Mapping[str, Given]) -> list[str]:
    """The questions that make sense after what was told, in their order."""
    pointless = set()
    if not told.get("province", {}).get("province"):
        pointless.add("district")
    if told.get("contact", {}).get("way") not in ContactWay.values:
        pointless.add("reach")
    return [key for key in FORMS if key not in pointless]


def after(key: str, told: Mapping[str, Given]) -> str | None:
    """The next question; None after the last."""
    order = list(FORMS)
    later = order[order.index(key) + 1 :]
    return next((other for other in applicable(told) if other in later), None)


def before(key: str, told: Mapping[str, Given]) -> str | None:
    """The question before; None before the first."""
    order = list(FORMS)
    earlier = order[: order.index(key)]
    return next((other for other in reversed(applicable(told)) if other in earlier), None)


def question_form(
    key: str, data: Any = None, *, voice: str, told: Mapping[str, Given], initial: Given | None = None
) -> QuestionForm:
    """The form of one question, worded for the voice.

    Raises KeyError for a question that there is not.
    """
    form = FORMS[key](data, voice=voice, told=told, initial=initial or {})
    if len(form.fields) == 1:
        asked = words.words_for(voice, key)
        field = next(iter(form.fields.values()))
        field.label, field.help_text = str(asked.asked), str(asked.hint)
        field.heading = True  # type: ignore[attr-defined]  # read by django/forms/field.html
    return form


def answers(voice: str, told: Mapping[str, Given]) -> Answers:
    """The whole report, as the one door takes it. Answers to questions that no longer apply are left out."""
    say = {key: told.get(key) or {} for key in FORMS}
    kept = applicable(told)
    reach = say["reach"] if "reach" in kept else {}
    district = say["district"] if "district" in kept else {}
    return Answers(
        matter=say["matter"].get("matter", ""),
        voice=voice or Voice.ADULT,
        danger={"yes": True, "no": False}.get(say["danger"].get("danger", "")),
        province=say["province"].get("province", ""),
        district=district.get("district", ""),
        place=district.get("place", ""),
        online=Online(**say["online"]),
        when=say["when"].get("when", ""),
        signs=tuple(say["signs"].get("signs", ())),
        narrative=say["story"].get("narrative", ""),
        age_band=say["age"].get("age_band", ""),
        sex=say["sex"].get("sex", ""),
        names=say["names"].get("names", ""),
        contact=Contact(way=say["contact"].get("way", ""), **reach) if reach else Contact(),
    )


def shown(key: str, voice: str, given: Given) -> list[str]:
    """The answer to one question as lines of words, for the page on which everything is checked."""
    lines = []
    form = question_form(key, voice=voice, told={"province": {"province": given.get("province", "")}})
    for name, field in form.fields.items():
        value = given.get(name)
        if not value:
            continue
        if key in {"province", "district"} and name == key:
            lines.append(places.name(value))
        elif isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
            choices = cast("Iterable[tuple[str, object]]", field.choices)
            chosen = {value} if isinstance(value, str) else set(value)
            lines += [str(label) for code, label in choices if code in chosen]
        else:
            lines.append(f"{field.label}: {value}" if len(form.fields) > 1 else value)
    return lines
