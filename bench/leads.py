"""Server time of the pages of leads with 100,000 leads, 28,000 of them judged, against the limit of 100 ms.

    python bench/leads.py [--leads 100000] [--rounds 20]

All leads lie at one institution. Requests go through Django's handler: visit, keys, policy, query, unsealing,
template. The lead that is opened has as much in it as the library writes; the report in triage shares its
number with 300 leads and its text with 200 posts of them. A database of its own; nothing of it remains.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from house import Spent, house, spent

sys.path[0] = str(Path(__file__).resolve().parents[1])  # for tests.make and tests.people

LIMIT = 100.0  # ms
PHONE = "+258840000012"

# Contents are random bytes of a usual length: only the one lead that is opened is really sealed.
LEADS = """
INSERT INTO leads_lead (id, reference, institution_id, collection_id, run_id, state, score, posts, first,
    last, languages, countries, nationalities, points, content, version, network, changed_at)
SELECT gen_random_uuid(), 'L26-' || lpad(n::text, 9, '0'), %(institution)s, %(collection)s, %(run)s,
    CASE WHEN n %% 100 < 12 THEN 'confirmed' WHEN n %% 100 < 28 THEN 'dismissed'
        WHEN n %% 100 < 31 THEN 'watched' ELSE 'waiting' END,
    150 + (n::bigint * 7919 %% 800), 5 + n %% 400, date '2026-01-01' + n %% 200, date '2026-06-01' + n %% 150,
    ARRAY[(ARRAY['pt','en','fr','sw','es','ar','und'])[1 + n %% 7]],
    ARRAY['MZ', (ARRAY['ZA','AE','OM'])[1 + n %% 3]],
    CASE WHEN n %% 5 = 0 THEN '{MZ}' ELSE '{}' END::varchar[],
    (SELECT jsonb_object_agg(f, 10 + (n + p) %% 240) FROM unnest(%(flags)s::text[]) WITH ORDINALITY one(f, p)
        WHERE (n * 31 + p * 17) %% 5 = 0),
    (SELECT string_agg(sha512((n::text || part)::bytea), ''::bytea) FROM generate_series(1, 100) part), 1, n,
    CASE WHEN n %% 100 = 5 THEN now() END
FROM generate_series(1, %(leads)s) n
"""
JUDGEMENTS = """
INSERT INTO leads_judgement (id, lead_id, verdict, why, by_id, judged_at)
SELECT gen_random_uuid(), id, CASE state WHEN 'dismissed' THEN 'dismiss' ELSE 'confirm' END,
    CASE WHEN state = 'dismissed' THEN (ARRAY['ordinary', 'agency', 'shared'])[1 + network %% 3] ELSE '' END,
    %(member)s, now() - network %% 300 * interval '1 day'
FROM leads_lead WHERE state IN ('confirmed', 'dismissed') AND institution_id = %(institution)s
"""
POINTS = """
INSERT INTO leads_leadpoint (lead_id, kind, digest)
SELECT id, 'phone', sha256((network::text || p)::bytea) FROM leads_lead, generate_series(1, 4) p
    WHERE network IS NOT NULL
UNION ALL
SELECT * FROM (SELECT id, 'phone', %(phone)s FROM leads_lead
    WHERE state <> 'dismissed' AND network IS NOT NULL LIMIT 300) shared
"""
STORIES = """
INSERT INTO leads_leadstory (lead_id, signature, bands)
SELECT id, (SELECT array_agg((network * 64 + p) % 4294967296) FROM generate_series(1, 64) p),
    (SELECT array_agg(hashint8extended(network * 32 + p, 7)) FROM generate_series(1, 32) p)
FROM leads_lead WHERE network IS NOT NULL
"""
SAME_STORIES = """
INSERT INTO leads_leadstory (lead_id, signature, bands)
SELECT id, %(signature)s::bigint[], %(bands)s::bigint[] FROM leads_lead WHERE state <> 'dismissed' LIMIT 200
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--leads", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=20, help="requests for each line of the table")
    chosen = arguments.parse_args()
    with house(durable=False, AMPARO_PLAIN_STATIC="1"):
        client, pages = _country(max(chosen.leads, 1_000))
        print(f"{'':<40}{'usual':>11}{'worst':>12}{'work':>16}{'bytes':>9}")
        for name, address in pages.items():
            _tell(name, spent(_asking(client, address), max(chosen.rounds, 3)))
        _tell("weights, the effect of others", spent(_weighing(client), max(chosen.rounds, 3)))


def _tell(name: str, row: Spent) -> None:
    print(f"{name:<40}{row}{'' if row.work < LIMIT else f'  over {LIMIT:.0f} ms'}", flush=True)


