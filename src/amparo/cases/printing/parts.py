"""What goes on paper: the sections of a case file, from what is open to whoever prints it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from amparo.cases.models import (
    Case,
    Compartment,
    Determination,
    Feedback,
    FollowUp,
    JusticeStep,
    NonPunishmentReview,
    PersonInCase,
    PlanAction,
    RiskAssessment,
    SafetyPlan,
    ServiceEpisode,
    StageStep,
)
from amparo.cases.opening import Opened
from amparo.cases.people import codes
from amparo.cases.people.forms import PersonForm
from amparo.cases.people.identity import Identity
from amparo.cases.printing.document import Entry, Section
from amparo.cases.protection import risk
from amparo.cases.protection.forms import SAFETY
from amparo.law.vocabulary import Act, Manifestation, Means, Purpose

Facts = list[tuple[str, str]]


def day(value: date | datetime | None) -> str:
    """A date in the active language, in the country's time; '' for none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return formats.date_format(value, "SHORT_DATE_FORMAT")


def given(*rows: tuple[object, object]) -> Facts:
    """Label and value of what is not empty."""
    return [(str(label), str(value)) for label, value in rows if value not in (None, "", [])]


def yes_no(value: bool | None) -> str:
    """In words; '' while nobody knows."""
    return "" if value is None else _("yes") if value else _("no")


def sections(case: Case, opened: Opened) -> list[Section]:
    """Everything that the open compartments hold, in the order of the work."""
    found = [_people(case, opened), _determinations(case, opened), _course(case, opened)]
    if opened.sees(Compartment.SUMMARY):
        found.insert(0, _summary(case, opened))
    if opened.sees(Compartment.PROTECTION):
        found += [_protection(person, opened) for person in _persons(case)]
    if opened.sees(Compartment.INVESTIGATION):
        found.append(_justice(case, opened))
    return found


def _persons(case: Case) -> Iterable[PersonInCase]:
    return PersonInCase.objects.filter(case=case).select_related("suspected").prefetch_related("roles")


def _summary(case: Case, opened: Opened) -> Section:
    newest = case.summarys.select_related("by__person").last()
    entries = []
    if newest is not None:
        entries.append(Entry("", texts=[(day(newest.at), opened.read(newest, "text") or "")]))
    return Section(_("What happened"), entries, _("Nothing was written."))


def _people(case: Case, opened: Opened) -> Section:
    return Section(
        _("People"), [_person(person, opened) for person in _persons(case)], _("Nobody was written down.")
    )


def _person(person: PersonInCase, opened: Opened) -> Entry:
    known = codes.languages()
    field = PersonForm.base_fields
    parts = [str(row.get_role_display()) for row in person.roles.all() if row.ended_at is None]
    facts = given(
        (field["birth_year"].label, person.birth_year),
        (field["age_band"].label, person.get_age_band_display()),
        (field["age_known"].label, person.get_age_known_display()),
        (field["sex"].label, person.get_sex_display()),
        (field["nationality"].label, person.nationality and codes.country(person.nationality)),
        (field["languages"].label, ", ".join(known.get(code, code) for code in person.languages)),
        (field["disabilities"].label, _labels(person, "disabilities")),
        (field["movement"].label, _labels(person, "movement")),
        (field["papers_withheld"].label, yes_no(person.papers_withheld)),
        (field["wages_unpaid"].label, yes_no(person.wages_unpaid)),
    )
    suspected = getattr(person, "suspected", None)
    who = Identity.opened(opened.read(suspected if suspected else person, "identity"))
    facts += given(*((field[name].label, value) for name, value in who.sealed().items()))
    return Entry(f"{person.pseudonym} · {', '.join(parts)}" if parts else person.pseudonym, facts)


def _labels(row: Any, name: str) -> str:
    """What the codes in an array mean."""
    choices = dict(row._meta.get_field(name).base_field.flatchoices)
    return ", ".join(str(choices.get(code, code)) for code in getattr(row, name))


def _determinations(case: Case, opened: Opened) -> Section:
    rows = Determination.objects.filter(case=case).select_related("person", "by__person", "reasoning")
    entries = []
    for row in rows.order_by("person__number", "number"):
        why = getattr(row, "reasoning", None)
        facts = given(
            (_("Status"), row.get_status_display()),
            (_("By"), f"{row.by.person.name}, {day(row.at)}"),
            (_("Act"), _words(Act, row.acts)),
            (_("Means"), _words(Means, row.means)),
            (_("Purpose"), _words(Purpose, row.purposes)),
            (_("Online exploitation or abuse"), _words(Manifestation, row.manifestations)),
            (_("Where online"), _labels(row, "platforms")),
        )
        texts = given(
            (_("In words"), opened.read(row, "words")),
            (_("How it is to be proved"), opened.read(why, "text") if why else ""),
        )
        entries.append(Entry(f"{row.person.pseudonym} · {row.number}", facts, texts))
    return Section(_("Determination"), entries, _("Nothing was determined."))


