"""Collections, runs and leads for tests, made by the product's own actions."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from amparo.accounts.models import Membership
from amparo.kernel import clock
from amparo.kernel.fields import seal_fields
from amparo.kernel.references import new_reference
from amparo.leads import keys, points
from amparo.leads.collections import receiving
from amparo.leads.collections.actions import Described, add_to, take_in
from amparo.leads.models import Addition, Collection, Lead, LeadPoint, LegalBasis, Origin, Run, RunState
from amparo.leads.running import starting, working
from tests.leads import material
from tests.people import actor


def make_collection(owner: Membership, content: bytes | None = None) -> Collection:
    """Made-up posts, taken in by `owner`."""
    arrival = receiving.Arrival()
    arrival.write(material.table() if content is None else content)
    file = arrival.whole("posts.csv", len(material.table()))
    described = Described(
        title="Made-up offers",
        authority="Made-up order 7/26",
        purpose="To see who offers this work. All made up.",
        origin=Origin.HELD,
        basis=LegalBasis.PROSECUTOR_ORDER,
        keep_until=clock.now().date() + timedelta(days=90),
    )
    return take_in(actor(owner), file, described)


def add_file(owner: Membership, collection: Collection, content: bytes = b"id,text\nempty,\n") -> Addition:
    """One more file of a collection."""
    arrival = receiving.Arrival()
    arrival.write(content)
    return add_to(actor(owner), collection, arrival.whole("more.csv", len(content)))


def make_run(owner: Membership, collection: Collection | None = None) -> Run:
    """A run that waits for the worker."""
    return starting.start(actor(owner), collection or make_collection(owner))


def stand_in(monkeypatch: pytest.MonkeyPatch, manner: str = "", **told: Any) -> None:
    """Let runs call the stand-in for the library; `told` goes over the keys of its lead."""
    root = str(Path(__file__).parents[2])
    code = f"import sys; sys.path.insert(0, {root!r}); from pathlib import Path; "
    code += "from tests.leads.stand_in import main"

    def command(_run: Run, _material: list[Path], spool: Any, _asked: Any) -> list[str]:
        line = f"{code}; sys.exit(main(Path({str(spool.out)!r}), {manner!r}, {json.dumps(told)!r}))"
        return [sys.executable, "-c", line]

    monkeypatch.setattr(working, "command", command)


def make_lead(owner: Membership, collection: Collection | None = None, **overrides: Any) -> Lead:
    """A lead as a run leaves it; `overrides` are columns in the clear, or `told`, the line of the library."""
    collection = collection or make_collection(owner)
    run = collection.runs.filter(state=RunState.DONE).first() or Run.objects.create(
        collection=collection,
        started_by=owner,
        state=RunState.DONE,
        ended_at=clock.now(),
        counts={"in": 7, "out": 7, "refused": 0, "leads": 1},
    )
    told = overrides.pop("told", None) or material.lead()
    values: dict[str, Any] = {
        "score": round(told["score"] * 10),
        "posts": told["posts"],
        "first": told["first"][:10],
        "last": told["last"][:10],
        "languages": list(told["languages"]),
        "countries": ["MZ", "ZA"],
        "nationalities": [],
        "points": {reason["flag"]: round(reason["points"] * 10) for reason in told["reasons"]},
    } | overrides
    lead = Lead(
        reference=new_reference("L", 2026),
        institution=owner.institution,
        collection=collection,
        run=run,
        **values,
    )
    texts = {post["id"]: post["text"] for post in material.posts()}
    key = keys.of(actor(owner).keyring, collection)
    seal_fields(lead, key, content=told | {"texts": texts})
    lead.save(force_insert=True)
    for point in points.of_contacts(told["contacts"]):
        LeadPoint.objects.create(lead=lead, kind=point.kind, digest=point.digest)
    lead.refresh_from_db()
    return lead
