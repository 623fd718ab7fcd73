"""What must never be found in a made-up country, as queries that find it; and what must be found somewhere.

In plain SQL, so that two thousand cases are checked in seconds as well:

    amparo demo load --cases 2000 --size 1000
    python -m tests.demonstration.coherence
"""

import sys
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

# Each gives the ids of what contradicts itself at the moment %(now)s. The worker looks once an hour.
NEVER: dict[str, str] = {
    "a stage that does not follow the one before": """
        SELECT case_id FROM (
            SELECT case_id, before, lag(after, 1, 'identification') OVER steps AS left_off
            FROM cases_stagestep WINDOW steps AS (PARTITION BY case_id ORDER BY at)
        ) step WHERE before <> left_off""",
    "a case whose stage is not where its steps led": """
        SELECT c.id FROM cases_case c
        WHERE c.stage <> coalesce((SELECT s.after FROM cases_stagestep s WHERE s.case_id = c.id
            ORDER BY s.at DESC LIMIT 1), 'identification')
          AND (c.stage <> 'closed' OR EXISTS (SELECT FROM cases_stagestep s WHERE s.case_id = c.id))""",
    "a step before its case began, or after now": """
        SELECT s.case_id FROM cases_stagestep s JOIN cases_case c ON c.id = s.case_id
        WHERE s.at < c.opened_at OR s.at > c.moved_at OR c.moved_at > %(now)s""",
    "a worker of another institution": """
        SELECT c.id FROM cases_case c JOIN accounts_membership m ON m.id = c.worker_id
        WHERE m.institution_id <> c.institution_id""",
    "a closed case without a second person, or with something open": """
        SELECT c.id FROM cases_case c
        WHERE c.stage = 'closed' AND c.closed_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM cases_mergedecision m
            WHERE m.merged_id = c.id AND m.taken_back_at IS NULL)
          AND EXISTS (SELECT FROM cases_stagestep s WHERE s.case_id = c.id AND s.after = 'closed')
          AND (NOT EXISTS (SELECT FROM cases_closing k
                JOIN accounts_membership one ON one.id = k.proposed_by_id
                JOIN accounts_membership two ON two.id = k.answered_by_id
                WHERE k.case_id = c.id AND k.confirmed AND one.person_id <> two.person_id)
            OR EXISTS (SELECT FROM cases_referral r WHERE r.case_id = c.id
                AND r.state IN ('draft', 'sent', 'received', 'accepted', 'service_started')))""",
    "a step of a case while it was part of another": """
        SELECT s.case_id FROM cases_stagestep s JOIN cases_mergedecision m ON m.merged_id = s.case_id
        WHERE s.after <> 'closed' AND s.before <> 'closed' AND s.at > m.at
          AND (m.taken_back_at IS NULL OR s.at < m.taken_back_at)""",
    "a referral whose moments are not in order": """
        SELECT id FROM cases_referral
        WHERE sent_at < written_at OR answered_at < sent_at OR started_at < answered_at
           OR ended_at < started_at OR answered_at > expires_at""",
    "a referral in a state that its moments do not bear out": """
        SELECT id FROM cases_referral
        WHERE (state = 'draft') <> (sent_at IS NULL) AND state <> 'recalled'
           OR state IN ('accepted', 'declined', 'service_started', 'completed') AND answered_at IS NULL
           OR state IN ('service_started', 'completed') AND started_at IS NULL
           OR state = 'completed' AND (ended_at IS NULL OR outcome = '')
           OR (state = 'declined') <> (why_not <> '')
           OR state IN ('sent', 'received') AND expires_at < %(now)s""",
    "a referral before its case, or answered by the sender": """
        SELECT r.id FROM cases_referral r JOIN cases_case c ON c.id = r.case_id
        LEFT JOIN accounts_membership m ON m.id = r.worker_id
        WHERE r.written_at < c.opened_at OR m.institution_id <> r.receiver_id""",
    "a justice step on an earlier day than the one before": """
        SELECT case_id FROM (
            SELECT case_id, happened_on, at, lag(happened_on) OVER line AS day
            FROM cases_justicestep WHERE taken_back_at IS NULL
            WINDOW line AS (PARTITION BY case_id, person_id ORDER BY at)
        ) step WHERE happened_on < day""",
    "a justice step without the one that leads to it": """
        SELECT s.case_id FROM cases_justicestep s
        JOIN (VALUES ('charged', 'inquiry_opened'), ('accepted', 'charged'), ('trial', 'accepted'),
            ('judgment', 'trial'), ('appeal', 'judgment'), ('final', 'judgment'), ('returned', 'charged'),
            ('archived', 'reported')) way (kind, needs) ON way.kind = s.kind
        WHERE s.taken_back_at IS NULL AND NOT EXISTS (
            SELECT FROM cases_justicestep e
            WHERE e.case_id = s.case_id AND e.kind = way.needs AND e.at < s.at)""",
    "a clock that ran out and does not say so, or says so and did not": """
        SELECT id FROM cases_obligation
        WHERE breached_at IS NULL AND due_at < coalesce(settled_at, %(now)s) - interval '1 hour'
            AND waiver <> 'merged' AND kind <> 'justice_date'
           OR breached_at > coalesce(settled_at, %(now)s) + interval '1 hour'
           OR breached_at < started_at
           OR (state = 'breached') <> (breached_at IS NOT NULL AND settled_at IS NULL)
           OR wakes_at < %(now)s - interval '1 hour'""",
    "a live share on a consent that was withdrawn": """
        SELECT s.id FROM cases_share s JOIN cases_share_consents b ON b.share_id = s.id
        JOIN cases_consent c ON c.id = b.consent_id
        WHERE c.withdrawn_at IS NOT NULL AND s.ended_at IS NULL""",
    "a consent that was withdrawn before it was given": """
        SELECT id FROM cases_consent WHERE withdrawn_at < answered_at OR answered_at < asked_at""",
    "a key of a case elsewhere without anything that it rests on": """
        SELECT g.id FROM cases_compartmentgrant g JOIN cases_compartmentkey k ON k.id = g.key_id
        JOIN cases_case c ON c.id = k.case_id JOIN accounts_institutionkey e ON e.id = g.institution_key_id
        WHERE g.ended_at IS NULL AND NOT g.promised AND e.institution_id <> c.institution_id
          AND NOT EXISTS (SELECT FROM cases_share s WHERE s.case_id = c.id AND s.ended_at IS NULL
            AND s.institution_id = e.institution_id AND k.compartment = ANY(s.data_scope))
          AND NOT EXISTS (SELECT FROM cases_handover h WHERE h.case_id = c.id AND h.answer = 'offered'
            AND h.to_institution_id = e.institution_id AND k.compartment = 'summary')""",
    "an override or urgent access that nobody reviewed": """
        SELECT id FROM cases_override
        WHERE approved AND reviewed_at IS NULL AND review_due_at < %(now)s - interval '30 days'
        UNION ALL SELECT id FROM cases_breakglass
        WHERE released_at < %(now)s - interval '30 days' AND reviewed_at IS NULL""",
    # What reporters do is kept to the minute.
    "an entry of the ledger that is older than the one before": """
        SELECT index FROM (SELECT index, at, lag(at) OVER (ORDER BY index) AS before FROM ledger_entry) entry
        WHERE left(at, 16) < left(before, 16)""",
}

