"""Keeping the tallies of judged leads: added to and taken from in the transaction that changes a lead."""

from collections.abc import Iterator

from django.db import connection

from amparo.leads.models import JUDGED, Judgement, Lead, LeadState, TallyOf

_ADD = """
INSERT INTO leads_tally (institution_id, "of", code, state, leads)
SELECT %s, one.kind, one.code, %s, %s FROM unnest(%s::text[], %s::text[]) AS one(kind, code)
ON CONFLICT (institution_id, "of", code, state) DO UPDATE SET leads = leads_tally.leads + excluded.leads
"""


def count(lead: Lead, by: int) -> None:
    """Add a lead (`by` 1), or take it out (−1), as it is now; one that is not judged counts nowhere."""
    if lead.state in JUDGED:
        _add(lead, lead.state, by, sorted(_codes(lead)))


def count_dismissal(lead: Lead, judgement: Judgement, by: int) -> None:
    """Add why a lead was dismissed, or take it out; other judgements have no reason in a code."""
    if judgement.why:
        _add(lead, LeadState.DISMISSED, by, [(TallyOf.WHY.value, judgement.why)])


def _codes(lead: Lead) -> Iterator[tuple[str, str]]:
    for flag, points in lead.points.items():
        if points > 0:  # what lowers a score is no red flag
            yield TallyOf.FLAG.value, flag
    yield TallyOf.LANGUAGE.value, lead.languages[0] if lead.languages else "und"
    for country in set(lead.countries):
        yield TallyOf.COUNTRY.value, country
    for nationality in set(lead.nationalities):
        yield TallyOf.NATIONALITY.value, nationality


def _add(lead: Lead, state: str, by: int, codes: list[tuple[str, str]]) -> None:
    """In one order, so that two who judge at once do not wait for each other in a circle."""
    kinds, names = [kind for kind, _code in codes], [code for _kind, code in codes]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [lead.institution_id, state, by, kinds, names])
