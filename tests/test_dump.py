"""A thief of the database: a real dump after a real journey holds no narrative, name, number or key.

The journey plants secrets through the same pages that people use. Then pg_dump writes everything that the
database holds, and every planted secret is looked for as text, as bytes in any column, as base64, and in the
logs of the program and of the database.
"""

import base64
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from amparo import embedded
from amparo.accounts import actions, keys
from amparo.accounts.models import Institution, Kind, Membership, Role
from amparo.kernel.references import Receipt
from amparo.reports import drafts, receipts
from amparo.reports.models import IntakeRule, Report, Verdict
from amparo.reports.opening import report_key
from amparo.reports.portal import cookies
from tests.make import PASSWORD, make_institution, make_membership, make_person
from tests.people import actor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = {
    "narrative": "Planted-Narrative: a senhora Zulmira-Inventada prometeu emprego na loja Quimera-Azul",
    "mentioned phone": "+258 84 000 0077",
    "place": "Bairro-Inventado-Rua-Sete",
    "platform": "Plataforma-Inventada",
    "account": "conta_plantada_99",
    "address": "https://plantado.example.org/oferta-inventada",
    "name": "Nome-Plantado-Da-Vitima",
    "contact": "+258 84 000 0066",
    "safe time": "depois-da-missa-plantada",
    "caution": "diga-que-e-da-escola-plantada",
    "added": "Planted-Addition: voltou a ligar ontem a noite",
}
WRITTEN = {
    "officer's message": "Planted-Message: esta segura agora para falar",
    "reason": "Planted-Reason: informacao sem seguimento possivel",
    "staff name": "Funcionaria-Plantada-De-Ensaio",
    "colleague's name": "Colega-Plantado-De-Ensaio",
}


@pytest.fixture
def officer() -> Membership:
    institution, private = make_institution(name="Linha de Ensaio (demonstração)", kind=Kind.HELPLINE)
    IntakeRule.objects.create(institution=institution)
    person = make_person(username="oficial.ensaio")
    person.name = WRITTEN["staff name"]
    person.save()
    return make_membership(institution, private, role=Role.SUPERVISOR, person=person)


@pytest.fixture
def reporter() -> Client:
    return Client()


def _answer(reporter: Client, key: str, **fields: object) -> None:
    response = reporter.post(f"/report/{key}/", fields)
    assert response.status_code == 302, (key, response.status_code)


def _file(reporter: Client) -> tuple[Report, str]:
    reporter.post("/report/", {"voice": "adult"})
    _answer(reporter, "danger", danger="no")
    _answer(reporter, "matter", matter="offer")
    _answer(reporter, "story", narrative=f"{TOLD['narrative']}. Liga do {TOLD['mentioned phone']}.")
    _answer(reporter, "online", platform=TOLD["platform"], account=TOLD["account"], address=TOLD["address"])
    _answer(reporter, "names", names=f"{TOLD['name']}, {TOLD['place']}")
    _answer(reporter, "contact", way="call")
    _answer(reporter, "reach", value=TOLD["contact"], when=TOLD["safe time"], caution=TOLD["caution"])
    assert reporter.post("/report/check/").status_code == 302
    page = reporter.get("/report/sent/").content.decode()
    receipt = re.search(r"\d{4} \d{4} \d{4} \d{4}-\d", page)
    assert receipt, "the receipt is on the page"
    return Report.objects.get(), receipt[0]


def _triage(officer: Membership, report: Report) -> None:
    desk = Client()
    sign_in(desk, officer)
    opened = desk.get(f"/triage/{report.pk}/")
    assert TOLD["name"] in opened.content.decode(), "the officer can read what the thief must not"
    said = desk.post(
        f"/triage/{report.pk}/write/", {"text": WRITTEN["officer's message"], "is_question": "on"}
    )
    assert said.status_code == 302
    report.refresh_from_db()
    kept = desk.post(
        f"/triage/{report.pk}/decide/{Verdict.KEEP}/",
        {"version": report.version, "reason": WRITTEN["reason"]},
    )
    assert kept.status_code == 302


def _come_back(receipt: str) -> str:
    returned = Client()
    assert returned.post("/return/", {"receipt": receipt}).status_code == 302
    assert WRITTEN["officer's message"] in returned.get("/return/report/").content.decode()
    assert returned.post("/return/report/", {"body": TOLD["added"]}).status_code == 302
    return returned.cookies[cookies.VISIT].value


def _stumble(reporter: Client) -> None:
    """Bad input with a secret in it, which must not end in a log either."""
    reporter.post("/return/", {"receipt": "1234 5678 9012 3456-7"})
    Client().post("/report/story/", {"narrative": TOLD["narrative"] + "\x00", "voice": "adult"})
    Client().get(f"/report/{TOLD['account']}/?q={TOLD['name']}")
    Client().post(reverse("account_login"), {"login": "oficial.ensaio", "password": TOLD["name"]})