def _words(choices: Any, found: Iterable[str]) -> str:
    return ", ".join(str(choices(code).label) for code in found)


def _course(case: Case, opened: Opened) -> Section:
    rows = StageStep.objects.filter(case=case).select_related("by__person")
    entries = [
        Entry(
            f"{row.get_before_display()} → {row.get_after_display()}",
            given((_("By"), f"{row.by.person.name}, {day(row.at)}")),
            given((_("Why"), opened.read(row, "reason"))),
        )
        for row in rows
    ]
    return Section(_("Course of the case"), entries, _("The case has not moved yet."))


def _protection(person: PersonInCase, opened: Opened) -> Section:
    entries = [_assessed(row, opened) for row in person.riskassessments.select_related("by__person")]
    entries += [_planned(row, opened) for row in person.safetyplans.all()]
    entries += [_to_do(row, opened) for row in person.planactions.select_related("owner__person")]
    entries += [_served(row, opened) for row in person.serviceepisodes.all()]
    entries += [_followed(row, opened) for row in person.followups.all()]
    entries += [_heard(row, opened) for row in _feedback(person, opened)]
    return Section(f"{_('Protection')} · {person.pseudonym}", entries, _("Nothing was written."))


def _planned(row: SafetyPlan, opened: Opened) -> Entry:
    plan = opened.read(row, "plan") or {}
    told = given(*((label, plan.get(name)) for name, label in SAFETY.items()))
    return Entry(f"{_('Safety plan')} · {day(row.at)}", texts=told)


def _to_do(row: PlanAction, opened: Opened) -> Entry:
    facts = given(
        (_("Who"), row.owner.person.name),
        (_("Until"), day(row.due_on)),
        (_("State"), row.get_state_display()),
    )
    return Entry(row.get_service_display(), facts, given(("", opened.read(row, "what"))))


def _served(row: ServiceEpisode, opened: Opened) -> Entry:
    facts = given(
        (_("From"), day(row.started_on)),
        (_("To"), day(row.ended_on)),
        (_("Given by"), opened.read(row, "provider")),
    )
    return Entry(row.get_service_display(), facts, given(("", opened.read(row, "notes"))))


def _followed(row: FollowUp, opened: Opened) -> Entry:
    title = f"{_('Follow-up')} · {row.get_way_display()} · {day(row.happened_on)}"
    facts = given((_("Person reached"), yes_no(row.reached)))
    return Entry(title, facts, given(("", opened.read(row, "notes"))))


def _assessed(row: RiskAssessment, opened: Opened) -> Entry:
    answers = opened.read(row, "answers") or {}
    raised = [str(one.words) for one in risk.QUESTIONS if answers.get(one.code) == risk.Said.YES]
    facts = given(
        (_("Risk"), row.get_level_display()),
        (_("By"), f"{row.by.person.name}, {day(row.at)}"),
        (_("Answered with yes"), "\n".join(raised)),
    )
    return Entry(_("Risk assessment"), facts, given((_("Reasons"), opened.read(row, "reasoning"))))


def _feedback(person: PersonInCase, opened: Opened) -> list[Feedback]:
    """What whoever prints may read of it; the rest is on no paper of theirs either."""
    rows = person.feedbacks.select_related("about_worker", "about_institution")
    return [row for row in rows if not row.hidden_from(opened.actor.membership)]


def _heard(row: Feedback, opened: Opened) -> Entry:
    facts = given(
        (_("Listened to"), row.get_listened_display()),
        (_("Safe"), row.get_safe_display()),
        (_("Helped"), row.get_helped_display()),
    )
    return Entry(f"{_('In their own words')} · {day(row.at)}", facts, given(("", opened.read(row, "words"))))


def _justice(case: Case, opened: Opened) -> Section:
    entries = [
        Entry(
            " · ".join(
                str(said)
                for said in (
                    row.person and row.person.pseudonym,
                    row.get_kind_display(),
                    day(row.happened_on),
                )
                if said
            ),
            given(
                (_("Court"), opened.read(row, "court") or row.get_court_kind_display()),
                (_("Next date"), day(row.next_on)),
            ),
            given(("", opened.read(row, "notes"))),
        )
        for row in JusticeStep.objects.standing().filter(case=case).select_related("person")
    ]
    for review in NonPunishmentReview.objects.filter(case=case).select_related("person", "by__person"):
        facts = given((_("By"), f"{review.by.person.name}, {day(review.at)}"))
        facts += given((_("What was found"), review.get_outcome_display()))
        texts = given((_("Reasons"), opened.read(review, "reasoning")))
        entries.append(Entry(f"{_('Non-punishment review')} · {review.person.pseudonym}", facts, texts))
    return Section(_("Investigation and justice"), entries, _("Nothing was written."))
