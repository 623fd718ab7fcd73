"""How fast the boards are with a country's cases in the database.

    python bench/boards.py [--cases 100000] [--institutions 60]

Fills a server of its own, in a temporary folder, with rows that look like two years of work (clocks,
referrals, no sealed content), then asks for each board ten times. Nothing of it remains.
"""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from house import house, spent

OPEN_CASES = """
INSERT INTO cases_case (id, reference, institution_id, worker_id, stage, province_id, child, opened_at,
                        moved_at, closed_at, version)
SELECT gen_random_uuid(), 'C26-' || n, m.institution_id, m.id,
       (ARRAY['registration', 'assessment', 'plan', 'monitoring'])[1 + n %% 4], u.pcode, n %% 2 = 0,
       now() - n %% 730 * interval '1 day', now() - n %% 90 * interval '1 day',
       CASE WHEN n %% 10 < 6 THEN now() END, 0
FROM generate_series(1, %s) n
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_membership) m
  ON m.place = n %% (SELECT count(*) FROM accounts_membership)
JOIN (SELECT *, row_number() OVER (ORDER BY pcode) - 1 AS place FROM geography_unit) u
  ON u.place = n %% (SELECT count(*) FROM geography_unit)
"""
CLOCKS = """
INSERT INTO cases_obligation (id, case_id, generation, kind, basis, institution_id, started_at, due_at, state,
                              steps_taken, step, wakes_at, breached_at, settled_at, waiver)
SELECT gen_random_uuid(), c.id, 0, k.kind, 'working-value', c.institution_id, c.opened_at,
       now() + k.days * interval '1 day', k.state, 1, '',
       CASE WHEN k.state <> 'met' THEN now() + interval '1 day' END,
       CASE WHEN k.state = 'breached' THEN now() END, CASE WHEN k.state = 'met' THEN now() END, ''
FROM cases_case c
CROSS JOIN (VALUES ('first_visit', -9, 'met'), ('assessment', -7, 'met'), ('plan', -3, 'breached'),
                   ('review', 12, 'open')) k (kind, days, state)
WHERE k.state = 'met' OR c.closed_at IS NULL
"""

# One for each case, to the next institution; 6 in 100 wait, a third of them past the day of their answer.
REFERRALS = """
INSERT INTO cases_referral (id, reference, case_id, sender_id, receiver_id, state, purpose, need, urgency,
                            age_band, sex, data_scope, by_id, written_at, sent_at, answer_due_at, expires_at,
                            why_not, outcome, version)
SELECT gen_random_uuid(), replace(c.reference, 'C', 'F'), c.id, c.institution_id, other.id,
       (ARRAY['sent', 'received', 'completed', 'declined', 'completed', 'expired', 'service_started',
              'completed'])[CASE WHEN c.n % 50 < 3 THEN 1 + c.n % 2 ELSE 3 + c.n % 6 END],
       'services', 'safety', 'normal', '15-17', 'female', '{summary,identity,protection}', c.worker_id,
       at, at, at + interval '3 days', at + interval '14 days', '', '', 3
FROM (SELECT *, substr(reference, 5)::int AS n, now() - (substr(reference, 5)::int % 9) * interval '12 hours'
             - CASE WHEN substr(reference, 5)::int % 50 < 3 THEN interval '0'
                    ELSE interval '30 days' END AS at FROM cases_case) c
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_institution) other
  ON other.place = c.n / 7 % (SELECT count(*) FROM accounts_institution)
WHERE other.id <> c.institution_id
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--cases", type=int, default=100_000)
    arguments.add_argument("--institutions", type=int, default=60)
    chosen = arguments.parse_args()
    with house():
        _fill(chosen.cases, chosen.institutions)
        _ask()


def _fill(cases: int, institutions: int) -> None:
    from django.db import connection

    from amparo.accounts import keys
    from amparo.accounts.models import Institution, Kind, Membership, Person, Role
    from amparo.geography.models import Level, Unit

    for number in range(11):
        Unit.objects.create(pcode=f"XX{number:02}", level=Level.PROVINCE, name=f"Province {number}")
    person = Person(username="bench", salt=b"", public=b"", wrapped_private=b"")
    person.name = "Made-up Person"
    person.save()
    for number in range(institutions):
        institution = Institution(name=f"Institution {number}", kind=Kind.SOCIAL_ACTION, demonstration=True)
        keys.found(institution)
        Membership.objects.create(person=person, institution=institution, role=Role.SUPERVISOR)
    with connection.cursor() as cursor:
        cursor.execute(OPEN_CASES, [cases])
        cursor.execute(CLOCKS)
        cursor.execute(REFERRALS)
        cursor.execute("SELECT count(*) FROM cases_referral")
        referrals = cursor.fetchone()[0]
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM cases_obligation")
        clocks = cursor.fetchone()[0]
    print(f"{cases} cases, {clocks} clocks, {referrals} referrals, {institutions} institutions")


def _ask() -> None:
    from django.db import connection

    from amparo.accounts.keys import Keyring
    from amparo.accounts.models import Membership
    from amparo.accounts.policy import Actor
    from amparo.cases.boards import coordination, load, work
    from amparo.cases.models import Referral
    from amparo.cases.obligations.escalation import wake_clocks
    from amparo.kernel import clock

    member = Membership.objects.select_related("institution", "person")[0]
    actor = Actor(member, Keyring(member, b""))
    waiting = Referral.objects.waiting().count()
    print(f"{waiting} referrals wait for an answer")
    _row("my work", lambda: work.of(actor))
    _row("my institution's load", lambda: load.of(member.institution))
    _row("coordinating body", coordination.of)
    _row("coordinating body, one institution", lambda: coordination.of(member.institution))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_obligation SET wakes_at = now() - interval '1 hour' WHERE id IN "
            "(SELECT id FROM cases_obligation WHERE wakes_at IS NOT NULL LIMIT 5000)"
        )
    begun = time.perf_counter()
    with clock.at(clock.now() + timedelta(seconds=1)):
        steps = wake_clocks()
    spent = time.perf_counter() - begun
    print(f"{'worker: steps of 5000 clocks that woke at once':<48}{steps:>8}{spent:>10.2f} s")


def _row(what: str, ask: Callable[[], Any]) -> None:
    print(f"{what:<48}{spent(lambda: bool(ask()), 10)}")


if __name__ == "__main__":
    main()
