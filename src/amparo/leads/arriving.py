"""What leads know of a report that came in: the same contact, or a text like one of theirs.

Of leads of other institutions only that there is one is told.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.models import Institution
from amparo.accounts.policy import Action, Actor
from amparo.leads.models import Lead, LeadPoint, LeadState
from amparo.reports import story
from amparo.reports.marks import Mark, Marker
from amparo.reports.models import ContactPoint, Report, Story

MOST = 3  # leads that are named
MOST_COMPARED = 200  # texts
# Band by band: asked for all at once, PostgreSQL reads every story where one script was copied often.
_LIKEST = """
SELECT story.lead_id, story.signature FROM (
    SELECT found.id, count(*) AS shared FROM unnest(%s::bigint[]) AS one(band)
    CROSS JOIN LATERAL (SELECT id FROM leads_leadstory WHERE bands @> ARRAY[one.band]) found
    GROUP BY found.id ORDER BY shared DESC, found.id LIMIT %s
) near JOIN leads_leadstory story ON story.id = near.id
"""


def of_report(report: Report, actor: Actor) -> list[Mark]:
    """A line for each lead of one's own that fits, those of the highest score, and one for all elsewhere."""
    points = ContactPoint.objects.filter(report=report).exclude(kind="reporter")
    digests = [bytes(digest) for digest in points.values_list("digest", flat=True)]
    same = LeadPoint.objects.filter(digest__in=digests).values("lead")
    # Asked apart: of the two joined by OR PostgreSQL would look at every lead.
    fitting = [_standing().filter(pk__in=same), _standing().filter(pk__in=_alike(report))]
    own = [list(rows.filter(institution=actor.institution)[:MOST]) for rows in fitting]
    by_contact = {lead.pk for lead in own[0]}
    found = {lead.pk: lead for lead in [*own[0], *own[1]]}
    named = sorted(found.values(), key=lambda lead: (-lead.score, lead.pk))[:MOST]
    lines = [_line(lead, lead.pk in by_contact, actor) for lead in named]
    if any(rows.exclude(institution=actor.institution).exists() for rows in fitting):
        lines.append(Mark(_("Another institution has a lead that matches. What it says is not shown: ask.")))
    return lines


def _standing() -> QuerySet[Lead]:
    """Leads that nobody dismissed, of whatever institution, as far as a line needs them."""
    rows = Lead.objects.exclude(state=LeadState.DISMISSED)
    return rows.order_by("-score", "pk").only("reference", "institution", "score")


def _line(lead: Lead, same_contact: bool, actor: Actor) -> Mark:
    words = (
        _("Matches a known lead: the same contact.")
        if same_contact
        else _("Matches a known lead: a text like one of its posts.")
    )
    if not actor.may(Action.READ_LEAD):
        return Mark(words)
    return Mark(words, lead.reference, reverse("lead", args=[lead.pk]))


def _alike(report: Report) -> list[UUID]:
    """Leads with a post that the report's story resembles."""
    told = Story.objects.filter(report=report).first()
    if told is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LIKEST, [told.bands, MOST_COMPARED])
        near = cursor.fetchall()
    return [lead for lead, signature in near if story.resemblance(signature, told.signature) >= story.ALIKE]


def of_list(reports: Iterable[UUID], institution: Institution) -> dict[UUID, str]:
    """Which reports share a contact with a lead, of whatever institution; two queries for a page."""
    points = ContactPoint.objects.filter(report__in=list(reports)).exclude(kind="reporter")
    by_digest: dict[bytes, set[UUID]] = {}
    for report, digest in points.values_list("report", "digest"):
        by_digest.setdefault(bytes(digest), set()).add(report)
    known = LeadPoint.objects.filter(Q(digest__in=list(by_digest)), ~Q(lead__state=LeadState.DISMISSED))
    found = {bytes(digest) for digest in known.values_list("digest", flat=True)} if by_digest else set()
    words = _("Matches a known lead")
    return {report: words for digest in found for report in by_digest[digest]}


MARKER = Marker(of_report=of_report, of_list=of_list)
