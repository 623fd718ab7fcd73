"""Objects for the routes of leads, for the policy's matrix; tests/make.py names the routes."""

from typing import Any

from amparo.leads.models import Verdict
from amparo.leads.review.judging import Choice, judge
from tests.leads.making import make_collection, make_lead, make_run
from tests.people import People, actor


def own_collection(people: People) -> dict[str, Any]:
    """A collection of the owner's."""
    return {"pk": make_collection(people.owner).pk}


def waiting_run(people: People) -> dict[str, Any]:
    """A run that waits for the worker."""
    run = make_run(people.owner)
    return {"pk": run.collection_id, "run": run.pk}


def own_lead(people: People) -> dict[str, Any]:
    """A lead that waits."""
    return {"pk": make_lead(people.owner).pk}


def judged_lead(people: People) -> dict[str, Any]:
    """A lead that the owner watches."""
    lead = make_lead(people.owner)
    judgement = judge(actor(people.owner), lead, Choice(Verdict.WATCH, "Made up."), version=0)
    return {"pk": lead.pk, "judgement": judgement.pk}


OBJECTS = {
    "collection": own_collection,
    "collection_run": own_collection,
    "collection_cancel": waiting_run,
    "collection_delete": own_collection,
    "lead": own_lead,
    "lead_judge": lambda people: own_lead(people) | {"verdict": "watch"},
    "lead_take_back": judged_lead,
}
