"""Any network, script or post of a result is explained, lead or not, in both languages."""

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from amparo_detect.cli import app
from tests.detect.engines.test_adding import CITIES, SCAM, result

FRIDGE = "Vende-se geleira usada em bom estado, entrega em casa em {city} ainda hoje. Ligue 84 000 0099"
ALONE = "Menina de 14 anos para ajudar em casa, o passaporte fica com a patroa"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained")
    rows = [
        {"id": f"{kind}{step}", "text": text.format(city=CITIES[step % 5], number=11 + step // 4),
         "source": f"{kind} {step}", "time": f"2026-03-{step + 1:02d}T10:00:00Z"}
        for kind, text in (("s", SCAM), ("g", FRIDGE))
        for step in range(12)
    ]  # fmt: skip
    rows.append(rows[0] | {"id": "solo", "text": ALONE, "source": "x"})
    result(folder, rows, "kept")
    result(folder, rows, "bare", state=False)
    return folder


def explained(folder: Path, *arguments: object) -> str:
    done = CliRunner().invoke(app, ["explain", str(folder), *map(str, arguments)])
    assert done.exception is None, done.exception
    return done.output


def network_of(folder: Path, post: str) -> int:
    table = pl.read_parquet(folder / "networks.parquet")
    return int(table.filter(pl.col("id") == post)["network"][0])


def test_a_network_that_is_no_lead_says_what_ties_it_and_why_not(out: Path) -> None:
    number = network_of(out / "kept", "g0")
    told = explained(out / "kept", number, "--lang", "pt")
    assert told.startswith(
        f"Rede {number} · 12 mensagens\nO que a une: são cópias de um texto.\nNão é pista: "
    )
    assert "fica abaixo de 15, a partir da qual uma rede é pista" in told
    assert "[many_accounts: +5 · mensagens: 12]" in told
    assert "It is no lead: its score of" in explained(out / "kept", number, "--lang", "en")


def test_a_lead_is_explained_as_before_by_number_script_or_post(out: Path) -> None:
    number = network_of(out / "kept", "s0")
    told = explained(out / "kept", number, "--lang", "pt")
    assert "Está entre as pistas deste resultado." in told
    assert "passaporte fica com a patroa" in told
    template = pl.read_parquet(out / "kept/templates.parquet").filter(pl.col("id") == "s3")["template"][0]
    assert explained(out / "kept", "--template", template, "--lang", "pt") == told
    of_post = explained(out / "kept", "--post", "s3", "--lang", "en")
    assert of_post.startswith(f"Post s3: script {template}\nWhat this post says by itself:\n")
    assert "[secrecy]" in of_post
    assert "It is among the leads of this result." in of_post


def test_a_post_alone_says_what_it_carries_and_that_it_is_no_network(out: Path) -> None:
    told = explained(out / "kept", "--post", "solo", "--lang", "en")
    assert "Post solo: no copy of anything" in told
    assert "“passaporte fica com a patroa”" in told
    assert "The post is in no network" in told
    assert "It is no lead: one post alone is none, whatever it says" in told


def test_without_texts_only_ties_are_told(out: Path) -> None:
    told = explained(out / "bare", network_of(out / "bare", "g0"), "--lang", "en")
    assert told.endswith("This result keeps no texts (--no-state), so what they say cannot be told again.\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [((), "one of a network"), ((1, "--post", "s0"), "one of a network"), ((999,), "no network 999 there"),
     (("--post", "zz"), "no post zz there"), (("--template", 999), "no template 999 there")],
)  # fmt: skip
def test_what_is_not_there_or_not_asked_for_is_refused(
    out: Path, arguments: tuple[object, ...], told: str
) -> None:
    done = CliRunner().invoke(app, ["explain", str(out / "kept"), *map(str, arguments)])
    assert told in str(done.exception)
