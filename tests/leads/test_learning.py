"""Precision, fairness and weights: counts that are right, and weights that only a person changes."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Membership, Role
from amparo.kernel.errors import Conflict, Denied
from amparo.leads.learning import fairness, precision, versions, weights
from amparo.leads.learning.forms import WeightsForm
from amparo.leads.models import Lead, LeadState, Run, Tally, Verdict, WeightSet
from amparo.leads.review.judging import Choice, judge, take_back
from amparo.leads.running import working
from amparo.leads.templatetags.leads import percent, points
from amparo.ledger.models import Entry
from tests.leads.making import make_collection, make_lead, make_run, stand_in
from tests.people import actor, make_people

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Membership], Client]


@pytest.fixture
def owner() -> Membership:
    return make_people(Role.SUPERVISOR).owner


def dismissed(owner: Membership, lead: Lead) -> Lead:
    judge(actor(owner), lead, Choice(Verdict.DISMISS, "Made up.", why="agency"), version=0)
    return lead


def confirmed(owner: Membership, lead: Lead) -> Lead:
    judge(actor(owner), lead, Choice(Verdict.CONFIRM, "Made up."), version=0)
    return lead


def test_precision_counts_what_stands(owner: Membership) -> None:
    collection = make_collection(owner)
    confirmed(owner, make_lead(owner, collection))
    dismissed(owner, make_lead(owner, collection, languages=["en"], points={"secrecy": 180, "no_fee": -50}))
    make_lead(owner, collection)  # waits, and so says nothing
    back = confirmed(owner, make_lead(owner, collection))
    take_back(actor(owner), back, back.judgements.get(), words="Made up.", version=1)
    flags = {row.code: (row.confirmed, row.judged) for row in precision.by_flag(owner.institution)}
    assert flags["secrecy"] == (1, 2)
    assert flags["documents_kept"] == (1, 1)
    assert "no_fee" not in flags, "what lowers a score is no red flag"
    languages = {row.code: (row.confirmed, row.judged) for row in precision.by_language(owner.institution)}
    assert languages == {"pt": (1, 1), "en": (0, 1)}
    assert precision.reasons(owner.institution) == [("agency", 1)]


def test_what_is_tallied_is_what_a_count_of_all_leads_gives(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection = make_collection(owner)
    found = confirmed(owner, make_lead(owner, collection, nationalities=["MW"]))
    dismissed(owner, make_lead(owner, collection, languages=[], points={"secrecy": 180, "no_fee": -50}))
    back = dismissed(owner, make_lead(owner, collection))
    take_back(actor(owner), back, back.judgements.get(), words="Made up.", version=1)
    stand_in(monkeypatch, reasons=[], places=[])
    working.work(make_run(owner, collection).pk, stop=lambda: False)
    found.refresh_from_db()
    assert found.points == {}, "the lead is not what it was"
    columns = ("institution", "of", "code", "state", "leads")
    kept = set(Tally.objects.filter(leads__gt=0).values_list(*columns))
    assert not Tally.objects.filter(leads__lt=0).exists()
    Tally.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("amparo.leads.migrations.0002_collections_go_on").RECOUNT)
    assert kept == set(Tally.objects.values_list(*columns))
    assert kept


def test_of_many_judged_leads_some_are_drawn(owner: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    collection = make_collection(owner)
    for _number in range(3):
        dismissed(owner, make_lead(owner, collection))
    held = weights.own(owner.institution)
    assert weights.effect(owner.institution, held).sampled == 0
    monkeypatch.setattr(weights, "MOST_JUDGED", 2)
    effect = weights.effect(owner.institution, held)
    assert (effect.sampled, effect.scored) == (2, {LeadState.DISMISSED: 2})


def test_few_judgements_say_little() -> None:
    assert precision.Share("x", "x", 9, 9).few
    share = precision.Share("x", "x", 8, 10)
    assert (share.percent, share.span) == (80, (49, 94))  # Wilson 1927: 0.490 to 0.943


def test_a_group_with_far_more_leads_than_posts_stands_out(owner: Membership) -> None:
    collection = make_collection(owner)
    lead = confirmed(owner, make_lead(owner, collection, nationalities=["MW"]))
    leads = {"posts": 10, "languages": {"pt": 10}, "countries": {"MZ": 10}, "nationalities": {"MW": 6}}
    inside = {"posts": 50, "languages": {"pt": 50}, "countries": {"MZ": 48}, "nationalities": {"MW": 30}}
    shares = {"posts": 100, "languages": {"pt": 90, "en": 10}, "countries": {"MZ": 90}, "in_leads": inside}
    Run.objects.filter(pk=lead.run_id).update(shares=shares | {"nationalities": {"MW": 12}, "leads": leads})
    tables = {str(table.title): table.rows for table in fairness.tables(owner.institution)}
    languages, countries, nationalities = tables.values()
    assert not countries[0].stands_out, "every lead names the country, and so do nearly all posts"
    assert [(row.posts, row.leads, row.stands_out) for row in languages] == [
        (90, 10, False),
        (10, 0, False),
    ]
    assert (nationalities[0].post_share, nationalities[0].lead_share) == (0.12, 0.6)
    assert nationalities[0].stands_out
    assert nationalities[0].confirmed == 1


def test_another_score_is_a_sum_that_anyone_can_do_again(owner: Membership) -> None:
    lead = make_lead(owner)  # control 24; recruitment 18 + 10
    held = weights.own(owner.institution)
    assert weights.rescored(lead.points, {}, held) == 52.0
    half = held | {"documents_kept": held["documents_kept"] / 2}
    assert weights.rescored(lead.points, {}, half) == 40.0
    assert (
        weights.rescored(lead.points, {}, held | {"secrecy": held["secrecy"] * 3}) == 24 + 40
    )  # the phase's cap


def test_the_effect_names_who_would_fall_under_the_mark(owner: Membership) -> None:
    collection = make_collection(owner)
    lead = confirmed(owner, make_lead(owner, collection))
    make_lead(owner, collection)
    new = weights.own(owner.institution) | {
        "documents_kept": 0.0,
        "secrecy": 0.0,
        "no_experience_high_pay": 5.0,
    }
    effect = weights.effect(owner.institution, new)
    assert effect.under == {LeadState.CONFIRMED: 1, LeadState.WAITING: 1}
    assert effect.moved[0].lead == lead
    assert (effect.moved[0].before, effect.moved[0].after) == (52.0, 5.0)


def test_weights_are_versions_that_a_supervisor_sets(owner: Membership) -> None:
    new = weights.own(owner.institution) | {"secrecy": 3.0}
    row = weights.set_weights(actor(owner), new, reason="Too loud. Made up.", number=0)
    assert weights.own(owner.institution)["secrecy"] == 3.0
    assert b"loud" not in bytes(row.reason)
    told = versions.history(actor(owner))
    assert [(one.row, one.reason) for one in told] == [(row, "Too loud. Made up.")]
    assert [(one.before, one.after) for one in told[0].changes] == [(18.0, 3.0)]
    entry = Entry.objects.get(event="detection.weights_set")
    assert '"changed":["secrecy"]' in entry.content
    with pytest.raises(Conflict):
        weights.set_weights(actor(owner), new | {"secrecy": 4.0}, reason="x", number=0)
    with pytest.raises(Conflict):
        weights.set_weights(actor(owner), new, reason="x", number=1)
    investigator = make_people(Role.INVESTIGATOR).owner
    with pytest.raises(Denied):
        weights.set_weights(actor(investigator), new, reason="x", number=0)


def test_a_run_uses_the_weights_that_hold_and_says_which(owner: Membership) -> None:
    new = weights.own(owner.institution) | {"secrecy": 3.0}
    row = weights.set_weights(actor(owner), new, reason="Made up.", number=0)
    assert make_run(owner).weights == row


def test_nothing_is_set_but_what_was_looked_at(owner: Membership, browser_of: BrowserOf) -> None:
    make_lead(owner)
    browser, address = browser_of(owner), reverse("leads_weights")
    sent: dict[str, Any] = {f"weight_{code}": value for code, value in weights.own(owner.institution).items()}
    sent |= {"weight_secrecy": 1, "reason": "Made up.", "number": 0}
    assert browser.post(address, sent | {"set": "1"}).status_code == 409
    answer = browser.post(address, sent | {"look": "1"})
    assert answer.status_code == 200
    assert "18 → 1" in answer.content.decode()
    assert not WeightSet.objects.exists()
    looked = sent | {"set": "1", "looked": answer.context["mark"]}
    other = browser.post(address, looked | {"weight_secrecy": 2})
    assert other.status_code == 409
    assert "não viu o efeito" in other.content.decode()
    assert browser.post(address, looked).status_code == 302
    assert WeightSet.objects.get().weights["secrecy"] == 1
    assert browser.post(address, looked).status_code == 409


def test_an_earlier_version_is_filled_in_and_set_like_any_other(
    owner: Membership, browser_of: BrowserOf
) -> None:
    own = weights.own(owner.institution)
    for number, weight in enumerate((3.0, 4.0)):
        weights.set_weights(actor(owner), own | {"secrecy": weight}, reason="Made up.", number=number)
    browser, address = browser_of(owner), reverse("leads_weights")
    for version, weight in (("0", 18), ("1", 3), ("2", 4), ("3", 4), ("x", 4)):
        answer = browser.get(address, {"version": version})
        assert answer.context["form"]["weight_secrecy"].value() == weight
        assert answer.context["back"] is (weight != 4)


def test_shares_are_rounded_and_not_cut_off() -> None:
    assert percent(16 / 282).replace(",", ".") == "5.7 %"
    assert points(7.96).replace(",", ".") == "+8.0"


def test_each_weight_is_asked_once_and_those_that_lower_come_last(owner: Membership) -> None:
    held = weights.own(owner.institution)
    groups = WeightsForm(weights=held, number=0).groups()
    assert [field.name for _words, fields in groups for field in fields] == [
        f"weight_{code}" for code in held
    ]
    assert groups[-1][1][-1].name == "weight_steady_contact"
