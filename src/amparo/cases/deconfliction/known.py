"""Which identifiers of a case are known elsewhere too. Where, and in what, is not said."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution
from amparo.cases.deconfliction import holdings
from amparo.cases.models import Case, CaseContact, CasePoint, CaseReport
from amparo.reports.models import ContactPoint

KINDS: dict[str, Promise] = {
    "phone": _("phone number"),
    "account": _("account name"),
    "email": _("e-mail address"),
    "address": _("web address"),
    "crypto": _("crypto address"),
    "bank_account": _("bank account"),
    "document": _("identity document"),
    "reporter": _("contact of a reporter"),
}
ASKED_ABOUT = frozenset(KINDS) - {"reporter"}  # who told is nobody's to ask about


@dataclass(frozen=True)
class Point:
    """An identifier of a case by its blind index; `mark` is the short sign that pages show instead."""

    kind: str
    digest: bytes
    source: str  # the pseudonym of a person, or the reference of a report or lead; empty: put in by hand

    @property
    def mark(self) -> str:
        return self.digest.hex()[:16]

    @property
    def words(self) -> Promise | str:
        return KINDS.get(self.kind, self.kind)


def points_of(case: Case) -> list[Point]:
    """The case's own identifiers: its people's, those that are nobody's yet, what its reports mention."""
    people = CasePoint.objects.filter(case=case, kind__in=ASKED_ABOUT).select_related("person")
    found = {
        (row.kind, bytes(row.digest)): Point(row.kind, bytes(row.digest), row.person.pseudonym)
        for row in people
    }
    for contact in CaseContact.objects.standing().filter(case=case, kind__in=ASKED_ABOUT):
        place = (contact.kind, bytes(contact.digest))
        found.setdefault(place, Point(*place, contact.source))
    reports = CaseReport.objects.standing().filter(case=case).values("report")
    for row in ContactPoint.objects.filter(report__in=reports, kind__in=ASKED_ABOUT).select_related("report"):
        found.setdefault(
            (row.kind, bytes(row.digest)), Point(row.kind, bytes(row.digest), row.report.reference)
        )
    return list(found.values())


def known_elsewhere(case: Case) -> list[Point]:
    """Those that a case, a report or a lead of another institution has too."""
    own = points_of(case)
    if not own:
        return []
    digests = [point.digest for point in own]
    same = Q(digest__in=digests)
    elsewhere = (
        {
            (row.kind, bytes(row.digest))
            for row in CasePoint.objects.filter(same).exclude(case__institution=case.institution)
        }
        | {
            (row.kind, bytes(row.digest))
            for row in CaseContact.objects.standing().filter(same).exclude(case__institution=case.institution)
        }
        | {
            (row.kind, bytes(row.digest))
            for row in ContactPoint.objects.filter(same).exclude(report__institution=case.institution)
        }
        | holdings.elsewhere(digests, case.institution)
    )
    return [point for point in own if (point.kind, point.digest) in elsewhere]


def holders(kind: str, digest: bytes, *, other_than: Institution) -> list[Institution]:
    """The institutions that a question goes to. For the system's own routing: never shown to who asks."""
    same = {"kind": kind, "digest": digest}
    found = {
        *CasePoint.objects.filter(**same).values_list("case__institution", flat=True),
        *CaseContact.objects.standing().filter(**same).values_list("case__institution", flat=True),
        *ContactPoint.objects.filter(**same).values_list("report__institution", flat=True),
        *holdings.holders(kind, digest),
    }
    found.discard(other_than.pk)
    return list(Institution.objects.filter(pk__in=found, active=True).order_by("pk"))


def cases_with(kind: str, digest: bytes, institution: Institution) -> list[Case]:
    """The cases of an institution that have the identifier, for whoever answers there."""
    reports = ContactPoint.objects.filter(kind=kind, digest=digest).values("report")
    edges = CaseReport.objects.standing().filter(report__in=reports).values("case")
    people = CasePoint.objects.filter(kind=kind, digest=digest).values("case")
    contacts = CaseContact.objects.standing().filter(kind=kind, digest=digest).values("case")
    any_of = Q(pk__in=edges) | Q(pk__in=people) | Q(pk__in=contacts)
    return list(Case.objects.held_by(institution).filter(any_of).newest_first())
