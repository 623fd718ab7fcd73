"""Destroying what is sealed in a case. The keys go first: what lies under them is then noise, also in backups
that were made later. The ledger, which holds no personal data, stays as it is."""

from collections.abc import Iterator

from amparo.cases import growing, letters
from amparo.cases.models import (
    Case,
    CaseContact,
    CasePoint,
    CompartmentGrant,
    CompartmentKey,
    CompartmentRow,
    EscrowBox,
    IndexedText,
    Letter,
    LetterBox,
)
from amparo.kernel.fields import SealedField
from amparo.reports import destroying as reports_of
from amparo.reports.models import Report


def sealed_rows(base: type[CompartmentRow] = CompartmentRow) -> Iterator[type[CompartmentRow]]:
    """Every kind of row that lies under a compartment's key."""
    for kind in base.__subclasses__():
        if kind._meta.abstract:
            yield from sealed_rows(kind)
        else:
            yield kind


def sealed_fields(kind: type[CompartmentRow]) -> list[str]:
    """The names of a model's sealed columns."""
    return [field.name for field in kind._meta.concrete_fields if isinstance(field, SealedField)]


def destroy(case: Case) -> dict[str, int]:
    """Take every key of a case and everything under them; returns what was destroyed, counted.

    Runs inside the transaction of the decision. Codes and dates in the clear stay for the indicators.
    """
    keys = CompartmentKey.objects.filter(case=case)
    # 1. The keys: of the institutions, of the escrow, of the chain of generations.
    CompartmentGrant.objects.filter(key__case=case).end()
    EscrowBox.objects.filter(key__case=case).delete()
    keys.update(sealed_previous=None, rotation_due=False)
    # 2. What lay under them.
    rows = 0
    for kind in sealed_rows():
        emptied = dict.fromkeys(sealed_fields(kind), None)
        rows += kind._default_manager.filter(case=case).update(generation=0, **emptied)
    written = list(letters.of_cases(case).values_list("pk", flat=True))
    LetterBox.objects.filter(letter__in=written).delete()
    Letter.objects.filter(pk__in=written).update(body=None)
    # 3. What could still find somebody.
    CasePoint.objects.filter(case=case).delete()
    CaseContact.objects.filter(case=case).update(digest=b"")
    IndexedText.objects.filter(case=case).delete()
    # 4. The reports that it grew from: a report is in one case.
    return {"keys": keys.count(), "rows": rows, "reports": reports_of.destroy(_own_reports(case))}


def _own_reports(case: Case) -> list[Report]:
    """The reports that it grew from, and those joined to them, as far as its institution decides about them.

    What another institution holds is its own to keep; what it may still open of ours is closed with ours.
    """
    rows = Report.objects.without_contents().filter(pk__in=growing.reports_of([case]))
    return list(rows.filter(institution=case.institution))
