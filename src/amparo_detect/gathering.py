"""From networks and what was found in their posts to leads, most telling first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, cast

import polars as pl

from amparo_detect.describing import READ, Case, Material, cases, describe, rows_to_read, sample_of, things
from amparo_detect.flags.score import LEAST, carried, flag_of, is_lead, total, weighed, worded
from amparo_detect.flags.structure import Structure, structure
from amparo_detect.leads import Evidence, Lead, Lowering, Reason, Slot
from amparo_detect.networks.build import Networks

Texts = Callable[[Sequence[int]], Mapping[int, str]]

MOST = 1000  # leads that are written: more than anybody can judge before the next run
AT_ONCE = 200  # leads whose texts are asked for together
SLIGHT = 1.0  # points under which a flag is no reason: a word in a few of many posts
EVIDENCE = 5  # posts that show a reason
EMPLOYERS = 3  # different employers from which on a script that names them is flagged
_EMPLOYER = frozenset({
    "hotel", "empresa", "companhia", "restaurante", "fazenda", "agência", "agencia", "grupo", "firma",
    "company", "restaurant", "farm", "agency", "group", "société", "kampuni", "شركة",
})  # fmt: skip


class Found(NamedTuple):
    """What the steps before found in all posts; every `post` is a row of the whole input.

    `posts`: post, id, time, source, language. `templates`: post, template. `contacts`: post, kind, value,
    raw, start, end, confidence. `words`: as `flags.finding.find` gives it.
    """

    posts: pl.DataFrame
    templates: pl.DataFrame
    contacts: pl.DataFrame
    words: pl.DataFrame
    networks: Networks


class Gathered(NamedTuple):
    """The leads, highest score first, and how many networks looked as if they could be one."""

    leads: list[Lead]
    candidates: int


class _Evidenced(NamedTuple):
    """`weights`: network, flag, posts, points, fact. `spans`: network, flag, post, start, end, template."""

    weights: pl.DataFrame
    spans: pl.DataFrame
    structure: Structure


def gather(found: Found, texts: Texts, *, most: int = MOST, among: Collection[int] | None = None) -> Gathered:
    """The leads. `texts` gives the original texts of rows, and is asked for those of many leads at once.

    `among`: only these networks can be leads; what else is in `found` says what is usual.
    """
    members = _members(found)
    contacts = found.contacts.with_columns(pl.col("kind").cast(pl.String)).join(
        members.select("post", "template", "network", "time"), on="post"
    )
    evidenced = _evidenced(found, members, contacts)
    scores = _candidates(evidenced.weights)
    chosen = [network for network in scores if among is None or network in among]
    leads: list[Lead] = []
    for start in range(0, min(len(chosen), most), AT_ONCE):
        some = {network: scores[network] for network in chosen[start : min(start + AT_ONCE, most)]}
        described = _some(some, found, evidenced, members=members, contacts=contacts, texts=texts)
        leads += [
            lead for lead in described if is_lead(lead["score"], (each["flag"] for each in lead["reasons"]))
        ]
    leads.sort(key=lambda lead: (-lead["score"], lead["network"]))
    return Gathered(leads, len(chosen))


def judge(found: Found, texts: Texts, network: int) -> Lead:
    """One network as its lead would describe it, whether it is one or not. What else is in `found` says what
    is usual.
    """
    members = _members(found)
    contacts = found.contacts.with_columns(pl.col("kind").cast(pl.String)).join(
        members.select("post", "template", "network", "time"), on="post"
    )
    evidenced = _evidenced(found, members, contacts)
    (lead,) = _some({network: LEAST}, found, evidenced, members=members, contacts=contacts, texts=texts)
    return lead


def _members(found: Found) -> pl.DataFrame:
    """`post`, `id`, `time`, `source`, `language`, `template`, `network` of the posts in networks."""
    return (
        found.posts.join(found.networks.posts.filter(pl.col("network") >= 0), on="post")
        .join(found.templates.select("post", "template"), on="post", how="left")
        .with_columns(pl.col("template").fill_null(-1).cast(pl.Int64))
        .sort("post")
    )


def _evidenced(found: Found, members: pl.DataFrame, contacts: pl.DataFrame) -> _Evidenced:
    of = members.select("post", "network", "template")
    words = carried(found.words.join(of.select("post"), on="post", how="semi")).join(of, on="post")
    shared = found.networks.contacts.filter(pl.col("shared")).select("kind", "value")
    structural = structure(members, contacts.drop("template", "network", "time"), shared)
    sizes = members.group_by("network").agg(pl.len().alias("size"))
    counted = (
        words.group_by("network", "flag")
        .agg(pl.col("post").n_unique().alias("posts"))
        .join(sizes, on="network")
        .select("network", "flag", "posts", share=pl.col("posts") / pl.col("size"))
    )
    facts = structural.facts
    weights = weighed(pl.concat([counted, facts.select("network", "flag", "posts", "share")])).join(
        facts.select("network", "flag", "fact"), on=["network", "flag"], how="left"
    )
    order = ["network", "flag", "post", "start", "end", "template"]
    spans = pl.concat([words.select(order), structural.spans.join(of, on="post").select(order)])
    weights = weights.filter(pl.col("points").abs() >= SLIGHT)
    return _Evidenced(weights, spans.sort("network", "flag", "post", "start"), structural)


def _candidates(weights: pl.DataFrame) -> dict[int, float]:
    """Networks that may reach the score of a lead and their scores before their scripts are read, highest
    first.
    """
    reach = LEAST - flag_of("many_employers").weight
    hopeful = weights.join(
        weights.filter(pl.col("points") > 0)
        .group_by("network")
        .agg(pl.col("points").sum())
        .filter(pl.col("points") >= reach)
        .select("network"),
        on="network",
        how="semi",
    )
    given: dict[int, list[tuple[str, float]]] = {}
    for network, flag, value in (
        hopeful.sort("network", "flag").select("network", "flag", "points").iter_rows()
    ):
        given.setdefault(network, []).append((flag, value))
    scores = {
        network: total((flag_of(flag), value) for flag, value in rows)[0] for network, rows in given.items()
    }
    chosen = sorted((n for n, score in scores.items() if score >= reach), key=lambda n: (-scores[n], n))
    return {network: scores[network] for network in chosen}


def _some(
    scores: Mapping[int, float],
    found: Found,
    evidenced: _Evidenced,
    *,
    members: pl.DataFrame,
    contacts: pl.DataFrame,
    texts: Texts,
) -> list[Lead]:
    """What a few networks say, whether they are leads or not: cut out of the frames at once, read one by one.

    Left out are those of too low a score that reading their scripts cannot raise.
    """
    networks = list(scores)
    of = pl.col("network").is_in(networks)
    mentioned = contacts.filter(of)
    material = Material(
        members.filter(of),
        mentioned,
        evidenced.structure.moves.filter(of),
        evidenced.structure.changes.filter(of),
        found.networks.contacts.filter(pl.col("shared")).select("kind", "value"),
    )
    spans = _shown(evidenced.spans.filter(of))
    shown: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for network, flag, *span in spans.select("network", "flag", "post", "start", "end").iter_rows():
        shown.setdefault((network, flag), []).append(tuple(span))
    given: dict[int, list[_Weight]] = {network: [] for network in networks}
    for network, *weight in evidenced.weights.filter(of).select("network", *_Weight._fields).iter_rows():
        given[network].append(_Weight(*weight))
    described = cases(networks, material)
    read = [row for case in described for row in rows_to_read(case)]
    written = texts(sorted({*read, *spans["post"].to_list()}))
    named = dict(material.members.select("post", "id").iter_rows())
    things_in = things(mentioned, read)
    leads = []
    for case in described:
        if scores[case.network] < LEAST and not _may_name_employers(case, written):
            continue
        lead = describe(case, written, things_in)
        _weigh(lead, given[case.network])
        _explain(lead, given[case.network], _Shown(shown, named, written))
        leads.append(lead)
    return leads


def _may_name_employers(case: Case, texts: Mapping[int, str]) -> bool:
    """Whether reading the scripts could show a flag that no single post does: see `_employers`."""
    return any(
        any(word in text for text in (texts[row].casefold() for row in sample) for word in _EMPLOYER)
        for sample in map(sample_of, case.scripts[:READ])
        if len(sample) >= EMPLOYERS
    )


class _Weight(NamedTuple):
    flag: str
    posts: int
    points: float
    fact: str | None


class _Shown(NamedTuple):
    """`spans`: by network and flag, post, start and end. `ids` and `texts`: by post."""

    spans: Mapping[tuple[int, str], list[tuple[int, int, int]]]
    ids: Mapping[int, str]
    texts: Mapping[int, str]

    def evidence(self, network: int, flag: str) -> list[Evidence]:
        """What a lead shows of a flag."""
        return [
            {"id": self.ids[post], "start": start, "end": end, "text": self.texts[post][start:end]}
            for post, start, end in self.spans.get((network, flag), ())
        ]


def _shown(spans: pl.DataFrame) -> pl.DataFrame:
    """The spans that are shown: of the earliest posts, one of each script before a second of any."""
    by = ["network", "flag"]
    posts = (
        spans.select(*by, "post", "template")
        .unique(maintain_order=True)
        .with_columns(turn=pl.int_range(pl.len()).over(*by, "template"))
        .sort(*by, "turn", "post")
        .filter(pl.int_range(pl.len()).over(*by) < EVIDENCE)
    )
    return spans.join(posts.select(*by, "post"), on=[*by, "post"], how="semi").sort(*by, "post", "start")


def _weigh(lead: Lead, given: list[_Weight]) -> None:
    """Add the flag that only a script that is read shows, then the score."""
    employers = _employers(lead)
    if len(employers) >= EMPLOYERS:
        weight = flag_of("many_employers").weight
        fact = f"{len(employers)}|{', '.join(employers[:3])}"
        given.append(_Weight("many_employers", lead["posts"], weight, fact))
    lead["score"], lead["phases"] = total((flag_of(each.flag), each.points) for each in given)


def _explain(lead: Lead, given: Sequence[_Weight], shown: _Shown) -> None:
    for each in sorted(given, key=lambda each: (-abs(each.points), each.flag)):
        flag = flag_of(each.flag)
        entry = {
            "weight": flag.weight,
            "points": each.points,
            "posts": each.posts,
            "wording": worded(flag, _facts(each.flag, each.fact)),
            "evidence": shown.evidence(lead["network"], each.flag),
        }
        if flag.phase is None:
            lead["lowering"].append(Lowering(flag=each.flag, **entry))  # type: ignore[typeddict-item]
        else:
            lead["reasons"].append(Reason(flag=each.flag, phase=flag.phase, **entry))  # type: ignore[typeddict-item]


def _facts(code: str, fact: str | None) -> dict[str, str]:
    """The words that fill the braces of a structural flag's wording."""
    names = {
        "wage_far_above": ("wage", "times", "usual"),
        "script_moves": ("moves",),
        "many_places": ("places",),
        "many_accounts": ("accounts",),
        "many_employers": ("employers", "examples"),
        "phone_changes": ("changes",),
        "hidden_number": ("example",),
        "own_domain": ("domain",),
        "steady_contact": ("weeks",),
    }.get(code, ())
    values = (fact or "").split("|", len(names) - 1) if names else []
    return dict(zip(names, values, strict=True))


def _employers(lead: Lead) -> list[str]:
    """The employers in one slot of one script, most frequent first; of the slot that has most."""
    most: list[str] = []
    for template in lead["templates"]:
        before = ""
        for part in template["read"]:
            if "slot" not in part:
                before = part["fixed"]
                continue
            slot = cast(Slot, part)
            values = [value["value"] for value in slot["slot"]]
            if slot["kind"] is None and len(values) > len(most) and _names_employers(before, values):
                most = values
            before = ""
    return most


def _names_employers(before: str, values: Sequence[str]) -> bool:
    return _says_employer(before) or sum(map(_says_employer, values)) * 2 > len(values)


def _says_employer(text: str) -> bool:
    return not _EMPLOYER.isdisjoint(text.casefold().replace(":", " ").split()[-3:])
