"""Made-up material: a script of deceptive offers, an ordinary one, and what the detection says of it.

Every number lies in a block that is never given out. Nothing here was ever posted.
"""

import csv
import io
from typing import Any

PHONE, OTHER = "+258840000012", "+258840000019"
TOWNS = ("Nampula", "Beira", "Pemba", "Quelimane", "Tete", "Nacala")
SCRIPT = (
    "Vagas para meninas de 18 a 22 anos em {town}. Trabalho em hotel na África do Sul, salário de 45 000 por"
    " mês, sem experiência. Passagem paga, o passaporte fica connosco. Não contar à família. WhatsApp {phone}"
)


def posts() -> list[dict[str, str]]:
    """Six copies of one script, and one offer that is nobody's concern."""
    copies = [
        {
            "id": f"p{number}",
            "text": SCRIPT.format(town=town, phone=(PHONE, OTHER)[number >= 4]),
            "time": f"2026-0{1 + number}-10T08:00:00Z",
            "source": f"pagina-{number % 2}",
        }
        for number, town in enumerate(TOWNS)
    ]
    plain = "Padaria Exemplo procura padeiro em Maputo, contrato de trabalho, entrevista na loja."
    return [*copies, {"id": "p9", "text": plain, "time": "2026-03-01T08:00:00Z", "source": "padaria"}]


def table() -> bytes:
    """The posts as CSV."""
    written = io.StringIO()
    writer = csv.DictWriter(written, ["id", "text", "time", "source"])
    writer.writeheader()
    writer.writerows(posts())
    return written.getvalue().encode()


def lead(**overrides: Any) -> dict[str, Any]:
    """A line of leads.jsonl about the script."""
    return _found() | _drawn() | overrides


def _evidence(words: str) -> list[dict[str, Any]]:
    found = []
    for post in posts()[:2]:
        start = post["text"].index(words)
        found.append({"id": post["id"], "start": start, "end": start + len(words), "text": words})
    return found


def _reason(flag: str, phase: str, weight: float, words: str, said: tuple[str, str]) -> dict[str, Any]:
    return {
        "flag": flag,
        "phase": phase,
        "weight": weight,
        "points": weight,
        "posts": 6,
        "wording": {"en": said[0], "pt": said[1]},
        "evidence": _evidence(words),
    }


def _found() -> dict[str, Any]:
    secrecy = ("People are asked not to tell anyone.", "Pede-se que não se conte a ninguém.")
    pay = ("High pay, no experience.", "Salário alto, sem experiência.")
    kept = ("The passport is kept.", "O passaporte fica retido.")
    return {
        "network": 0,
        "score": 52.0,
        "posts": 6,
        "first": "2026-01-10T08:00:00Z",
        "last": "2026-06-10T08:00:00Z",
        "languages": {"pt": 6},
        "phases": [
            {"phase": "recruitment", "sum": 28.0, "cap": 40.0, "counted": 28.0},
            {"phase": "transport", "sum": 0.0, "cap": 20.0, "counted": 0.0},
            {"phase": "control", "sum": 24.0, "cap": 30.0, "counted": 24.0},
            {"phase": "exploitation", "sum": 0.0, "cap": 25.0, "counted": 0.0},
            {"phase": "advertising", "sum": 0.0, "cap": 25.0, "counted": 0.0},
        ],
        "reasons": [
            _reason("documents_kept", "control", 24.0, "o passaporte fica connosco", kept),
            _reason("secrecy", "recruitment", 18.0, "Não contar à família", secrecy),
            _reason("no_experience_high_pay", "recruitment", 10.0, "sem experiência", pay),
        ],
        "lowering": [],
        "templates": [
            {
                "template": 3,
                "posts": 6,
                "languages": ["pt"],
                "first": "2026-01-10T08:00:00Z",
                "last": "2026-06-10T08:00:00Z",
                "read": [
                    {"fixed": "Vagas para meninas de 18 a 22 anos em"},
                    {"slot": [{"value": town, "posts": 1} for town in TOWNS], "kind": "place"},
                    {"fixed": "Não contar à família. WhatsApp"},
                    {
                        "slot": [{"value": PHONE, "posts": 4}, {"value": OTHER, "posts": 2}],
                        "kind": "phone",
                    },
                ],
            }
        ],
    }


def _drawn() -> dict[str, Any]:
    first, last = "2026-01-10T08:00:00Z", "2026-06-10T08:00:00Z"
    spans = {"templates": 1, "first": first, "last": last, "shared": False}
    town = {"country": "MZ", "posts": 1, "first": first}
    return {
        "contacts": [
            {"kind": "phone", "value": PHONE, "posts": 4} | spans,
            {"kind": "phone", "value": OTHER, "posts": 2} | spans,
            {"kind": "url", "value": "vagas.example.org/entrar", "posts": 1} | spans | {"shared": True},
        ],
        "accounts": [{"source": "pagina-0", "posts": 3} | spans, {"source": "pagina-1", "posts": 3} | spans],
        "places": [
            {"place": "Nampula, MZ", "name": "Nampula", "latitude": -15.12, "longitude": 39.27} | town,
            {"place": "Beira, MZ", "name": "Beira", "latitude": -19.84, "longitude": 34.84} | town,
            {"place": "Joanesburgo, ZA", "name": "Joanesburgo", "latitude": -26.2, "longitude": 28.05}
            | town
            | {"country": "ZA", "posts": 6},
        ],
        "timeline": {
            "unit": "week",
            "counts": [{"start": f"2026-0{month}-05", "posts": month} for month in range(1, 7)],
        },
        "moves": [{"template": 3, "origin": "Nampula, MZ", "destination": "Beira, MZ", "at": last}],
        "phone_changes": [{"template": 3, "before": PHONE, "after": OTHER, "at": last}],
        "links": [
            {"template": 3, "kind": "phone", "value": PHONE, "posts": 4},
            {"template": 3, "kind": "account", "value": "pagina-0", "posts": 3},
            {"template": 3, "kind": "account", "value": "pagina-1", "posts": 3},
            {"template": 3, "kind": "phone", "value": OTHER, "posts": 2},
        ],
    }