# What a country of some hundred cases has at least once.
SOMEWHERE: dict[str, str] = {
    "reopened": "SELECT count(*) FROM cases_stagestep WHERE before = 'closed'",
    "closed": "SELECT count(*) FROM cases_case WHERE stage = 'closed'",
    "handed over": "SELECT count(*) FROM cases_handover WHERE answer = 'accepted'",
    "merged": "SELECT count(*) FROM cases_mergedecision WHERE taken_back_at IS NULL",
    "parted again": "SELECT count(*) FROM cases_mergedecision WHERE taken_back_at IS NOT NULL",
    "consents withdrawn": "SELECT count(*) FROM cases_consent WHERE withdrawn_at IS NOT NULL",
    "consents refused": "SELECT count(*) FROM cases_consent WHERE answer = 'no'",
    "overrides": "SELECT count(*) FROM cases_override WHERE approved",
    "referrals": "SELECT count(*) FROM cases_referral",
    "referrals completed": "SELECT count(*) FROM cases_referral WHERE state = 'completed'",
    "referrals declined": "SELECT count(*) FROM cases_referral WHERE state = 'declined'",
    "referrals expired": "SELECT count(*) FROM cases_referral WHERE state = 'expired'",
    "referrals recalled": "SELECT count(*) FROM cases_referral WHERE state = 'recalled'",
    "proceedings": "SELECT count(DISTINCT case_id) FROM cases_justicestep",
    "appeals": "SELECT count(*) FROM cases_justicestep WHERE kind = 'appeal'",
    "sent back by the court": "SELECT count(*) FROM cases_justicestep WHERE kind = 'returned'",
    "complaints withdrawn": "SELECT count(*) FROM cases_justicestep WHERE kind = 'withdrawn'",
    "final decisions": "SELECT count(*) FROM cases_justicestep WHERE kind = 'final'",
    "clocks": "SELECT count(*) FROM cases_obligation",
    "clocks met": "SELECT count(*) FROM cases_obligation WHERE state = 'met'",
    "clocks that ran out": "SELECT count(*) FROM cases_obligation WHERE breached_at IS NOT NULL",
    "questions to others": "SELECT count(*) FROM cases_question",
    "urgent access": "SELECT count(*) FROM cases_breakglass WHERE released_at IS NOT NULL",
    "months in which a case began": "SELECT count(DISTINCT date_trunc('month', opened_at)) FROM cases_case",
}


def contradictions(now: Any) -> dict[str, int]:
    """How many there are of each thing that must not be found; empty when the country holds together."""
    with connection.cursor() as cursor:
        found = {}
        for what, query in NEVER.items():
            cursor.execute(query, {"now": now})
            found[what] = len(cursor.fetchall())
    return {what: number for what, number in found.items() if number}


def mix() -> dict[str, int]:
    """How often each thing happened."""
    found = {}
    with connection.cursor() as cursor:
        for what, query in SOMEWHERE.items():
            cursor.execute(query)
            found[what] = int(cursor.fetchone()[0])
    return found


def _left_off() -> datetime:
    """Just after the ledger's last entry: no worker looks at the clocks between loading and now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM ledger_entry")
        return datetime.fromisoformat(cursor.fetchone()[0]) + timedelta(seconds=1)


def main() -> None:
    """Look at the demonstration of this machine; ends with 1 when something contradicts itself."""
    from amparo.cli.preparation import prepare, use_demonstration

    use_demonstration()
    prepare()
    wrong = contradictions(_left_off())
    for what, number in (mix() | wrong).items():
        sys.stdout.write(f"{number:>9,}  {what}\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