def _weighing(client: Any) -> Callable[[], int]:
    from django.urls import reverse

    from amparo_detect.flags.catalogue import catalogue

    known = catalogue()
    sent: dict[str, Any] = {
        f"weight_{code}": one.weight / 2 for code, one in {**known.flags, **known.lowerings}.items()
    }

    def once() -> int:
        answer = client.post(reverse("leads_weights"), sent | {"look": 1, "reason": "Made up.", "number": 0})
        assert answer.status_code == 200, answer.status_code
        return len(answer.content)

    return once


def _asking(client: Any, address: str) -> Callable[[], int]:
    def once() -> int:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code
        return len(answer.content)

    return once


def _country(leads: int) -> tuple[Any, dict[str, str]]:
    """A supervisor's browser, and the pages to ask for."""
    from django.test import Client
    from django.urls import reverse

    from amparo.accounts.models import Role
    from tests.leads.making import make_collection, make_lead
    from tests.make import make_institution, make_membership, make_report
    from tests.people import sign_in

    institution, private = make_institution()
    owner = make_membership(institution, private, role=Role.SUPERVISOR)
    collection = make_collection(owner)
    opened = make_lead(owner, collection, told=_large())
    report = make_report(institution, narrative=f"{_text(0)} {PHONE}")
    begun = time.perf_counter()
    _fill(owner, opened, report, leads)
    print(f"{leads:,} leads in {time.perf_counter() - begun:.0f} s")
    client = Client(headers={"host": "localhost"})
    sign_in(client, owner)
    following = reverse("leads")
    for _page in range(100):
        link = re.search(r'href="(\?[^"]+)">[^<]*</a></nav>', client.get(following).content.decode())
        following = reverse("leads") + (link[1].replace("&amp;", "&") if link else "")
    return client, {
        "leads, first page": reverse("leads"),
        "leads, page 101": following,
        "leads, confirmed": f"{reverse('leads')}?state=confirmed",
        "leads, changed since judged": f"{reverse('leads')}?state=changed",
        "one lead": reverse("lead", args=[opened.pk]),
        "collections": reverse("collections"),
        "one collection": reverse("collection", args=[collection.pk]),
        "take material in": reverse("collection_upload"),
        "precision": reverse("leads_precision"),
        "fairness": reverse("leads_fairness"),
        "weights": reverse("leads_weights"),
        "triage, one report": reverse("triage_report", args=[report.pk]),
        "triage, the list": reverse("triage"),
    }


def _fill(owner: Any, opened: Any, report: Any, leads: int) -> None:
    from django.db import connection

    from amparo.reports.identifiers import Identifier
    from amparo.reports.models import Story
    from amparo_detect.flags.catalogue import catalogue

    story = Story.objects.get(report=report)
    with connection.cursor() as cursor:
        values = {
            "institution": owner.institution_id,
            "collection": opened.collection_id,
            "run": opened.run_id,
            "flags": list(catalogue().flags),
            "leads": leads,
        }
        cursor.execute(LEADS, values)
        cursor.execute(JUDGEMENTS, {"member": owner.pk, "institution": owner.institution_id})
        cursor.execute(import_module("amparo.leads.migrations.0002_collections_go_on").RECOUNT)
        cursor.execute(POINTS, {"phone": Identifier("phone", PHONE).digest})
        cursor.execute(STORIES)
        cursor.execute(SAME_STORIES, {"signature": story.signature, "bands": story.bands})
        cursor.execute("VACUUM ANALYZE")


def _text(number: int) -> str:
    from tests.leads import material

    return material.SCRIPT.format(town=material.TOWNS[number % len(material.TOWNS)], phone="")


def _large() -> dict[str, Any]:
    """A lead as full as they come: 12 reasons of ten passages, 8 scripts, 30 contacts, 25 places, a year."""
    from tests.leads import material

    first = material.lead()
    reasons = [
        reason | {"evidence": reason["evidence"] * 5, "points": 3.0} for reason in first["reasons"] * 4
    ]
    phones = [f"+25884000{number:04}" for number in range(12, 42)]
    contacts = [first["contacts"][0] | {"value": phone} for phone in phones]
    scripts = [first["templates"][0] | {"template": number} for number in range(8)]
    links = [
        {"template": number % 8, "kind": "phone", "value": phone, "posts": 4}
        for number, phone in enumerate(phones * 3)
    ]
    places = [
        first["places"][0] | {"name": f"Town {number}", "latitude": -10.0 - number / 2}
        for number in range(25)
    ]
    weeks = [
        {"start": f"2026-{1 + week // 4:02}-{1 + 7 * (week % 4):02}", "posts": week} for week in range(48)
    ]
    return first | {
        "reasons": reasons,
        "contacts": contacts,
        "templates": scripts,
        "links": links,
        "places": places,
        "timeline": {"unit": "week", "counts": weeks},
    }


if __name__ == "__main__":
    main()
