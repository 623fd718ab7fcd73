"""Unusual patterns of opening, each with the rule that lists it. Rules are data; people judge them."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Membership
from amparo.cases.audit.entries import Names
from amparo.cases.audit.scope import Scope
from amparo.cases.models import UnusualPattern
from amparo.kernel import clock
from amparo.kernel.errors import Misconfigured
from amparo.ledger.vocabulary import OPENINGS

PACKAGED = Path(__file__).parent / "data" / "patterns.toml"
MOST_LISTED = 50  # of each rule, to one reader
MOST_KEPT = 2_000  # of each rule, for all readers


@dataclass(frozen=True)
class Rule:
    """One rule with its thresholds."""

    code: str
    days: int
    at_least: int
    from_hour: int = 0
    to_hour: int = 0

    @property
    def words(self) -> str:
        """What it lists, in the active language."""
        night = {"since": f"{self.from_hour:02}:00", "until": f"{self.to_hour:02}:00"}
        return str(_WORDS[self.code]).format(count=self.at_least, days=self.days, **night)


_WORDS: dict[str, Promise] = {
    "many_in_an_hour": _(
        "{count} or more different cases and reports opened by one person within an hour,"
        " in the last {days} days"
    ),
    "at_night": _(
        "{count} or more openings by one person in one night, from {since} to {until},"
        " in the last {days} days"
    ),
    "outside_the_district": _(
        "{count} or more cases and reports of places outside the institution's own, opened by one person"
        " in a day, in the last {days} days"
    ),
    "again_and_again": _(
        "{count} or more openings of one case by a person who does not work on it, in the last {days} days"
    ),
}


@dataclass(frozen=True)
class Listed:
    """One line: who, when (the hour or the day, local), how often, and which case if it is about one."""

    member: Membership
    when: str
    count: int
    reference: str = ""


def read(path: Path) -> tuple[Rule, ...]:
    """The rules of a file. Raises Misconfigured when one is unknown, or has no thresholds."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        found = tuple(
            Rule(code, row["days"], row["at_least"], row.get("from", 0), row.get("to", 0))
            for code, row in rows.items()
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Misconfigured(f"the audit's rules cannot be read: {type(error).__name__}") from None
    numbers = [number for rule in found for number in (rule.days, rule.at_least)]
    if any(rule.code not in _WORDS for rule in found) or any(
        type(one) is not int or one < 1 for one in numbers
    ):
        raise Misconfigured("an audit rule is unknown, or its thresholds are no whole numbers")
    return found


@cache
def rules() -> tuple[Rule, ...]:
    """The country's rules."""
    return read(PACKAGED)


# Openings in the last days, with the local moment. Everything else is counted from these.
_OPENED = """
WITH opened AS MATERIALIZED (
    SELECT actor, institution, subject, at::timestamptz AT TIME ZONE %(zone)s AS moment FROM ledger_entry
    WHERE event = ANY(%(events)s) AND at >= %(since)s AND actor <> '' AND institution <> ''
)
"""
_QUERIES: dict[str, str] = {
    "many_in_an_hour": """
        SELECT actor, to_char(date_trunc('hour', moment), 'YYYY-MM-DD HH24:00'), count(DISTINCT subject), ''
        FROM opened GROUP BY actor, date_trunc('hour', moment)
        HAVING count(DISTINCT subject) >= %(at_least)s""",
    # A night carries the date of its evening: what is after midnight belongs to the day before.
    "at_night": """
        SELECT actor, to_char(moment - %(to)s * interval '1 hour', 'YYYY-MM-DD') AS night, count(*), ''
        FROM opened WHERE extract(hour FROM moment) >= %(from)s OR extract(hour FROM moment) < %(to)s
        GROUP BY actor, night HAVING count(*) >= %(at_least)s""",
    # Outside: neither in the institution's place nor around it. Whoever has none works everywhere.
    "outside_the_district": """
        SELECT once.actor, once.day, count(*), ''
        FROM (
            SELECT DISTINCT actor, institution::uuid AS house, subject::uuid AS thing,
                to_char(moment, 'YYYY-MM-DD') AS day
            FROM opened
        ) once
        JOIN accounts_institution house ON house.id = once.house AND house.place_id IS NOT NULL
        JOIN (
            SELECT id, province_id, district_id FROM cases_case
            UNION ALL SELECT id, province_id, district_id FROM reports_report
        ) thing ON thing.id = once.thing
        JOIN geography_unit place ON place.pcode = house.place_id AND place.parent_id IS NOT NULL
        WHERE thing.province_id IS NOT NULL AND place.pcode <> thing.province_id
          AND place.pcode IS DISTINCT FROM thing.district_id
          AND NOT (thing.district_id IS NULL AND place.parent_id = thing.province_id)
        GROUP BY once.actor, once.day HAVING count(*) >= %(at_least)s""",
    "again_and_again": """
        SELECT often.actor, to_char(often.last, 'YYYY-MM-DD'), often.times, often.subject
        FROM (
            SELECT actor, subject, max(moment) AS last, count(*) AS times FROM opened
            GROUP BY actor, subject HAVING count(*) >= %(at_least)s
        ) often
        JOIN cases_case thing ON thing.id = often.subject::uuid
        WHERE thing.worker_id <> often.actor::uuid""",
}


def count() -> int:
    """For the worker, each hour: put down anew what every rule lists. Returns how many lines.

    Over a country's ledger that takes longer than anybody waits for a page.
    """
    lines = [line for rule in rules() for line in _lines(rule)]
    with transaction.atomic():
        UnusualPattern.objects.all().delete()
        UnusualPattern.objects.bulk_create(lines)
    return len(lines)


def _lines(rule: Rule) -> list[UnusualPattern]:
    since = clock.now().astimezone(UTC) - timedelta(days=rule.days)
    values: dict[str, Any] = {
        "zone": settings.TIME_ZONE,
        "events": [str(event) for event in OPENINGS],
        "since": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "at_least": rule.at_least,
        "from": rule.from_hour,
        "to": rule.to_hour,
        "most": MOST_KEPT,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{_OPENED} {_QUERIES[rule.code]} ORDER BY 3 DESC, 2 DESC, 1 LIMIT %(most)s", values)
        rows = cursor.fetchall()
    members = Names([], [row[0] for row in rows], []).members
    return [
        UnusualPattern(rule=rule.code, member=members[actor], when=when, count=times, subject=subject or None)
        for actor, when, times, subject in rows
        if actor in members
    ]


def listed(rule: Rule, scope: Scope) -> list[Listed]:
    """What a rule listed when the worker last counted, most often first."""
    rows = UnusualPattern.objects.filter(rule=rule.code).select_related(
        "member__person", "member__institution"
    )
    if scope.only is not None:
        rows = rows.filter(member__institution=scope.only)
    found = list(rows[:MOST_LISTED])
    names = Names([str(row.subject) for row in found if row.subject], [], [])
    return [
        Listed(row.member, row.when, row.count, names.subjects.get(str(row.subject), "")) for row in found
    ]
