"""A campaign that takes papers and runs up debts is a lead with its reasons; an open agency is none."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import polars as pl

from amparo_detect.contacts import find as find_contacts
from amparo_detect.flags.catalogue import catalogue
from amparo_detect.flags.finding import find
from amparo_detect.flags.score import flag_of, is_lead, total
from amparo_detect.gathering import Found, gather
from amparo_detect.leads import Lead
from amparo_detect.networks.build import build, carried_by
from amparo_detect.report.explain import explain
from amparo_detect.report.page import page
from amparo_detect.text.fold import fold
from amparo_detect.text.language import languages

CITIES = ("Beira", "Nampula", "Pemba", "Tete", "Quelimane")
DECEPTIVE = (
    "Precisa-se de meninas de {city} para trabalhar em Joanesburgo. Viagem e passaporte pagos por nós, "
    "desconta-se no salário. O passaporte fica com a patroa. Não conte a ninguém. WhatsApp {phone}"
)
AGENCY = (
    "Agência Exemplo Lda, alvará n.º 12/2024 do Ministério do Trabalho, Av. Exemplo, n. 45, Maputo. Vaga de "
    "{job}: contrato de trabalho assinado e INSS. Não cobramos nenhuma taxa. "
    "Envie o seu CV para vagas@exemplo.co.mz"
)


def leads(offers: Sequence[tuple[int, str]]) -> list[Lead]:
    """`offers`: template and text; one a day, each by its own account."""
    texts = pl.Series([text for _, text in offers])
    folded = fold(texts)
    start = datetime(2026, 3, 2, tzinfo=UTC)
    rows = range(len(offers))
    posts = pl.DataFrame(
        {
            "post": pl.Series(rows, dtype=pl.UInt32),
            "id": [f"p{row}" for row in rows],
            "time": [start + timedelta(days=row) for row in rows],
            "source": [f"account {row}" for row in rows],
            "language": languages(texts, folded),
        },
        schema_overrides={"time": pl.Datetime("us", "UTC")},
    )
    templates = pl.DataFrame({"post": posts["post"], "template": [template for template, _ in offers]})
    contacts = find_contacts(texts, folded, country="MZ")
    networks = build(posts, templates, carried_by(contacts))

    def original(rows: Sequence[int]) -> Mapping[int, str]:
        return {row: texts[row] for row in rows}

    return gather(Found(posts, templates, contacts, find(folded), networks), original).leads


def campaign() -> list[tuple[int, str]]:
    phones = ("84 000 0011", "84 000 0011", "84 000 0012", "84 000 0012", "84 000 0013", "84 000 0013")
    return [
        (0, DECEPTIVE.format(city=CITIES[place % 5], phone=phone)) for place, phone in enumerate(phones * 2)
    ]


def agency() -> list[tuple[int, str]]:
    jobs = ("contabilista", "motorista", "cozinheiro", "recepcionista", "pedreiro", "costureira")
    return [(1, AGENCY.format(job=job)) for job in jobs]


def test_the_campaign_is_a_lead_and_the_agency_is_not() -> None:
    found = leads(campaign() + agency())
    assert [lead["network"] for lead in found] == [0]
    (lead,) = found
    flags = {reason["flag"] for reason in lead["reasons"]}
    assert {"documents_kept", "debt", "secrecy", "travel_arranged", "many_places", "many_accounts"} <= flags
    assert lead["languages"] == {"pt": 12}


def test_how_something_is_posted_makes_no_lead() -> None:
    fridges = [(0, "Vende-se geleira usada em bom estado, entrega em casa. Ligue 84 OOO 0012")] * 8
    assert leads(fridges) == []
    sold_by_many = ["hidden_number", "many_accounts"]
    assert not is_lead(15.0, sold_by_many)
    assert is_lead(15.0, [*sold_by_many, "travel_arranged"])
    assert not is_lead(14.9, [*sold_by_many, "travel_arranged"])


def test_every_reason_shows_words_of_the_posts() -> None:
    offers = campaign()
    (lead,) = leads(offers)
    texts = dict(zip((f"p{row}" for row in range(len(offers))), (text for _, text in offers), strict=True))
    for reason in lead["reasons"]:
        structural = flag_of(reason["flag"]).structural
        assert reason["evidence"] or structural
        assert len({evidence["id"] for evidence in reason["evidence"]}) <= 5
        for evidence in reason["evidence"]:
            assert texts[evidence["id"]][evidence["start"] : evidence["end"]] == evidence["text"]


def test_the_score_is_the_sum_that_the_lead_shows() -> None:
    (lead,) = leads(campaign())
    for phase in lead["phases"]:
        own = sum(reason["points"] for reason in lead["reasons"] if reason["phase"] == phase["phase"])
        assert phase["sum"] == round(own, 1)
        assert phase["counted"] == min(phase["sum"], phase["cap"])
    assert lead["score"] == round(sum(phase["counted"] for phase in lead["phases"]), 1)


def test_what_speaks_for_an_ordinary_offer_lowers_the_score_and_is_shown() -> None:
    open_campaign = [
        (template, text + " Alvará n.º 12/2024 do Ministério do Trabalho.") for template, text in campaign()
    ]
    (plain,), (lowered,) = leads(campaign()), leads(open_campaign)
    assert [entry["flag"] for entry in lowered["lowering"]] == ["registered_agency"]
    assert lowered["score"] == round(plain["score"] - catalogue().lowerings["registered_agency"].weight, 1)


def test_no_phase_counts_over_its_cap_and_no_score_leaves_its_bounds() -> None:
    everything = [(flag, flag.weight) for flag in catalogue().flags.values()]
    score, phases = total(everything)
    assert score == 100.0
    assert all(phase["counted"] <= phase["cap"] for phase in phases)
    assert total([(flag, -flag.weight) for flag in catalogue().lowerings.values()])[0] == 0.0


def test_the_same_posts_give_the_same_leads() -> None:
    offers = campaign() + agency()
    assert json.dumps(leads(offers)) == json.dumps(leads(offers))


def test_a_lead_is_explained_in_both_languages() -> None:
    (lead,) = leads(campaign())
    told = explain(lead, "pt")
    assert "Uma pista é uma pergunta, não uma conclusão." in told
    assert "passaporte fica com a patroa" in told
    assert told.splitlines()[-1].startswith("Pontuação: ")
    assert "A lead is a question, not a finding." in explain(lead, "en")


def test_the_page_shows_the_lead_and_needs_nothing_from_elsewhere() -> None:
    (lead,) = leads([(template, text + " <script>alert(1)</script> & mais") for template, text in campaign()])
    shown = page([lead], "pt")
    assert "passaporte fica com a patroa" in shown
    assert "+258840000011" in shown
    assert "<script" not in shown
    assert "src=" not in shown
    assert "http" not in shown.replace("https://", "http")
    assert "Nenhuma rede" in page([], "pt")
