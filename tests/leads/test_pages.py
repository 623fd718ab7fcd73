"""The pages of leads in a test client: upload, list, one lead, judgements, what others see."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from amparo.accounts.models import Membership, Role
from amparo.cases.models import Case
from amparo.kernel import clock, pages
from amparo.leads import wording
from amparo.leads.drawing import places
from amparo.leads.models import Collection, Judgement, Lead, LeadState, Run, RunState
from amparo.leads.review import page, views
from amparo.leads.running import working
from amparo.ledger.models import Entry
from tests.leads import material
from tests.leads.making import make_collection, make_lead, make_run, stand_in
from tests.make import make_case, make_institution, make_membership
from tests.people import actor, make_people

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[Membership], Client]


def typed(**changed: object) -> dict[str, object]:
    return {
        "file": SimpleUploadedFile("posts.csv", material.table()),
        "title": "Made-up offers",
        "origin": "held",
        "basis": "prosecutor_order",
        "authority": "Made-up order 7/26",
        "purpose": "Made up.",
        "keep_until": (clock.now().date() + timedelta(days=30)).isoformat(),
        "country": "mz",
        "lawful": "on",
    } | changed


def test_from_a_file_to_a_case(browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    browser = browser_of(make_people(Role.INVESTIGATOR).owner)
    answer = browser.post(reverse("collection_upload"), typed())
    collection = Collection.objects.get()
    assert answer.headers["Location"] == reverse("collection", args=[collection.pk])
    assert b"meninas" not in collection.path.read_bytes()
    browser.post(reverse("collection_run", args=[collection.pk]))
    working.work(collection.runs.get().pk, stop=lambda: False)
    assert collection.runs.get().state == RunState.DONE
    lead = Lead.objects.get()
    assert lead.reference in browser.get(reverse("leads")).content.decode()
    page = browser.get(reverse("lead", args=[lead.pk])).content.decode()
    assert "<mark>o passaporte fica connosco</mark>" in page
    assert material.PHONE in page
    sent = {"version": 0, "words": "Somebody checked the number. All made up."}
    answer = browser.post(reverse("lead_judge", args=[lead.pk, "confirm"]), sent)
    assert answer.headers["Location"] == reverse("case", args=[Case.objects.get().pk])
    lead.refresh_from_db()
    assert lead.state == LeadState.CONFIRMED


def test_what_is_typed_wrong_leaves_no_file(browser_of: BrowserOf, settings: Settings) -> None:
    browser = browser_of(make_people(Role.INVESTIGATOR).owner)
    answer = browser.post(reverse("collection_upload"), typed(lawful="", keep_until="2001-01-01"))
    assert answer.status_code == 422
    assert list(Path(settings.AMPARO_COLLECTIONS).iterdir()) == []
    assert not Collection.objects.exists()


def test_nobody_sends_a_file_before_signing_in(client: Client, settings: Settings) -> None:
    client.post(reverse("collection_upload"), typed())
    assert not Path(settings.AMPARO_COLLECTIONS).exists()


def test_a_page_that_takes_no_file_keeps_none(browser_of: BrowserOf, settings: Settings) -> None:
    browser = browser_of(make_people(Role.INVESTIGATOR).owner)
    browser.post(reverse("account_language"), {"file": SimpleUploadedFile("x", b"made up")})
    assert not Path(settings.AMPARO_COLLECTIONS).exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    browser_of: BrowserOf, settings: Settings
) -> None:
    settings.AMPARO_COLLECTION_MB = 1
    browser = browser_of(make_people(Role.INVESTIGATOR).owner)
    large = SimpleUploadedFile("posts.csv", b"x" * 2 * 2**20)
    assert browser.post(reverse("collection_upload"), typed(file=large)).status_code == 413


def test_reading_a_lead_is_in_the_ledger(browser_of: BrowserOf) -> None:
    owner = make_people(Role.INVESTIGATOR).owner
    lead = make_lead(owner)
    browser_of(owner).get(reverse("lead", args=[lead.pk]))
    entry = Entry.objects.get(subject=str(lead.pk))
    assert (entry.event, entry.actor) == ("lead.read", str(owner.pk))


def test_a_dismissal_says_why_and_is_taken_back(browser_of: BrowserOf) -> None:
    owner = make_people(Role.INVESTIGATOR).owner
    lead = make_lead(owner)
    browser = browser_of(owner)
    address = reverse("lead_judge", args=[lead.pk, "dismiss"])
    assert browser.post(address, {"version": 0, "words": "Made up."}).status_code == 422
    browser.post(address, {"version": 0, "words": "A made-up hotel.", "why": "agency"})
    judgement = Judgement.objects.get()
    assert (judgement.why, Lead.objects.get().state) == ("agency", LeadState.DISMISSED)
    assert browser.post(address, {"version": 0, "words": "x", "why": "agency"}).status_code == 409
    back = reverse("lead_take_back", args=[lead.pk, judgement.pk])
    browser.post(back, {"version": 1, "words": "It was not that hotel."})
    assert Lead.objects.get().state == LeadState.WAITING
    page = browser.get(reverse("lead", args=[lead.pk])).content.decode()
    assert "A made-up hotel." in page
    assert "It was not that hotel." in page


def test_a_watched_lead_is_joined_to_a_case(browser_of: BrowserOf) -> None:
    owner = make_people(Role.INVESTIGATOR).owner
    lead, case = make_lead(owner), make_case(owner)
    browser = browser_of(owner)
    browser.post(reverse("lead_judge", args=[lead.pk, "watch"]), {"version": 0, "words": "Made up."})
    assert Lead.objects.get().state == LeadState.WATCHED
    join = reverse("lead_judge", args=[lead.pk, "join"])
    nowhere = {"version": 1, "words": "Made up.", "into": "C26-7KQ4-M2XH-C"}
    assert browser.post(join, nowhere).status_code in {409, 422}
    browser.post(join, {"version": 1, "words": "The same number.", "into": case.reference})
    assert Lead.objects.get().state == LeadState.CONFIRMED
    assert Judgement.objects.standing().get().case == case


def test_of_others_leads_only_that_something_is_known(browser_of: BrowserOf) -> None:
    people = make_people(Role.INVESTIGATOR)
    own, other = make_lead(people.owner), make_lead(people.outsider)
    page = browser_of(people.owner).get(f"/en{reverse('lead', args=[own.pk])}").content.decode()
    assert page.count("known elsewhere: ask") == 2
    assert other.reference not in page
    assert browser_of(people.owner).get(reverse("lead", args=[other.pk])).status_code == 404


def test_an_analyst_counts_and_reads_nothing(browser_of: BrowserOf) -> None:
    institution, private = make_institution()
    owner = make_membership(institution, private, role=Role.INVESTIGATOR)
    lead = make_lead(owner)
    browser = browser_of(make_membership(institution, private, role=Role.ANALYST))
    assert browser.get(reverse("leads_precision")).status_code == 200
    assert browser.get(reverse("leads_fairness")).status_code == 200
    for address in (reverse("leads"), reverse("lead", args=[lead.pk]), reverse("collections")):
        assert browser.get(address).status_code == 403


def test_a_destroyed_collection_opens_to_nobody(browser_of: BrowserOf) -> None:
    owner = make_people(Role.SUPERVISOR).owner
    lead = make_lead(owner)
    browser = browser_of(owner)
    assert lead.reference in browser.get(reverse("leads")).content.decode()
    browser.post(reverse("collection_delete", args=[lead.collection_id]), {"sure": "on"})
    assert not lead.collection.path.exists()
    what_stays = browser.get(reverse("lead", args=[lead.pk])).content.decode()
    assert "foi destruído" in what_stays
    assert material.PHONE not in what_stays
    assert lead.reference not in browser.get(reverse("leads")).content.decode(), "nobody can judge it"
    judged = browser.post(
        reverse("lead_judge", args=[lead.pk, "watch"]), {"version": lead.version, "words": "Made up."}
    )
    assert judged.status_code == 403
    gone = browser.get(reverse("collection", args=[lead.collection_id])).content.decode()
    assert "mandou destruí-lo" in gone
    row = Lead.objects.get()
    assert (row.content, row.contact_points.count(), row.score) == (None, 0, lead.score)
    assert actor(owner).institution.collections.kept().count() == 0


def test_the_start_page_counts_leads_that_wait(browser_of: BrowserOf) -> None:
    people = make_people(Role.INVESTIGATOR)
    make_lead(people.owner)
    make_lead(people.outsider)
    shown = browser_of(people.owner).get(f"/en{reverse('desk')}")
    assert (shown.context["leads"].waiting, shown.context["leads"].changed) == (1, 0)
    assert "lead that waits for a person" in shown.content.decode()
    assert browser_of(people.partner).get(reverse("desk")).context["leads"] is None


def test_every_collection_is_reached_a_page_at_a_time(
    browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    owner = make_people(Role.INVESTIGATOR).owner
    made = [make_collection(owner).reference for _number in range(5)]
    browser, address, seen = browser_of(owner), reverse("collections"), []
    while address:
        answer = browser.get(address)
        seen += [one["row"].reference for one in answer.context["collections"]]
        address = answer.context["next"] and reverse("collections") + answer.context["next"]
    assert seen == made[::-1]
    assert browser.get(reverse("collections"), {"after": "nonsense"}).status_code == 200


def test_the_list_offers_collections_by_title_and_an_old_one_that_is_asked_for(
    browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_OFFERED", 1)
    people = make_people(Role.INVESTIGATOR)
    old, new = make_lead(people.owner), make_lead(people.owner)
    browser = browser_of(people.owner)
    told = browser.get(reverse("leads")).content.decode()
    assert f"{new.collection.reference} · Made-up offers" in told
    told = browser.get(reverse("leads"), {"collection": str(old.collection_id)}).content.decode()
    assert old.reference in told
    assert new.reference not in told
    theirs = make_lead(people.outsider)
    told = browser.get(reverse("leads"), {"collection": str(theirs.collection_id)}).content.decode()
    assert theirs.collection.reference not in told


def test_a_run_that_hangs_says_why(browser_of: BrowserOf) -> None:
    owner = make_people(Role.INVESTIGATOR).owner
    run = make_run(owner)
    address = reverse("collection", args=[run.collection_id])
    browser = browser_of(owner)
    assert browser.get(address).context["hangs"] == ""
    later = clock.now() - timedelta(minutes=5)
    Run.objects.filter(pk=run.pk).update(beat_at=later)
    assert "ainda não pegou nesta" in browser.get(address).content.decode()
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    assert "não há sinal do programa" in browser.get(address).content.decode()
    Run.objects.filter(pk=run.pk).update(state=RunState.WAITING)
    other = make_run(owner)
    Run.objects.filter(pk=other.pk).update(state=RunState.RUNNING)
    assert "Há outra análise antes desta" in browser.get(address).content.decode()


def test_what_came_back_says_where_what_was_typed_is(browser_of: BrowserOf) -> None:
    people = make_people(Role.INVESTIGATOR)
    lead = make_lead(people.owner)
    sent = {"version": 0, "into": make_case(people.outsider).reference, "words": "Made up."}
    answer = browser_of(people.owner).post(reverse("lead_judge", args=[lead.pk, "join"]), sent)
    assert answer.status_code == 409
    assert '<a href="#judge">O que escreveu' in answer.content.decode()


def test_languages_have_names_and_slots_no_space_before_a_mark() -> None:
    assert [wording.language(code) for code in ("pt", "th", "und", "zz")] == [
        "Português",
        "Tailandês",
        "não se sabe",
        "Zz",
    ]
    slot = {"slot": [{"value": str(number), "posts": 2} for number in range(9)], "kind": "place"}
    script = page._script(1, {"read": [{"fixed": "in"}, slot, {"fixed": ", or"}, slot, {"fixed": "x"}, slot]})
    assert [part.get("tight") for part in script["parts"]] == [None, True, None, False, None, False]
    assert script["parts"][1]["more"] == 3


def test_every_place_lies_within_the_map() -> None:
    """Six neighbouring towns and three far off."""
    at = [
        (53.8, -1.5),
        (-14.4, 28.4),
        (-19.0, 32.7),
        (-25.7, 27.2),
        (-19.5, 29.8),
        (-15.4, 35.3),
        (41.0, 29.0),
    ]
    drawn = places.draw(
        [
            {"name": str(number), "latitude": north, "longitude": east, "posts": 100}
            for number, (north, east) in enumerate([*at, (25.1, 56.3), (-25.8, 27.3)])
        ]
    )
    assert drawn is not None
    assert (drawn.wide, drawn.high) == (640, 420)
    for dot in drawn.dots:
        assert dot.radius <= dot.x <= drawn.wide - dot.radius
        assert dot.radius <= dot.y <= drawn.high - dot.radius
