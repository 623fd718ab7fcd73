"""One case between institutions: agreed to and taken back, left without an answer, opened to save a life."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from amparo.accounts.models import Institution, Kind, Membership, Role
from amparo.cases.lifecycle import handing
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.models import BreakGlass, Case, Consent, Notice, NoticeKind, Obligation, Part, Referral
from amparo.cases.models.referral import State
from amparo.cases.obligations.escalation import wake_clocks
from amparo.cases.referral import actions as referral
from amparo.kernel import clock
from amparo.reports.answers import AgeBand
from amparo.reports.models import Report
from tests.cases.agreeing import agreed, make_escrow, may_go_to, referred
from tests.journeys.conftest import BOTH, LooksRight, PageOf
from tests.make import file_report, make_case, make_institution, make_membership, make_person_in, make_unit
from tests.people import actor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Look = Callable[[Page, str], None]


@pytest.fixture
def look(looks_right: LooksRight) -> Look:
    """Looks at a page on a phone and on a desk."""
    return lambda page, name: looks_right(page, f"journey-{name}", sizes=BOTH)


def _at(name: str, kind: Kind, *roles: Role) -> tuple[Institution, list[Membership]]:
    institution, private = make_institution(name=name, kind=kind)
    return institution, [make_membership(institution, private, role=role) for role in roles]


def _in_portuguese(words: str) -> str:
    with translation.override("pt-mz"):
        return gettext(words)


def _send(page: Page) -> None:
    page.locator("main form button.button").last.click()


def test_what_is_agreed_opens_and_what_is_taken_back_closes(
    page_of: PageOf, look: Look, transactional_db: None
) -> None:
    province = make_unit("XX01", name="Made-up Province")
    helpline, (triage, worker) = _at("Made-up Helpline", Kind.HELPLINE, Role.TRIAGE, Role.SUPERVISOR)
    desk, (police,) = _at("Made-up Help-desk", Kind.POLICE_DESK, Role.SUPERVISOR)
    social, (caseworker,) = _at("Made-up Social Action", Kind.SOCIAL_ACTION, Role.CASEWORKER)
    prosecution, (prosecutor,) = _at("Made-up Prosecution", Kind.PROSECUTION, Role.PROSECUTOR)
    report, _receipt = file_report(helpline, province=province.pk, age_band=AgeBand.UNDER_25)

    case = _taken_up(page_of(triage), report, look)
    _to_the_police(case, triage, worker, police, desk)
    case.refresh_from_db()
    person = make_person_in(case, police, Part.VICTIM, age_band="25+", sex="male")
    page = page_of(police)
    page.goto(f"/cases/{case.pk}/summary/")
    page.locator("[name=text]").fill("A promessa de trabalho era falsa. Tudo inventado.")
    _send(page)
    for receiver, parts in ((social, ("summary", "identity", "protection")), (prosecution, ("protection",))):
        _agrees(page, case, receiver, parts, look)
    row = _refers(page, case, prosecution, ("identity", "protection"), look)
    expect(page.locator("[role=alert]")).to_be_visible()  # nobody agreed to the names
    look(page, "referral-not-permitted")
    assert Referral.objects.get(pk=row.pk).state == State.DRAFT
    for receiver, parts in ((prosecution, ("protection",)), (social, ("summary", "identity", "protection"))):
        row = _refers(page, case, receiver, parts, look)
        assert Referral.objects.get(pk=row.pk).state == State.SENT

    page = _accepts(page_of, prosecutor, look, "prosecution")
    page.goto(f"/cases/{case.pk}/")
    expect(page.locator("main")).to_contain_text(_in_portuguese("Closed to you here:"))
    expect(page.locator("main")).not_to_contain_text("A promessa de trabalho")
    look(page, "prosecution-closed")
    page.goto(f"/cases/{case.pk}/people/{person.pk}/")
    expect(page.locator("main")).not_to_contain_text("Made-up Name")
    look(page, "prosecution-person")

    there = _accepts(page_of, caseworker, look, "social")
    there.goto(f"/cases/{case.pk}/")
    expect(there.locator("main")).to_contain_text("A promessa de trabalho")
    look(there, "social-open")
    there.goto(f"/cases/{case.pk}/people/{person.pk}/")
    expect(there.locator("main")).to_contain_text("Made-up Name")

    _takes_back(page_of(police), there, case, social, look)


def _taken_up(page: Page, report: Report, look: Look) -> Case:
    page.goto(f"/triage/{report.pk}/")
    form = page.locator(f"form[action='/triage/{report.pk}/take-up/']")
    form.locator("button").click()
    expect(page.locator(f"form[action='/triage/{report.pk}/take-up/']")).to_have_count(0)
    case = Case.objects.get()
    page.goto(f"/cases/{case.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(case.reference)
    look(page, "taken-up")
    return case


def _takes_back(page: Page, there: Page, case: Case, social: Institution, look: Look) -> None:
    """The consent is withdrawn on `page`; what `there` has open closes, and it is told."""
    consent = Consent.objects.get(recipient=social)
    page.goto(f"/cases/{case.pk}/sharing/")
    look(page, "sharing")
    page.locator(f"a[href='/cases/{case.pk}/consents/{consent.pk}/withdraw/']").click()
    look(page, "withdraw")
    _send(page)
    answer = there.reload()
    assert answer is not None
    assert answer.status in {403, 404}
    expect(there.locator("body")).not_to_contain_text("Made-up Name")
    look(there, "social-closed")
    there.goto("/cases/between/")
    expect(there.locator("main")).to_contain_text(case.reference)
    look(there, "social-told")


def _to_the_police(
    case: Case, triage: Membership, worker: Membership, police: Membership, desk: Institution
) -> None:
    """Inside the helpline to a supervisor, and from there to the competent institution: offered, accepted."""
    inside = handing.offer(actor(triage), case, Offer(worker=worker, words="inventado"), version=case.version)
    case = handing.accept(actor(worker), inside)
    may_go_to(case, worker, desk)
    case.refresh_from_db()
    made = Offer(institution=desk, words="inventado")
    handing.accept(actor(police), handing.offer(actor(worker), case, made, version=case.version))


def _agrees(page: Page, case: Case, receiver: Institution, parts: tuple[str, ...], look: Look) -> None:
    page.goto(f"/cases/{case.pk}/consents/ask/")
    page.locator("[name=recipient]").select_option(str(receiver.pk))
    page.locator("[name=purpose]").select_option("services")
    for part in parts:
        page.locator(f"[name=parts][value={part}]").check()
    page.locator("[name=given_by][value=self]").check()
    page.locator("[name=language]").select_option("pt-mz")
    look(page, f"consent-ask-{receiver.kind}")
    _send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(_in_portuguese("A question for you"))
    look(page, f"consent-question-{receiver.kind}")
    page.locator("button[value=yes]").click()
    assert Consent.objects.get(case=case, recipient=receiver).answer == "yes"


def _refers(page: Page, case: Case, receiver: Institution, parts: tuple[str, ...], look: Look) -> Referral:
    page.goto(f"/cases/{case.pk}/referrals/write/")
    page.locator("[name=receiver]").select_option(str(receiver.pk))
    page.locator("[name=need]").select_option("legal")
    page.locator("[name=purpose]").select_option("services")
    for part in parts:
        page.locator(f"[name=parts][value={part}]").check()
    page.locator("[name=words]").fill("Por favor combinar a primeira visita. Tudo inventado.")
    look(page, f"referral-write-{receiver.kind}")
    _send(page)
    look(page, f"referral-draft-{receiver.kind}")
    row = Referral.objects.filter(case=case, receiver=receiver).order_by("-written_at")[0]
    page.locator(f"form[action$='/{row.pk}/send/'] button").click()
    return row


def _accepts(page_of: PageOf, member: Membership, look: Look, name: str) -> Page:
    page = page_of(member)
    page.goto("/cases/between/")
    look(page, f"{name}-between")
    page.locator("section a.code").first.click()
    look(page, f"{name}-referral")
    page.locator("form[action$='/accept/'] button").click()
    return page


def test_a_referral_that_nobody_answers_goes_up(page_of: PageOf, look: Look, transactional_db: None) -> None:
    _desk, (sender,) = _at("Made-up Help-desk", Kind.POLICE_DESK, Role.SUPERVISOR)
    social, (_caseworker, chief) = _at(
        "Made-up Social Action", Kind.SOCIAL_ACTION, Role.CASEWORKER, Role.SUPERVISOR
    )
    _body, (coordinator,) = _at("Made-up Coordination", Kind.COORDINATION, Role.SUPERVISOR)
    began = clock.now()
    with clock.at(began - timedelta(days=13)):
        case = make_case(sender, province=make_unit("XX01", name="Made-up Province"))
        make_person_in(case, sender, age_band="25+", sex="female")
        agreed(case, sender, social)
        row = referred(case, sender, social)
        assert row.answer_due_at is not None
    for step in (row.answer_due_at - timedelta(hours=4), row.answer_due_at + timedelta(minutes=1)):
        with clock.at(step):
            wake_clocks()
    told = Notice.objects.filter(obligation__about=row.pk)
    assert told.filter(membership=chief, kind=NoticeKind.SUPERVISE).exists()
    assert not told.filter(membership=coordinator).exists()
    with clock.at(began):
        wake_clocks()
    assert told.filter(membership=coordinator, kind=NoticeKind.COORDINATION).exists()
    assert Obligation.objects.get(about=row.pk).breached_at == row.answer_due_at

    page = page_of(chief)
    for name, path in (
        ("load", "/boards/institution/"),
        ("notices", "/notices/"),
        ("waits", "/cases/between/"),
    ):
        page.goto(path)
        look(page, f"stalled-{name}")
    expect(page.locator("main time.late")).to_have_count(1)
    page = page_of(coordinator)
    page.goto("/boards/coordination/")
    expect(page.locator("main")).to_contain_text("Made-up Social Action")
    expect(page.locator("main")).not_to_contain_text(case.reference)
    look(page, "stalled-coordination")

    with clock.at(began + timedelta(days=2)):
        assert referral.expire() == 1
    row.refresh_from_db()
    assert row.state == State.EXPIRED
    page = page_of(sender)
    page.goto(f"/cases/{case.pk}/referrals/")
    look(page, "stalled-expired")


def test_two_officers_open_a_case_to_save_a_life_and_a_third_looks_at_it(
    page_of: PageOf, look: Look, transactional_db: None
) -> None:
    first, second, third = make_escrow(3)
    _social, (owner,) = _at("Made-up Social Action", Kind.SOCIAL_ACTION, Role.SUPERVISOR)
    _desk, (police,) = _at("Made-up Help-desk", Kind.POLICE_DESK, Role.SUPERVISOR)
    case = make_case(owner)
    person = make_person_in(case, owner, age_band="15-17", sex="female")

    page = page_of(police)
    assert (page.goto(f"/cases/{case.pk}/") or pytest.fail("no answer")).status == 404
    page.goto("/cases/urgent/ask/")
    page.locator("[name=reference]").fill(case.reference)
    for part in ("summary", "identity"):
        page.locator(f"[name=parts][value={part}]").check()
    page.locator("[name=hours]").fill("6")
    page.locator("[name=reason]").fill("Telefonou em perigo. Tudo inventado.")
    look(page, "urgent-ask")
    _send(page)
    row = BreakGlass.objects.get()
    look(page, "urgent-asked")
    assert (page.goto(f"/cases/{case.pk}/") or pytest.fail("no answer")).status == 404
    for officer, name in ((first, "approve"), (second, "release")):
        there = page_of(officer)
        there.goto("/cases/urgent/")
        look(there, f"urgent-list-{name}")
        there.goto(f"/cases/urgent/{row.pk}/")
        expect(there.locator("main")).to_contain_text("Telefonou em perigo")
        look(there, f"urgent-{name}")
        there.locator(f"form[action$='/{name}/'] button").click()
    page.goto(f"/cases/{case.pk}/people/{person.pk}/")
    expect(page.locator("main")).to_contain_text("Made-up Name")
    look(page, "urgent-open")

    there = page_of(third)
    there.goto(f"/cases/urgent/{row.pk}/")
    there.locator("[name=judgement][value=no]").check()
    there.locator("[name=words]").fill("Havia tempo para ligar à dona do caso. Tudo inventado.")
    look(there, "urgent-review")
    there.locator(f"form[action$='/{row.pk}/review/'] button").click()
    look(there, "urgent-reviewed")
    assert (page.reload() or pytest.fail("no answer")).status in {403, 404}
    look(page, "urgent-closed")
    there = page_of(owner)
    there.goto("/cases/urgent/")
    expect(there.locator("main")).to_contain_text(case.reference)
    look(there, "urgent-owner")