def _dump() -> bytes:
    database = connection.settings_dict
    command = [
        str(embedded.tool("pg_dump")),
        "--dbname",
        f"host={database['HOST']} user={database['USER']} dbname={database['NAME']}",
    ]
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout


def _readings(dump: bytes) -> Iterator[bytes]:
    """The dump as it is, every binary value in it as bytes, and everything that base64 could hide."""
    yield dump
    binaries = b"\n".join(
        bytes.fromhex(found.decode()) for found in re.findall(rb"\\x((?:[0-9a-f]{2})+)", dump)
    )
    yield binaries
    for text in (dump, binaries):
        for run in re.findall(rb"[A-Za-z0-9+/_-]{16,}={0,2}", text):
            ordinary = run.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
            for offset in range(4):
                part = ordinary[offset:]
                part = part[:-1] if len(part) % 4 == 1 else part
                yield base64.b64decode(part + b"=" * (-len(part) % 4))


def _found(secrets: dict[str, bytes], readings: list[bytes]) -> list[str]:
    everything = b"\n".join(readings)
    folded = everything.lower()
    return [name for name, secret in secrets.items() if secret in everything or secret.lower() in folded]


def _as_bytes(receipt: str) -> dict[str, bytes]:
    secrets = {name: text.encode() for name, text in (TOLD | WRITTEN).items()}
    for name in ("mentioned phone", "contact"):
        compact = TOLD[name].replace(" ", "")
        secrets |= {f"{name} in E.164": compact.encode(), f"{name} as dialled": compact[4:].encode()}
    digits = re.sub(r"\D", "", receipt)
    secrets |= {
        "receipt": receipt.encode(),
        "receipt's digits": digits[:16].encode(),
        "password": PASSWORD.encode(),
    }
    return secrets


def _keys(
    officer: Membership, report: Report, reporter: Client, receipt: str, visit: str
) -> dict[str, bytes]:
    """The keys themselves: a dump that holds one is as bad as a dump that holds the text."""
    who = actor(officer)
    digits = re.sub(r"\D", "", receipt)
    draft = drafts.find(reporter.cookies[cookies.DRAFT].value)
    assert draft
    return {
        "person key": keys.unwrap(officer.person, PASSWORD),
        "institution key": who.keyring.institution_private(),
        "report key": report_key(who, report),
        "receipt's key": receipts.stretch(Receipt(digits[:16])).key,
        "draft key": draft.key,
        "visit key": base64.urlsafe_b64decode(visit),
    }


def _database_log() -> Path:
    """What the embedded server writes; what another writes is out of reach."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone() or ("",)
    return Path(folder) / "log"


def test_a_dump_and_the_logs_reveal_nothing(
    officer: Membership, reporter: Client, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    database_log = _database_log()
    before = database_log.stat().st_size if database_log.exists() else 0
    report, receipt = _file(reporter)
    _triage(officer, report)
    visit = _come_back(receipt)
    _stumble(reporter)
    issued = actions.invite(actor=actor(officer), role=Role.TRIAGE)
    colleague = make_person(username="colega.ensaio")
    colleague.name = WRITTEN["colleague's name"]
    colleague.save()
    secrets = _as_bytes(receipt) | _keys(officer, report, reporter, receipt, visit)
    secrets["invitation code"] = issued.code.encode()

    dump = _dump()
    assert report.reference.encode() in dump, "the dump holds what is not secret: it is a real one"
    assert b"oficial.ensaio" in dump
    assert _found(secrets, list(_readings(dump))) == []

    out, err = capfd.readouterr()
    assert "400 at " in log.getvalue(), "the refused requests were logged"
    logged = [log.getvalue().encode(), out.encode(), err.encode()]
    if database_log.exists():
        logged.append(database_log.read_bytes()[before:])
    assert _found(secrets, logged) == []


def test_the_search_finds_what_is_there() -> None:
    """The check above can fail: as text, as bytes, as base64 of either, in any case of letters."""
    planted = b"Planted-In-A-Column"
    Institution.objects.create(
        name="Planted-In-A-Column", kind=Kind.NGO, recovery_public=planted + b"\x00\xff"
    )
    Institution.objects.create(
        name="other", kind=Kind.NGO, recovery_public=b"x" + base64.b64encode(b"y" + planted)
    )
    dump = _dump()
    as_text, as_bytes, *hidden = list(_readings(dump))
    assert _found({"text": planted}, [as_text]) == ["text"]
    assert _found({"bytes": planted}, [as_bytes]) == ["bytes"]
    assert _found({"hidden": planted}, hidden) == ["hidden"]
    assert _found({"case": planted.upper()}, [as_text]) == ["case"]
