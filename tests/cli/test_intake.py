"""`amparo intake`: who receives which reports, on the record, and never nobody."""

import pytest
from typer.testing import CliRunner

from amparo.accounts.models import Role
from amparo.cli.intake import intake
from amparo.kernel.errors import Conflict
from amparo.ledger.models import Entry
from amparo.reports.models import IntakeRule
from tests.make import make_institution, make_membership, make_report, make_unit

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    done = CliRunner().invoke(intake, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def _able(name: str) -> None:
    institution, private = make_institution(name=name)
    make_membership(institution, private, role=Role.TRIAGE)


def test_the_most_specific_rule_decides_and_a_new_one_replaces_its_like() -> None:
    make_unit("XX01")
    _able("Everything")
    _able("Children there")
    run("receive", "Everything")
    run("receive", "Children there", "--child", "--province", "XX01")
    chosen = IntakeRule.objects.institution_for
    assert str(chosen(matter="offer", province="XX01", child=True)) == "Children there"
    assert str(chosen(matter="offer", province="XX01", child=False)) == "Everything"
    run("receive", "Children there")
    assert str(chosen(matter="offer", province="", child=False)) == "Children there"
    assert IntakeRule.objects.count() == 2
    assert Entry.objects.filter(event="intake.rule_set").count() == 3


def test_somewhere_where_nobody_can_decide_receives_nothing() -> None:
    make_institution(name="Empty")
    with pytest.raises(Conflict):
        run("receive", "Empty")
    assert not IntakeRule.objects.exists()


def test_the_last_rule_stays() -> None:
    _able("Only")
    run("receive", "Only")
    rule = IntakeRule.objects.get()
    assert "Only  |  any matter" in run("list")
    with pytest.raises(Conflict):
        run("stop", str(rule.pk))
    run("receive", "Only", "--adult")
    run("stop", str(rule.pk))
    assert IntakeRule.objects.get().child is False


def test_unknown_words_are_refused_by_name() -> None:
    make_report()
    assert "amparo institution list" in run("receive", "Nobody")
    _able("Known")
    assert "--matter" in run("receive", "Known", "--matter", "gossip")
    assert "--province" in run("receive", "Known", "--province", "ZZ99")
