"""The library itself, run over the demonstration's posts by the worker: from CSV to leads."""

from datetime import UTC, datetime

import pytest

from amparo.accounts.models import Role
from amparo.demonstration import offers
from amparo.leads.models import Lead, Run, RunState
from amparo.leads.review.opening import reading
from amparo.leads.running import working
from tests.leads.making import make_collection, make_run
from tests.people import actor, make_people

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_the_demonstrations_scripts_are_found_and_its_agency_is_not() -> None:
    owner = make_people(Role.INVESTIGATOR).owner
    run = make_run(owner, make_collection(owner, offers.table(1, NOW)))
    working.work(run.pk, stop=lambda: False)
    run = Run.objects.get(pk=run.pk)
    assert (run.state, run.fault) == (RunState.DONE, "")
    assert run.counts["out"] == offers.table(1, NOW).count(b"\n") - 1
    leads = list(Lead.objects.order_by("-score"))
    assert len(leads) == 3
    assert set(leads[0].points) >= {"documents_kept", "secrecy", "debt"}
    assert leads[0].languages == ["pt", "en"]
    for lead in leads:
        with reading(actor(owner), lead) as opened:
            scripts = opened.content["templates"]
            texts = opened.content["texts"]
            quoted = [one for reason in opened.content["reasons"] for one in reason["evidence"]]
        assert scripts
        assert "Licença de agência" not in str(scripts)
        assert all(texts[one["id"]][one["start"] : one["end"]] == one["text"] for one in quoted)
