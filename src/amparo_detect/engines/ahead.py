"""Compile everything ahead: a run over posts that are written here, and a day more of them, so that every
inner loop is met once.

Packagers and tests call this once, instead of every process that would compile the same at the same time.
"""

import tempfile
from pathlib import Path

import polars as pl

from amparo_detect.engines import local
from amparo_detect.readers.columns import Asked
from amparo_detect.run.conduct import execute
from amparo_detect.run.job import Options

_SCRIPTS = (
    "Precisamos de {job} para uma loja em {place}, {pay} MT por mês com almoço. Ligue {phone}, {name}.",
    "Wanted in {place}: {job}. Pay of USD {pay} a month, a room near the shop, ask {name} at {phone}.",
    "On cherche {job} à {place}, logement compris, {pay} euros par mois. Appelez {name} au {phone}.",
    "Se necesita {job} en {place}, sueldo de {pay} euros al mes y comida, preguntar por {name}: {phone}.",
    "Tunatafuta {job} mjini {place}, mshahara {pay} shilingi kwa mwezi, piga {phone} kwa {name}.",
)
_JOBS = ("cozinheiro", "driver", "jardinier", "costurera", "mlinzi", "baker", "tutor", "pedreiro")
_PLACES = ("Beira", "Pemba", "Durban", "Lisboa", "Nampula", "Dubai", "Harare", "Tete")
_NAMES = ("Sr. Zito", "Mrs Grace", "Aline", "Paco", "Bwana Juma", "Dona Rosa", "Themba", "Elias")
_COPIES = 60


def compile_ahead() -> None:
    """Compile whatever a run compiles, into the folder that `compiled` chose; once is enough."""
    with tempfile.TemporaryDirectory() as folder:
        path, day, first = (Path(folder) / name for name in ("posts.parquet", "day.parquet", "first"))
        _posts(0).write_parquet(path)
        _posts(1).write_parquet(day)
        asked = Asked(id="id", text="text", source="source")
        execute([path], Options(first, asked=asked), local.engine())
        execute([day], Options(Path(folder) / "second", asked=asked, previous=first), local.engine())


def _posts(day: int) -> pl.DataFrame:
    """Copies of a few scripts with their slots filled, and posts that share no script: others each day."""
    texts: list[str] = []
    for number, script in enumerate(_SCRIPTS):
        for copy in range(_COPIES):
            texts.append(script.format(**_slots(copy * 7 + number + day * 1001)))
    words = " ".join(texts[::_COPIES]).split()
    for number in range(_COPIES):
        start = (number * 13 + day) % len(words)
        texts.append(" ".join((words + words)[start : start + 20 : 1 + number % 3]))
    return pl.DataFrame(
        {
            "id": [f"post {day} {number}" for number in range(len(texts))],
            "text": texts,
            "source": [f"account {number % 23}" for number in range(len(texts))],
        }
    )


def _slots(number: int) -> dict[str, str]:
    return {
        "job": _JOBS[number % len(_JOBS)],
        "place": _PLACES[number // 3 % len(_PLACES)],
        "pay": str(3000 + number % 9 * 500),
        "phone": f"84 000 0{number % 900 + 100}",
        "name": _NAMES[number // 5 % len(_NAMES)],
    }
