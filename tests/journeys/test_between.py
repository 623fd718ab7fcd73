"""The pages between institutions, on a phone and on a desk, in both languages; checked with axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.accounts.models import Membership, Role
from amparo.cases.breakglass import actions as breakglass
from amparo.cases.consent import actions as consent
from amparo.cases.deconfliction import actions as deconfliction
from amparo.cases.deconfliction import known
from amparo.cases.deconfliction.actions import Asking
from amparo.cases.models import Case, CasePoint, Ground, Part, Purpose, RoutedQuestion
from amparo.cases.models.consent import GivenBy
from amparo.cases.models.deconfliction import Asked, LawfulBasis
from amparo.cases.referral import actions as referral
from amparo.cases.sharing import actions as sharing
from amparo.cases.sharing.actions import Sharing
from amparo.kernel import clock
from amparo.reports.answers import AgeBand
from amparo.reports.identifiers import Identifier
from tests.cases.agreeing import PROTECTION, agreed, asked, draft, make_escrow, make_somebody, referred
from tests.journeys.conftest import BOTH, LooksRight, PageOf
from tests.make import make_case
from tests.people import People, actor, make_people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE = Identifier("phone", "+258840000012")


@pytest.fixture
def seen_by(page_of: PageOf, looks_right: LooksRight) -> Callable[..., None]:
    """Looks at pages as a member sees them: `seen_by(member, language, name=address, …)`."""

    def see(member: Membership, language: str, **pages: str) -> None:
        page = page_of(member)
        for name, address in pages.items():
            answered = page.goto(f"/en{address}" if language == "en" else address)
            assert answered is not None
            assert answered.status == 200, f"{name}: {answered.status}"
            looks_right(page, f"between-{name}-{language}", sizes=BOTH)

    return see


def _case(by: Membership) -> Case:
    case = make_case(by)
    person = make_somebody(case, by, age_band=AgeBand.UNDER_25, sex="female")
    CasePoint.objects.create(case=case, person=person, kind=PHONE.kind, digest=PHONE.digest)
    return case


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people(Role.SUPERVISOR)


@pytest.mark.parametrize("language", ["pt-mz", "en"])
def test_consent_and_sharing(people: People, seen_by: Callable[..., None], language: str) -> None:
    case, by, partner = _case(people.owner), people.owner, people.partner.institution
    given = agreed(case, by, partner)
    sharing.share(actor(by), case, Sharing(partner, PROTECTION, Purpose.SERVICES))
    question = asked(case, by, partner, purpose=Purpose.INVESTIGATION, language=language)
    child = make_somebody(case, by, age_band=AgeBand.UNDER_15, sex="male")
    aunt = make_somebody(case, by, Part.GUARDIAN)
    of_child = asked(
        case, by, partner, person=child, given_by=GivenBy.GUARDIAN, guardian=aunt, language=language
    )
    wanted = consent.Wanted(
        Ground.IMMINENT_DANGER,
        people.outsider.institution,
        Purpose.SERVICES,
        PROTECTION,
        clock.now() + timedelta(days=3),
        "Made up: he waits outside the school.",
    )
    override = consent.ask_override(actor(people.colleague), case, wanted)
    seen_by(
        by,
        language,
        sharing=reverse("case_sharing", args=[case.pk]),
        ask=reverse("consent_ask", args=[case.pk]),
        say=reverse("consent_say", args=[case.pk, question.pk]),
        say_child=reverse("consent_say", args=[case.pk, of_child.pk]),
        withdraw=reverse("consent_withdraw", args=[case.pk, given.pk]),
        share=reverse("case_share", args=[case.pk]),
        override=reverse("override_ask", args=[case.pk]),
        weigh=reverse("override_decide", args=[case.pk, override.pk]),
    )
    seen_by(people.partner, language, partner=reverse("case_sharing", args=[case.pk]))
    consent.withdraw(actor(by), given)
    seen_by(people.partner, language, closed=reverse("between"))


@pytest.mark.parametrize("language", ["pt-mz", "en"])
def test_referrals_and_questions(people: People, seen_by: Callable[..., None], language: str) -> None:
    case, by, partner = _case(people.owner), people.owner, people.partner.institution
    agreed(case, by, partner)
    written = referral.write(actor(by), case, draft(people.outsider.institution))
    sent = referred(case, by, partner)
    _case(people.partner)
    asking = Asking(Purpose.SERVICES, LawfulBasis.MANDATE, Asked.COORDINATE, "Made up: do you shelter her?")
    seen_by(
        by,
        language,
        referrals=reverse("case_referrals", args=[case.pk]),
        write=reverse("referral_write", args=[case.pk]),
        draft=reverse("referral", args=[case.pk, written.pk]),
        sent=reverse("referral", args=[case.pk, sent.pk]),
        elsewhere=reverse("case_elsewhere", args=[case.pk]),
        elsewhere_ask=reverse("elsewhere_ask", args=[case.pk, known.known_elsewhere(case)[0].mark]),
    )
    question = deconfliction.ask(actor(by), case, known.known_elsewhere(case)[0], asking)
    routed = RoutedQuestion.objects.get(question=question)
    seen_by(
        people.partner,
        language,
        between=reverse("between"),
        incoming=reverse("referral_incoming", args=[sent.pk]),
        answer=reverse("question_answer", args=[routed.pk]),
    )
    deconfliction.will_contact(actor(people.partner), routed, words="Made up: we call you today.")
    sent.refresh_from_db()
    sent = referral.accept(actor(people.partner), sent, version=sent.version)
    referral.start(actor(people.partner), sent, version=sent.version)
    seen_by(people.partner, language, started=reverse("referral_incoming", args=[sent.pk]))
    seen_by(by, language, answered=reverse("case_elsewhere", args=[case.pk]))


@pytest.mark.parametrize("language", ["pt-mz", "en"])
def test_urgent_access(people: People, seen_by: Callable[..., None], language: str) -> None:
    officers = make_escrow()
    case = _case(people.owner)
    emergency = breakglass.Emergency(case, frozenset({"summary", "identity"}), 6, "Made up: at the door.")
    row = breakglass.ask(actor(people.partner), emergency)
    seen_by(people.partner, language, urgent_ask=reverse("urgent_ask"))
    page = {"request": reverse("urgent_request", args=[row.pk]), "escrow": reverse("escrow")}
    seen_by(officers[0], language, urgent=reverse("urgent"), **page)
    row = breakglass.approve(actor(officers[0]), row, version=row.version)
    breakglass.release(actor(officers[1]), row, version=row.version)
    seen_by(people.owner, language, released=reverse("urgent_request", args=[row.pk]))
