"""Collections go on: more files, the same leads, judgements that stay and say what is new."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Membership, Role
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.fields import open_field
from amparo.leads import keys
from amparo.leads.collections import actions
from amparo.leads.collections.files import files
from amparo.leads.models import Fault, Lead, LeadState, Run, RunState, Verdict
from amparo.leads.review import changes
from amparo.leads.review.judging import Choice, judge, uphold
from amparo.leads.running import keeping, working
from amparo.leads.running.faults import told, understood
from amparo.leads.running.spool import Spool
from amparo.ledger.models import Entry
from amparo_detect.errors import InputBroken
from tests.leads import material
from tests.leads.making import add_file, make_collection, make_run, stand_in
from tests.people import actor, make_people

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[Membership], Client]
MORE = SimpleUploadedFile("day-2.csv", b"id,text\np10,Made up.\n")
NEW = {"kind": "phone", "value": "+258840000031", "posts": 3, "templates": 1, "first": None, "last": None}


@pytest.fixture
def owner() -> Membership:
    return make_people(Role.INVESTIGATOR).owner


def run_over(owner: Membership, run: Run) -> Run:
    working.work(run.pk, stop=lambda: False)
    return Run.objects.get(pk=run.pk)


def grown() -> dict[str, Any]:
    first = material.lead()
    return {"posts": 9, "score": 60.0, "contacts": [*first["contacts"], NEW | {"shared": False}]}


def test_every_file_is_read_in_the_order_in_which_it_came(owner: Membership) -> None:
    collection = make_collection(owner)
    add_file(owner, collection, b"text\nOne.\n")
    add_file(owner, collection, b"text\nTwo.\n")
    run = make_run(owner, collection)
    add_file(owner, collection, b"text\nToo late for this run.\n")
    key = keys.lent(run)
    found = Spool(run.pk).fill(files(collection, key, until=run.started_at))
    assert [path.name for path in found] == ["file-1.csv", "file-2.csv", "file-3.csv"]
    assert found[0].read_bytes() == material.table()
    assert [path.read_bytes() for path in found[1:]] == [b"text\nOne.\n", b"text\nTwo.\n"]


def test_a_further_file_comes_through_the_page_and_the_same_one_only_once(
    owner: Membership, browser_of: BrowserOf
) -> None:
    collection = make_collection(owner)
    browser = browser_of(owner)
    address = reverse("collection_add", args=[collection.pk])
    assert browser.post(address, {"file": MORE, "lawful": "on"}).status_code == 302
    addition = collection.additions.get()
    assert b"Made up" not in addition.path.read_bytes()
    assert Entry.objects.filter(subject=str(collection.pk)).latest("index").event == "collection.added_to"
    MORE.seek(0)
    again = browser.post(address, {"file": MORE, "lawful": "on"})
    assert again.status_code == 409
    assert len(list(collection.path.parent.iterdir())) == 2
    page = browser.get(f"/en{reverse('collection', args=[collection.pk])}").content.decode()
    assert "day-2.csv" in page
    assert "not read yet" in page


def test_what_holds_no_posts_is_refused_before_it_is_kept(owner: Membership, browser_of: BrowserOf) -> None:
    collection = make_collection(owner)
    browser = browser_of(owner)
    address = f"/en{reverse('collection_add', args=[collection.pk])}"
    for content, words in (
        (b"", "The file is empty"),
        (b"%PDF-1.7 made up", "it looks like a PDF"),
        (bytes(range(64)) * 200, "The file is no text"),
    ):
        answer = browser.post(address, {"file": SimpleUploadedFile("x.csv", content), "lawful": "on"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not collection.additions.exists()
    assert len(list(collection.path.parent.iterdir())) == 1


def test_a_judged_lead_goes_on_and_says_what_is_new(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, browser_of: BrowserOf
) -> None:
    stand_in(monkeypatch)
    collection = make_collection(owner)
    run_over(owner, make_run(owner, collection))
    lead = Lead.objects.get()
    judge(actor(owner), lead, Choice(Verdict.CONFIRM, "Made up."), version=0)
    run_over(owner, make_run(owner, collection))
    lead.refresh_from_db()
    assert lead.changed_at is None, "the same is no news"
    add_file(owner, collection)
    stand_in(monkeypatch, **grown())
    run = run_over(owner, make_run(owner, collection))
    assert (run.counts["leads"], run.counts["new"], run.counts["changed"]) == (1, 0, 1)
    now = Lead.objects.get()
    assert (now.pk, now.reference, now.posts, now.state) == (lead.pk, lead.reference, 9, LeadState.CONFIRMED)
    assert now.contact_points.count() == 3
    browser = browser_of(owner)
    page = browser.get(f"/en{reverse('lead', args=[now.pk])}").content.decode()
    assert "Changed since you judged it" in page
    assert "6 → 9" in page
    assert "+258840000031" in page
    assert now.reference in browser.get(f"{reverse('leads')}?state=changed").content.decode()
    with pytest.raises(Conflict):
        uphold(actor(owner), now, contacts=frozenset(), version=lead.version)
    browser.post(reverse("lead_uphold", args=[now.pk]), {"version": now.version})
    now.refresh_from_db()
    assert (now.changed_at, now.before, now.state) == (None, None, LeadState.CONFIRMED)
    assert Entry.objects.filter(subject=str(now.pk), event="lead.judgement_upheld").exists()


def test_what_a_person_compares_with_is_what_they_judged(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    collection = make_collection(owner)
    run_over(owner, make_run(owner, collection))
    judge(actor(owner), Lead.objects.get(), Choice(Verdict.WATCH, "Made up."), version=0)
    for posts in (8, 9):
        stand_in(monkeypatch, posts=posts)
        run_over(owner, make_run(owner, collection))
    lead = Lead.objects.get()
    key = keys.of(actor(owner).keyring, lead.collection)
    assert open_field(lead, "before", key)["posts"] == 6


def test_a_judged_lead_that_is_not_found_any_more_stays_and_says_so(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, browser_of: BrowserOf
) -> None:
    stand_in(monkeypatch)
    collection = make_collection(owner)
    run_over(owner, make_run(owner, collection))
    lead = Lead.objects.get()
    judge(actor(owner), lead, Choice(Verdict.WATCH, "Made up."), version=0)
    stand_in(monkeypatch, network=6)  # the ordinary offer's row: another network
    run_over(owner, make_run(owner, collection))
    assert Lead.objects.count() == 2
    page = browser_of(owner).get(f"/en{reverse('lead', args=[lead.pk])}").content.decode()
    assert "no longer finds this" in page


def test_a_network_is_known_by_its_first_post_also_when_two_become_one() -> None:
    # lead → (network in which the row that named it lies now, that row)
    assert keeping._held({"a": (3, 3), "b": (9, 9)}, set()) == {3: "a", 9: "b"}
    assert keeping._held({"a": (3, 3), "b": (3, 9)}, {"b"}) == {3: "a"}, "its own name goes first"
    assert keeping._held({"b": (3, 9), "c": (3, 7)}, {"b"}) == {3: "b"}, "then what a person judged"
    assert keeping._held({"a": (-1, 3)}, {"a"}) == {}


def test_ids_of_posts_are_no_change() -> None:
    one = material.lead()
    other = material.lead()
    for reason in other["reasons"]:
        for evidence in reason["evidence"]:
            evidence["id"] = "file-1.csv:" + evidence["id"]
    assert not changes.differ(one, other)
    assert changes.differ(one, material.lead(posts=7))


def test_a_file_that_stops_every_run_is_left_out(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, browser_of: BrowserOf
) -> None:
    collection = make_collection(owner)
    bad = add_file(owner, collection)
    stand_in(monkeypatch, "fail")
    run = run_over(owner, make_run(owner, collection))
    assert (run.state, run.fault) == (RunState.FAILED, Fault.INPUT)
    browser = browser_of(owner)
    address = reverse("collection", args=[collection.pk])
    english = browser.get(f"/en{address}").content.decode()
    assert "Which column of “more.csv” holds the text" in english
    assert "“a”, “b”" in english
    assert (
        "Que coluna" in browser.get(address).content.decode()
        or "que coluna" in browser.get(address).content.decode()
    )
    browser.post(reverse("collection_leave_out", args=[collection.pk, bad.pk]))
    bad.refresh_from_db()
    assert bad.left_out_at is not None
    key = keys.of(actor(owner).keyring, collection)
    assert len(files(collection, key, until=clock.now())) == 1
    assert bad.path.exists(), "nothing is lost"


def test_a_file_that_a_finished_run_has_read_is_not_left_out(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    collection = make_collection(owner)
    addition = add_file(owner, collection)
    run_over(owner, make_run(owner, collection))
    with pytest.raises(Conflict):
        actions.leave_out(actor(owner), addition)


def test_columns_that_a_person_names_reach_the_library_and_the_next_form(
    owner: Membership, browser_of: BrowserOf
) -> None:
    collection = make_collection(owner)
    browser = browser_of(owner)
    browser.post(reverse("collection_run", args=[collection.pk]), {"text": "conteúdo do anúncio"})
    run = collection.runs.get()
    assert b"conte" not in bytes(run.asked or b"")
    asked = open_field(run, "asked", keys.lent(run))
    browser.post(reverse("collection_cancel", args=[collection.pk, run.pk]))
    line = working.command(run, [collection.path], Spool(run.pk), asked)
    assert "--text=conteúdo do anúncio" in line
    assert "conteúdo do anúncio" in browser.get(reverse("collection", args=[collection.pk])).content.decode()


def test_what_the_library_says_is_understood_or_kept_as_it_is() -> None:
    said = str(InputBroken(input="file-1.csv.gz", why="Compressed file ended early"))
    kept = understood(said, ["ofertas.csv.gz"])
    assert kept["code"] == "InputBroken"
    assert "ofertas.csv.gz" in told(kept)
    assert told(understood("Something new.", [])) == "Something new."


def test_a_destroyed_collection_loses_its_further_files(owner: Membership) -> None:
    supervisor = make_people(Role.SUPERVISOR).owner
    collection = make_collection(supervisor)
    addition = add_file(supervisor, collection)
    actions.delete(actor(supervisor), collection)
    addition.refresh_from_db()
    assert addition.told is None
    assert not addition.path.exists()
