"""What a run found becomes rows: the content sealed, in the clear only counts, scores and codes."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from amparo.kernel import clock
from amparo.kernel.fields import seal_fields
from amparo.kernel.references import new_reference
from amparo.leads import points
from amparo.leads.models import Lead, LeadPoint, LeadState, LeadStory, Run
from amparo.leads.running.second_look import Seen, look
from amparo.leads.running.spool import Spool
from amparo.reports import story

_AT_ONCE = 200  # rows in one statement
_STORIES = 5  # posts of a lead that reports are compared with


def keep(run: Run, spool: Spool, material: Path, key: bytes) -> None:
    """Replace what an earlier run found and nobody looked at. In the caller's transaction; saves no run."""
    found = list(_lines(spool.out / "leads.jsonl"))
    seen = look(material, spool, found)
    account = json.loads((spool.out / "run.json").read_text("utf-8"))
    judged = Lead.objects.filter(collection=run.collection, judgements__isnull=False)
    Lead.objects.filter(collection=run.collection).exclude(pk__in=judged.values("pk")).delete()
    for start in range(0, len(found), _AT_ONCE):
        _keep_some(run, found[start : start + _AT_ONCE], seen, key)
    counts = {name: account["counts"][name] for name in ("in", "out", "refused")}
    run.counts = counts | {"leads": len(found)}
    run.shares = seen.shares


def _keep_some(run: Run, found: list[dict[str, Any]], seen: Seen, key: bytes) -> None:
    leads, marks, stories = [], [], []
    for told in found:
        posts = {id: seen.texts[id] for id in _evidence_posts(told) if id in seen.texts}
        lead = _lead(run, told, seen)
        seal_fields(lead, key, content=told | {"texts": posts})
        leads.append(lead)
        for point in points.of_contacts(told["contacts"]):
            marks.append(LeadPoint(lead=lead, kind=point.kind, digest=point.digest))
        for text in list(posts.values())[:_STORIES]:
            if (signature := story.signature(text)) is not None:
                stories.append(LeadStory(lead=lead, signature=signature, bands=story.bands(signature)))
    Lead.objects.bulk_create(leads)
    LeadPoint.objects.bulk_create(marks, ignore_conflicts=True)
    LeadStory.objects.bulk_create(stories)


def _lead(run: Run, told: Mapping[str, Any], seen: Seen) -> Lead:
    countries: dict[str, None] = {}
    for place in told["places"]:
        if place["country"]:
            countries[place["country"]] = None
    reasons = [*told["reasons"], *told["lowering"]]
    return Lead(
        reference=new_reference("L", clock.now().year),
        institution_id=run.collection.institution_id,
        collection=run.collection,
        run=run,
        state=LeadState.WAITING,
        score=round(told["score"] * 10),
        posts=told["posts"],
        first=_day(told["first"]),
        last=_day(told["last"]),
        languages=list(told["languages"]),
        countries=list(countries),
        nationalities=seen.nationalities.get(told["network"], []),
        points={reason["flag"]: round(reason["points"] * 10) for reason in reasons},
    )


def _day(moment: str | None) -> date | None:
    return date.fromisoformat(moment[:10]) if moment else None


def _evidence_posts(told: Mapping[str, Any]) -> list[str]:
    """The posts that carry the reasons, each once, in the order in which the reasons show them."""
    shown = (
        one["id"] for part in ("reasons", "lowering") for reason in told[part] for one in reason["evidence"]
    )
    return list(dict.fromkeys(shown))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
