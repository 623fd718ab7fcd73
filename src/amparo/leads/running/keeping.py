"""What a run found becomes rows: the content sealed, in the clear only counts, scores and codes.

A network that an earlier run found keeps its lead, with reference, judgements and all; what a person judged
is put aside when it is no longer the same, so that the page can say what is new.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from amparo.kernel import clock
from amparo.kernel.fields import open_field, seal_fields
from amparo.kernel.references import new_reference
from amparo.leads import points
from amparo.leads.learning import tallies
from amparo.leads.models import Judgement, Lead, LeadPoint, LeadState, LeadStory, Run
from amparo.leads.review.changes import differ
from amparo.leads.running.second_look import Asking, Seen, look
from amparo.leads.running.spool import Spool
from amparo.reports import story

_AT_ONCE = 200  # rows in one statement
_STORIES = 5  # posts of a lead that reports are compared with
_FOUND = ("run", "score", "posts", "first", "last", "languages", "countries", "nationalities", "points")


def keep(run: Run, spool: Spool, material: list[Path], key: bytes) -> None:
    """Bring the leads of the collection to what was found now. In the caller's transaction; saves no run.

    What is not found any more goes, unless a person judged it: that stays as it was.
    """
    asked = open_field(run, "asked", key) or {}
    found = list(_lines(spool.out / "leads.jsonl"))
    account = json.loads((spool.out / "run.json").read_text("utf-8"))
    earlier = list(Lead.objects.select_for_update(of=("self",)).filter(collection=run.collection))
    judged = set(
        Judgement.objects.filter(lead__collection=run.collection).values_list("lead", flat=True).distinct()
    )
    rows = {lead.pk: _network(lead, key) for lead in earlier if lead.content is not None}
    seen = look(material, spool, found, Asking(frozenset(rows.values()), asked))
    held = _held({lead: (seen.homes.get(row, -1), row) for lead, row in rows.items()}, judged)
    wanted = {told["network"] for told in found}
    leads = {lead.pk: lead for lead in earlier}
    kept = {network: leads[pk] for network, pk in held.items() if network in wanted}
    staying = {lead.pk for lead in kept.values()} | judged
    Lead.objects.filter(pk__in=[lead.pk for lead in earlier if lead.pk not in staying]).delete()
    changed = 0
    for told in found:
        if (lead := kept.get(told["network"])) is not None:
            changed += _go_on(run, lead, told, seen, key)
    new = [told for told in found if told["network"] not in kept]
    for start in range(0, len(new), _AT_ONCE):
        _keep_some(run, new[start : start + _AT_ONCE], seen, key)
    counts = {name: account["counts"][name] for name in ("in", "out", "refused")}
    run.counts = counts | {"leads": len(found), "new": len(new), "changed": changed}
    run.shares = seen.shares


def _network(lead: Lead, key: bytes) -> int:
    """The row that names its network. Leads of before that was kept in the clear have it in their content."""
    return int(open_field(lead, "content", key)["network"]) if lead.network is None else lead.network


def _held(homes: Mapping[Any, tuple[int, int]], judged: set[Any]) -> dict[int, Any]:
    """Network of this run → the lead that it goes on from: the one of its name, else a judged one.

    `homes`: lead → the network in which the row that named it lies now (−1: in none), and that row.
    """
    best: dict[int, tuple[bool, bool, int, Any]] = {}
    for lead, (home, row) in homes.items():
        rank = (home != row, lead not in judged, row, lead)
        if home >= 0 and (home not in best or rank[:3] < best[home][:3]):
            best[home] = rank
    return {home: rank[3] for home, rank in best.items()}


def _go_on(run: Run, lead: Lead, told: dict[str, Any], seen: Seen, key: bytes) -> bool:
    """Bring a lead to what was found now; says whether that differs from what a person judged."""
    before = open_field(lead, "content", key)
    other = differ(before, told)
    differs = other and lead.judgements.filter(taken_back_at=None).exists()
    if differs and lead.before is None:
        seal_fields(lead, key, before=_remembered(before))
    if differs:
        lead.changed_at, lead.version = clock.now(), lead.version + 1
    now = _lead(run, told, seen)
    tallies.count(lead, -1)
    for name in _FOUND:
        setattr(lead, name, getattr(now, name))
    lead.network = told["network"]
    seal_fields(lead, key, content=told | {"texts": _texts(told, seen)})
    lead.save()
    tallies.count(lead, 1)
    if other:
        lead.contact_points.all().delete()
        lead.stories.all().delete()
        marks, stories = _marks(lead, told, seen)
        LeadPoint.objects.bulk_create(marks, ignore_conflicts=True)
        LeadStory.objects.bulk_create(stories)
    return differs


def _remembered(content: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was judged, what a page compares with what is there now."""
    return {name: value for name, value in content.items() if name not in {"texts", "links", "timeline"}}


def _keep_some(run: Run, found: list[dict[str, Any]], seen: Seen, key: bytes) -> None:
    leads, marks, stories = [], [], []
    for told in found:
        lead = _lead(run, told, seen)
        seal_fields(lead, key, content=told | {"texts": _texts(told, seen)})
        leads.append(lead)
        more = _marks(lead, told, seen)
        marks += more[0]
        stories += more[1]
    Lead.objects.bulk_create(leads)
    LeadPoint.objects.bulk_create(marks, ignore_conflicts=True)
    LeadStory.objects.bulk_create(stories)


def _texts(told: Mapping[str, Any], seen: Seen) -> dict[str, str]:
    """The posts that carry the reasons, in the order in which the reasons show them.

    Files can give two posts the same id: it is the one that says the words.
    """
    found: dict[str, str] = {}
    for part in ("reasons", "lowering"):
        for one in (one for reason in told[part] for one in reason["evidence"]):
            fitting = (
                text
                for text in seen.texts.get(one["id"], ())
                if text[one["start"] : one["end"]] == one["text"]
            )
            if one["id"] not in found and (text := next(fitting, None)) is not None:
                found[one["id"]] = text
    return found


def _marks(lead: Lead, told: Mapping[str, Any], seen: Seen) -> tuple[list[LeadPoint], list[LeadStory]]:
    """By what reports, cases and other leads meet this one."""
    marks = [
        LeadPoint(lead=lead, kind=point.kind, digest=point.digest)
        for point in points.of_contacts(told["contacts"])
    ]
    signatures = (story.signature(text) for text in list(_texts(told, seen).values())[:_STORIES])
    stories = [
        LeadStory(lead=lead, signature=signature, bands=story.bands(signature))
        for signature in signatures
        if signature is not None
    ]
    return marks, stories


def _lead(run: Run, told: Mapping[str, Any], seen: Seen) -> Lead:
    countries = dict.fromkeys(place["country"] for place in told["places"] if place["country"])
    reasons = [*told["reasons"], *told["lowering"]]
    return Lead(
        reference=new_reference("L", clock.now().year),
        institution_id=run.collection.institution_id,
        collection=run.collection,
        run=run,
        network=told["network"],
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


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
