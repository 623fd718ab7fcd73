"""Server time of the triage queue with 100,000 waiting reports, beside the bare SQL for the same page.

    python bench/triage.py [--reports 100000] [--rounds 40]

All reports wait at one institution, which is worse than any country. Requests go through Django's handler:
visit, keys, policy, query, template. A database of its own in a temporary folder; nothing of it remains.
"""

import argparse
import html
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from house import house

sys.path[0] = str(Path(__file__).resolve().parents[1])  # for tests.make and tests.people

FEWEST, MOST = 1_000, 1_000_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--reports", type=int, default=100_000, help="reports that wait")
    arguments.add_argument("--rounds", type=int, default=40, help="requests for each line of the table")
    chosen = arguments.parse_args()
    with house(AMPARO_PLAIN_STATIC="1"):
        client, institution = _country(min(max(chosen.reports, FEWEST), MOST))
        _table(client, institution, max(chosen.rounds, 5))


def _country(reports: int) -> tuple[Any, Any]:
    """An institution with so many waiting reports, and a browser in which its officer is signed in."""
    from django.test import Client

    from tests.make import make_institution, make_membership, make_unit
    from tests.people import sign_in

    institution, private = make_institution()
    for number in range(1, 12):
        make_unit(f"XX{number:02d}")
    started = time.perf_counter()
    _fill(institution, reports)
    print(f"{reports:,} waiting reports inserted in {time.perf_counter() - started:.1f} s")
    client = Client(headers={"host": "localhost"})
    sign_in(client, make_membership(institution, private))
    return client, institution


def _fill(institution: Any, reports: int) -> None:
    """Rows with a realistic spread of levels and clocks; what is sealed is random bytes of a usual length."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"institution": institution.pk, "reports": reports})
        cursor.execute("VACUUM ANALYZE reports_report")


_ROWS = """
INSERT INTO reports_report (id, reference, institution_id, channel, language, voice, matter, danger,
    province_id, "when", signs, age_band, sex, may_contact, account, contact, receipt_tag, receipt_box,
    received_at, state, level, urgency, reasons, misuse, clock_from, due_at, escalates_at, escalation,
    unread, version)
SELECT gen_random_uuid(), 'R26-' || lpad(n::text, 9, '0'), %(institution)s, 'web', 'pt-mz', 'adult',
    (ARRAY['offer','control','child_contact','images','work','other'])[1 + n %% 6], n %% 40 = 0,
    'XX' || lpad((1 + n %% 11)::text, 2, '0'), '', '{}',
    (ARRAY['','0-11','12-14','15-17','18-24','25+'])[1 + n %% 6],
    '', false,
    (SELECT string_agg(sha512((n::text || part)::bytea), ''::bytea) FROM generate_series(1, 16) part),
    NULL, sha256(n::text::bytea), sha512(n::text::bytea), at, 'waiting',
    CASE WHEN points >= 100 THEN 'immediate' WHEN points >= 50 THEN 'high' WHEN points >= 10 THEN 'normal'
        ELSE 'low' END,
    points, '{travel_soon,child,ongoing}',
    CASE WHEN n %% 50 = 0 THEN '{too_fast}' ELSE '{}' END::varchar[], at,
    at + interval '1 day', at + interval '18 hours', 0, n %% 500 = 0, 0
FROM (SELECT n, now() - (n %% 4000) * interval '1 minute' AS at, (n * 7919 %% 32) * 5 AS points
      FROM generate_series(1, %(reports)s) n) rows
"""


def _table(client: Any, institution: Any, rounds: int) -> None:
    from amparo.reports.models import Report

    def ask(address: str, **headers: str) -> Callable[[], None]:
        def once() -> None:
            answer = client.get(address, headers=headers)
            assert answer.status_code == 200, answer.status_code

        return once

    def bare() -> None:
        list(Report.objects.raw(_BARE, [institution.pk]))

    following = "/triage/"
    for _page in range(200):
        following = _next_page(client.get(following)) or following
    lines: list[tuple[str, Callable[[], None]]] = [
        ("queue, first page", ask("/triage/")),
        ("queue, page 201", ask(following)),
        ("queue, one level", ask("/triage/?level=normal")),
        ("queue, one province and matter", ask("/triage/?province=XX03&matter=work")),
        ("queue, overdue", ask("/triage/?show=overdue")),
        ("queue, the reporter wrote", ask("/triage/?show=unread")),
        ("queue, with the supervisor (none)", ask("/triage/?show=escalated")),
        ("queue, doubtful", ask("/triage/?show=doubtful")),
        ("queue by htmx, only the list", ask("/triage/", **{"hx-request": "true"})),
        ("start page with its counts", ask("/desk/")),
        ("bare SQL, the same first page", bare),
    ]
    print(f"{'':<40}{'p50':>9}{'p95':>9}{'our CPU':>10}")
    for name, once in lines:
        times, work = zip(*(_timed(once) for _round in range(rounds)), strict=True)
        print(
            f"{name:<40}{median(times):>6.1f} ms{quantiles(times, n=20)[-1]:>6.1f} ms{median(work):>7.1f} ms"
        )


def _next_page(answer: Any) -> str:
    link = re.search(r'href="([^"]+)" rel="next"', answer.content.decode())
    return "/triage/" + html.unescape(link[1]) if link else ""


_BARE = """
SELECT r.id, r.reference, r.level, r.urgency, r.due_at FROM reports_report r
LEFT JOIN geography_unit p ON p.pcode = r.province_id LEFT JOIN geography_unit d ON d.pcode = r.district_id
WHERE r.institution_id = %s AND r.state = 'waiting' ORDER BY r.urgency DESC, r.due_at, r.id LIMIT 51
"""


def _timed(once: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds on the wall, and of this process on a processor: a busy machine adds to the first."""
    started, worked = time.perf_counter(), time.process_time()
    once()
    return (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000


if __name__ == "__main__":
    main()
