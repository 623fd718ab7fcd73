"""How fast the auditor's pages answer over a ledger with 1,000,000 entries, beside the bare SQL they rest on.

    python bench/audit.py [--entries 1000000] [--cases 100000] [--rounds 10]

Runs on a server of its own in a temporary folder; nothing of it remains. The entries have true content and
made-up hashes: these pages never look at a hash.
"""

import argparse
import time
from typing import Any

from house import Spent, house, spent

# Two years, so many of each event as in the demonstration. Seven of ten openings are by day.
ENTRIES = """
INSERT INTO ledger_entry (index, content, nodes)
SELECT n, json_build_object('actor', m.id, 'at', to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'event', event, 'facts', json_build_object('basis', 'mandate', 'compartments', '["summary"]'::json),
    'index', n, 'institution', m.institution_id, 'subject', c.id, 'v', 1)::text,
    decode(repeat('00', 32 * (1 + (n %% 2)::int)), 'hex')
FROM (
    SELECT n, n * 7919 %% %(members)s AS member, n * 104729 %% %(cases)s AS thing,
        now() - interval '730 days' * (1 - n::float / %(entries)s) AS moment,
        (ARRAY['case.read', 'case.read', 'report.opened', 'obligation.met', 'obligation.opened',
            'case.moved', 'case.read', 'plan.action_settled', 'report.decided', 'obligation.breached'
        ])[1 + n %% 10] AS event
    FROM generate_series(0::bigint, %(entries)s - 1) n
) rows
JOIN (SELECT id, institution_id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_membership) m
  ON m.place = member
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM cases_case) c ON c.place = thing
"""
CASES = """
INSERT INTO cases_case (id, reference, institution_id, worker_id, stage, province_id, child, opened_at,
                        moved_at, closed_at, version)
SELECT gen_random_uuid(), 'C26-' || n, m.institution_id, m.id, 'plan', u.pcode, n %% 2 = 0,
       now() - n %% 730 * interval '1 day', now(), NULL, 0
FROM generate_series(1, %s) n
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_membership) m
  ON m.place = n %% (SELECT count(*) FROM accounts_membership)
JOIN (SELECT *, row_number() OVER (ORDER BY pcode) - 1 AS place FROM geography_unit) u
  ON u.place = n %% (SELECT count(*) FROM geography_unit)
"""
BARE = """
SELECT count(*) FROM ledger_entry
WHERE event IN ('case.read', 'report.opened', 'case.printed') AND at >= to_char(
    now() AT TIME ZONE 'UTC' - interval '30 days', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--entries", type=int, default=1_000_000)
    arguments.add_argument("--cases", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=10)
    chosen = arguments.parse_args()
    with house(durable=False):
        one = _fill(chosen.entries, chosen.cases)
        _measure(one, chosen.rounds)


def _fill(entries: int, cases: int) -> Any:
    """60 institutions in 11 provinces, five members each; returns one of the institutions."""
    from django.db import connection

    from amparo.accounts import keys
    from amparo.accounts.models import Institution, Kind, Membership, Person, Role
    from amparo.geography.models import Level, Unit

    begun = time.perf_counter()
    country = Unit.objects.create(pcode="XX", level=Level.COUNTRY, name="Country")
    places = [
        Unit.objects.create(pcode=f"XX{number:02}", level=Level.PROVINCE, name=f"P{number}", parent=country)
        for number in range(11)
    ]
    members = []
    for number in range(60):
        place = places[number % 11]
        house = Institution(name=f"House {number}", kind=Kind.SOCIAL_ACTION, place=place, demonstration=True)
        keys.found(house)
        for colleague in range(5):
            person = Person(username=f"{number}.{colleague}", salt=b"", public=b"", wrapped_private=b"")
            person.name = f"Made-up {number}.{colleague}"
            person.save()
            members.append(Membership(person=person, institution=house, role=Role.CASEWORKER))
    Membership.objects.bulk_create(members)
    with connection.cursor() as cursor:
        cursor.execute(CASES, [cases])
        cursor.execute(ENTRIES, {"entries": entries, "members": len(members), "cases": cases})
        cursor.execute("VACUUM ANALYZE")
    print(f"{entries:,} entries, {cases:,} cases, made in {time.perf_counter() - begun:.0f} s")
    return members[0].institution


def _measure(one: Any, rounds: int) -> None:
    from django.db import connection

    from amparo.cases.audit import entries, patterns
    from amparo.cases.audit.entries import Filter
    from amparo.cases.audit.scope import Scope

    def bare() -> int:
        with connection.cursor() as cursor:
            cursor.execute(BARE)
            return int(cursor.fetchone()[0])

    _row("bare SQL: openings of the last 30 days, counted", spent(bare, rounds))
    _row("worker: all patterns counted", spent(patterns.count, rounds))
    for whose, scope in (("all institutions", Scope(None)), ("one institution", Scope(one))):
        for rule in patterns.rules():
            found = spent(lambda rule=rule, scope=scope: len(patterns.listed(rule, scope)), rounds)  # type: ignore[misc]
            _row(f"page: pattern {rule.code}, {whose}", found)
        record = spent(lambda scope=scope: len(entries.page(scope, Filter())[0]), rounds)  # type: ignore[misc]
        _row(f"page: record, first page, {whose}", record)


def _row(what: str, found: Spent) -> None:
    print(f"{what:52}{found}")


if __name__ == "__main__":
    main()
