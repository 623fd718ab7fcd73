"""The one door: what passes, what does not and why, what is stored and what is not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from amparo.geography.models import Level as UnitLevel
from amparo.kernel import clock, sealing
from amparo.kernel.errors import Unavailable
from amparo.kernel.fields import open_field
from amparo.ledger.models import Entry
from amparo.reports import receipts
from amparo.reports.answers import Answers, Channel, Contact, Online
from amparo.reports.intake import RECEIPT_CONTEXT, receive_report
from amparo.reports.misuse import Manner
from amparo.reports.models import IntakeRule, Report
from tests.make import file_report, make_institution, make_report, make_unit

pytestmark = pytest.mark.django_db


def _send(**overrides: object) -> None:
    IntakeRule.objects.get_or_create(institution=make_institution()[0])
    receive_report(Answers(**{"matter": "other"} | overrides), channel=Channel.WEB, language="en")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "overrides"),
    [
        ("matter", {"matter": ""}),
        ("matter", {"matter": "nonsense"}),
        ("voice", {"voice": "robot"}),
        ("when", {"when": "never"}),
        ("age_band", {"age_band": "200"}),
        ("sex", {"sex": "x"}),
        ("signs", {"signs": ("nonsense",)}),
        ("province", {"province": "ZZ99"}),
        ("district", {"district": "XX01"}),
        ("contact", {"contact": Contact("pigeon", "84 000 0012")}),
        ("narrative", {"narrative": "x" * 20_001}),
        ("narrative", {"narrative": "null \x00 byte"}),
        ("narrative", {"narrative": "half a sign \ud83d"}),
        ("place", {"place": "x" * 201}),
        ("address", {"online": Online(address="x" * 2_001)}),
        ("contact_caution", {"contact": Contact("sms", "84 000 0012", caution="x" * 201)}),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_stored(name: str, overrides: dict[str, object]) -> None:
    make_unit("XX01")
    with pytest.raises(ValidationError) as refused:
        _send(**overrides)
    assert list(refused.value.message_dict) == [name]
    assert not Report.objects.exists()


def test_a_district_of_another_province_is_refused() -> None:
    make_unit("XX01")
    other = make_unit("XX02")
    make_unit("XX0201", level=UnitLevel.DISTRICT, parent=other)
    with pytest.raises(ValidationError, match="district of this province"):
        _send(province="XX01", district="XX0201")


@pytest.mark.parametrize(
    "narrative",
    ["", "😀😀", "مرحبا هذا حدث", "x" * 20_000, "línea\r\nnova", "\u202eright to left", "a\u0301" * 50],
)
def test_unusual_text_passes_and_comes_back_as_it_was(narrative: str) -> None:
    report, receipt = file_report(narrative=narrative)
    locks = receipts.stretch(receipt)
    key = sealing.open_sealed(
        bytes(report.receipt_box), locks.key, ("reports.Report", str(report.pk), RECEIPT_CONTEXT)
    )
    assert open_field(report, "account", key)["narrative"] == narrative


def test_without_a_receiver_nothing_is_lost_silently() -> None:
    with pytest.raises(Unavailable):
        receive_report(Answers(matter="other"), channel=Channel.WEB, language="en")


def test_the_most_specific_rule_receives() -> None:
    make_unit("XX01")
    country, province, children = (make_institution()[0] for _ in range(3))
    IntakeRule.objects.create(institution=country)
    IntakeRule.objects.create(institution=province, province_id="XX01")
    IntakeRule.objects.create(institution=children, province_id="XX01", child=True)
    rules = IntakeRule.objects
    assert rules.institution_for(matter="work", province="", child=True) == country
    assert rules.institution_for(matter="work", province="XX01", child=False) == province
    assert rules.institution_for(matter="work", province="XX01", child=True) == children


def test_the_clock_starts_at_the_minute() -> None:
    with clock.at(datetime(2026, 3, 2, 6, 7, 48, tzinfo=UTC)):
        report = make_report(danger=True)
    minute = datetime(2026, 3, 2, 6, 7, tzinfo=UTC)
    assert (report.received_at, report.clock_from) == (minute, minute)
    assert report.due_at == minute + timedelta(hours=1)
    assert report.escalates_at == minute + timedelta(minutes=45)
    assert report.grants.get().granted_at == minute


def test_the_row_and_the_ledger_hold_nothing_readable() -> None:
    report = make_report(
        narrative="A made-up lighthouse keeper wrote from 84 000 0012.",
        names="Made-up Name",
        contact=Contact("email", "reporter@example.example"),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM reports_report r")
        stored = cursor.fetchone()[0]
    stored += "".join(Entry.objects.values_list("content", flat=True))
    stored += str(bytes(Report.objects.get(pk=report.pk).account or b""))
    for secret in ("lighthouse", "000 0012", "Made-up", "reporter@"):
        assert secret not in stored
        assert secret.encode().hex() not in stored


@pytest.mark.parametrize(
    ("manner", "overrides", "sign"),
    [
        (Manner(seconds=3), {}, "too_fast"),
        (Manner(trap=True), {}, "trap"),
        (Manner(earlier_in_visit=3), {}, "many_in_a_visit"),
        (Manner(), {"narrative": "😀 😀 123"}, "no_words"),
    ],
)
def test_signs_of_misuse_mark_and_never_drop(manner: Manner, overrides: dict[str, str], sign: str) -> None:
    IntakeRule.objects.create(institution=make_institution()[0])
    answers = Answers(matter="other", **overrides)  # type: ignore[arg-type]
    filed = receive_report(answers, channel=Channel.WEB, language="en", manner=manner)
    assert Report.objects.get(reference=filed.reference).misuse == [sign]


def test_the_same_words_from_many_are_marked_for_a_day() -> None:
    institution, _private = make_institution()
    told = "The made-up teacher of the made-up school is a bad person and everybody should know it."
    start = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    with clock.at(start):
        marks = [make_report(institution, narrative=told).misuse for _ in range(5)]
    assert marks == [[], [], [], ["same_words"], ["same_words"]]
    with clock.at(start + timedelta(days=1, minutes=1)):
        assert make_report(institution, narrative=told).misuse == []
