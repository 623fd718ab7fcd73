"""Objects for the routes of leads, for the policy's matrix; tests/make.py names the routes."""

from typing import Any

from amparo.kernel import clock
from amparo.kernel.fields import open_field, seal_fields
from amparo.leads import keys
from amparo.leads.models import Fault, Run, RunState, Verdict
from amparo.leads.review.judging import Choice, judge
from amparo.leads.running import faults
from tests.leads.making import add_file, make_collection, make_lead, make_run
from tests.people import People, actor


def own_collection(people: People) -> dict[str, Any]:
    """A collection of the owner's."""
    return {"pk": make_collection(people.owner).pk}


def waiting_run(people: People) -> dict[str, Any]:
    """A run that waits for the worker."""
    run = make_run(people.owner)
    return {"pk": run.collection_id, "run": run.pk}


def run_with_refused(people: People) -> dict[str, Any]:
    """A finished run that refused a row."""
    collection = make_collection(people.owner)
    run = Run(collection=collection, started_by=people.owner, state=RunState.DONE, ended_at=clock.now())
    run.counts = {"in": 12, "out": 8, "refused": 4, "leads": 0, "reasons": {"empty": 3, "json": 1}}
    kept = {
        "files": ["posts.csv", "more.csv"],
        "stretches": [[0, 3, 5, "empty"], [1, 7, 7, "json"]],
        "unlisted": 0,
        "notes": [["posts.csv", "quotes", 9], ["more.csv", "cut", None]],
    }
    seal_fields(run, keys.of(actor(people.owner).keyring, collection), refused=kept)
    run.save(force_insert=True)
    return {"pk": collection.pk, "run": run.pk}


def over_run(people: People, state: RunState, fault: Fault | str = "", said: str = "") -> dict[str, Any]:
    """A collection with a run that is over without leads; `said`: what the library said last."""
    collection = make_collection(people.owner)
    run = Run(collection=collection, started_by=people.owner, state=state, fault=fault, ended_at=clock.now())
    if said:
        told = faults.understood(said, ["posts.csv", "more.csv"])
        seal_fields(run, keys.of(actor(people.owner).keyring, collection), told=told)
    run.save(force_insert=True)
    return {"pk": collection.pk}


def own_lead(people: People) -> dict[str, Any]:
    """A lead that waits."""
    return {"pk": make_lead(people.owner).pk}


def judged_lead(people: People) -> dict[str, Any]:
    """A lead that the owner watches."""
    lead = make_lead(people.owner)
    judgement = judge(actor(people.owner), lead, Choice(Verdict.WATCH, "Made up."), version=0)
    return {"pk": lead.pk, "judgement": judgement.pk}


def changed_lead(people: People) -> dict[str, Any]:
    """A lead that the owner watches and that is no longer what it was."""
    lead = make_lead(people.owner)
    judge(actor(people.owner), lead, Choice(Verdict.WATCH, "Made up."), version=0)
    key = keys.of(actor(people.owner).keyring, lead.collection)
    lead.refresh_from_db()
    seal_fields(lead, key, before=open_field(lead, "content", key) | {"posts": 3, "contacts": []})
    lead.changed_at = clock.now()
    lead.save()
    return {"pk": lead.pk}


def unread_file(people: People) -> dict[str, Any]:
    """A file that was added and that no run has read."""
    addition = add_file(people.owner, make_collection(people.owner))
    return {"pk": addition.collection_id, "addition": addition.pk}


OBJECTS = {
    "collection": own_collection,
    "collection_add": own_collection,
    "collection_leave_out": unread_file,
    "collection_run": own_collection,
    "collection_cancel": waiting_run,
    "collection_refused": run_with_refused,
    "collection_delete": own_collection,
    "lead": own_lead,
    "lead_judge": lambda people: own_lead(people) | {"verdict": "watch"},
    "lead_take_back": judged_lead,
    "lead_uphold": changed_lead,
}
