"""Seeded lists of made-up people and organisations of Mozambique and Portugal, with the slips of real
registers and known truth.

Nobody in them exists. Phone numbers are from a made-up block (84 000 xxxx). Many people share common names,
families share
surnames and addresses, and a person is written down differently each time.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import polars as pl

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
COMMON: list[str] = WORDS["common"]
GIVEN: list[str] = WORDS["given"]
SURNAMES: list[str] = WORDS["surnames"]
BAIRROS: list[str] = WORDS["bairros"]
STREETS: list[str] = WORDS["streets"]
CITIES = (
    ("Maputo", "Maputo Cidade"),
    ("Matola", "Maputo"),
    ("Beira", "Sofala"),
    ("Nampula", "Nampula"),
    ("Pemba", "Cabo Delgado"),
    ("Chimoio", "Manica"),
    ("Quelimane", "Zambézia"),
    ("Nacala", "Nampula"),
    ("Xai-Xai", "Gaza"),
    ("Montepuez", "Cabo Delgado"),
)
SHORT = {
    "José": "Zé",
    "António": "Tó",
    "Francisco": "Chico",
    "Manuel": "Nelo",
    "Fátima": "Fatinha",
    "Luís": "Lula",
}
KEYS = {
    "a": "s",
    "e": "r",
    "i": "o",
    "o": "p",
    "n": "m",
    "s": "d",
    "t": "r",
    "m": "n",
    "l": "k",
    "c": "v",
    "1": "2",
    "9": "0",
}
ORGANISATION: list[str] = WORDS["organisation"]
TRADES: list[str] = WORDS["trades"]
FORMS = ("Lda", "Limitada", "SA", "Sociedade Unipessoal Lda", "EI", "")


@dataclass(frozen=True)
class Shape:
    """How hard the lists are. `slips` is how many fields of a second writing are wrong on average; shares
    are 0–1."""

    people: int = 4000
    overlap: float = 0.6  # share of the people who are in the second list too
    slips: float = 1.2
    missing: float = 0.08
    common: float = 0.35  # share of given names from the sixteen commonest
    columns: tuple[str, ...] = field(
        default=(
            "nome",
            "apelido",
            "data_nascimento",
            "sexo",
            "telefone",
            "bairro",
            "cidade",
            "provincia",
            "morada",
        )
    )


def two_lists(shape: Shape, seed: int) -> tuple[pl.DataFrame, pl.DataFrame, set[tuple[str, str]]]:
    """Two registers and the true pairs (left id, right id)."""
    random = Random(seed)
    people = _people(shape.people, shape.common, random)
    left = [(f"A{i:06d}", i) for i in range(int(shape.people * 0.8))]
    both = [i for _, i in left if random.random() < shape.overlap]
    rest = list(range(len(left), shape.people))
    right = [(f"B{at:06d}", i) for at, i in enumerate(random.sample(both + rest, len(both) + len(rest)))]
    of_left = {i: name for name, i in left}
    truth = {(of_left[i], name) for name, i in right if i in of_left}
    random.shuffle(left)
    return _written(left, people, shape, random, 0.3), _written(right, people, shape, random, 1.0), truth


def one_list(shape: Shape, seed: int) -> tuple[pl.DataFrame, set[tuple[str, str]]]:
    """One register in which some people are written down up to four times, and the true pairs (lower id
    first)."""
    random = Random(seed)
    people = _people(shape.people, shape.common, random)
    times = [1 + (random.random() < 0.3) + (random.random() < 0.1) + (random.random() < 0.05) for _ in people]
    holders = [i for i, count in enumerate(times) for _ in range(count)]
    random.shuffle(holders)
    rows = [(f"R{at:06d}", i) for at, i in enumerate(holders)]
    held: dict[int, list[str]] = {}
    for name, i in rows:
        held.setdefault(i, []).append(name)
    truth = {(a, b) for names in held.values() for at, a in enumerate(names) for b in names[at + 1 :]}
    return _written(rows, people, shape, random, 0.8), truth


def organisations(count: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame, set[tuple[str, str]]]:
    """Two lists of organisations (a licence register and an investigator's list) and the true pairs."""
    random = Random(seed)
    left, right, truth = [], [], set()
    for i in range(count):
        words = random.sample(ORGANISATION, random.choice((1, 2, 2)))
        trade, form = random.choice(TRADES), random.choice(FORMS)
        owner = random.choice(SURNAMES) if random.random() < 0.4 else ""
        city = random.choice(CITIES)[0]
        phone, nuit = f"84 000 {random.randrange(10000):04d}", f"400{random.randrange(10**6):06d}"
        name = " ".join(word for word in (trade, *words, owner, form) if word)
        left.append((f"L{i:05d}", name, city, phone, nuit))
        if random.random() < 0.5:
            other = [*words, owner, trade] if random.random() < 0.3 else [trade, *words, owner]
            other.append(random.choice(FORMS))
            kept = [word for word in other if word and not (word == owner and random.random() < 0.3)]
            written = _slip(" ".join(kept), random) if random.random() < 0.5 else " ".join(kept).upper()
            seen = phone.replace(" ", "") if random.random() < 0.5 else None
            right.append((f"I{i:05d}", written, city if random.random() < 0.8 else None, seen, None))
            truth.add((f"L{i:05d}", f"I{i:05d}"))
        elif random.random() < 0.5:
            stray = f"{random.choice(TRADES)} {random.choice(ORGANISATION)} {random.choice(SURNAMES)}"
            right.append(
                (f"I{i:05d}", stray, random.choice(CITIES)[0], f"84000{random.randrange(10000):04d}", None)
            )
    random.shuffle(right)
    names = ["id", "empresa", "cidade", "telefone", "nuit"]
    return (
        pl.DataFrame(left, schema=names, orient="row"),
        pl.DataFrame(right, schema=dict.fromkeys(names, pl.String), orient="row"),
        truth,
    )


def _people(count: int, common: float, random: Random) -> list[dict[str, str]]:
    """People in families of one to five who share surname, address and often a phone."""
    weights = [1 / (at + 2) for at in range(len(SURNAMES))]
    people: list[dict[str, str]] = []
    while len(people) < count:
        city, province = random.choices(CITIES, weights=[9, 7, 5, 5, 3, 3, 3, 2, 2, 1])[0]
        shared = {
            "apelido": " ".join(
                dict.fromkeys(random.choices(SURNAMES, weights=weights, k=random.choice((1, 1, 2))))
            ),
            "bairro": random.choice(BAIRROS),
            "cidade": city,
            "provincia": province,
            "morada": f"{random.choice(STREETS)}, {random.randrange(1, 900)}",
        }
        phone = f"84 000 {random.randrange(10000):04d}"
        for _ in range(min(random.choice((1, 1, 2, 3, 5)), count - len(people))):
            pool = COMMON if random.random() < common else GIVEN
            given = [random.choice(pool)]
            if random.random() < 0.45:
                given.append(random.choice(GIVEN if random.random() < 0.5 else COMMON))
            people.append(
                {
                    **shared,
                    "nome": " ".join(dict.fromkeys(given)),
                    "data_nascimento": _born(random),
                    "sexo": "F" if given[0][-1] == "a" else "M",
                    "telefone": phone if random.random() < 0.5 else f"84 000 {random.randrange(10000):04d}",
                }
            )
    return people


def _born(random: Random) -> str:
    return f"{random.randrange(1945, 2016)}-{random.randrange(1, 13):02d}-{random.randrange(1, 29):02d}"


def _written(
    rows: list[tuple[str, int]], people: list[dict[str, str]], shape: Shape, random: Random, care: float
) -> pl.DataFrame:
    """The rows as somebody wrote them down; `care` scales how many slips there are."""
    columns = [column for column in shape.columns if column != "nome_completo"]
    written = []
    for name, i in rows:
        person = dict(people[i])
        for _ in range(_times(shape.slips * care, random)):
            _mistake(person, random)
        full = f"{person['nome']} {person['apelido']}".strip()
        if random.random() < 0.1:
            full = full.upper()
        record: dict[str, str | None] = {"id": name}
        if "nome_completo" in shape.columns:
            record["nome_completo"] = full
        for column in columns:
            record[column] = None if random.random() < shape.missing * care else person[column]
        written.append(record)
    return pl.DataFrame(written, infer_schema_length=None).with_columns(pl.all().cast(pl.String))


def _times(mean: float, random: Random) -> int:
    """About a Poisson number of slips."""
    return sum(random.random() < mean / 6 for _ in range(6))


def _mistake(person: dict[str, str], random: Random) -> None:
    """One slip of one field, of the kinds that registers are full of."""
    kind = random.choice(("typo", "typo", "typo", "swap", "drop", "short", "date", "phone", "move", "year"))
    if kind == "typo":
        column = random.choice(("nome", "apelido", "apelido", "bairro", "morada", "cidade"))
        person[column] = _slip(person[column], random)
    elif kind == "swap":
        person["nome"], person["apelido"] = person["apelido"], person["nome"]
    elif kind == "drop":
        column = random.choice(("nome", "apelido"))
        person[column] = random.choice(person[column].split())
    elif kind == "short":
        first, *others = person["nome"].split() or [""]
        person["nome"] = " ".join([SHORT.get(first, first), *others])
    elif kind == "date":
        year, month, day = person["data_nascimento"].split("-")
        person["data_nascimento"] = (
            f"{year}-{day}-{month}" if int(day) <= 12 else f"{year}-{month}-{int(day) - 1:02d}"
        )
    elif kind == "year":
        year, rest = person["data_nascimento"][:4], person["data_nascimento"][4:]
        person["data_nascimento"] = f"{int(year) + random.choice((-10, -1, 1, 10))}{rest}"
    elif kind == "phone":
        person["telefone"] = f"84 000 {random.randrange(10000):04d}"
    else:
        person["bairro"], person["morada"] = (
            random.choice(BAIRROS),
            f"{random.choice(STREETS)}, {random.randrange(1, 900)}",
        )


def _slip(text: str, random: Random) -> str:
    """One letter dropped, doubled, swapped with the next or missed on the keyboard, or a blank lost."""
    if len(text) < 3:
        return text
    at = random.randrange(1, len(text) - 1)
    return random.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + KEYS.get(text[at].lower(), "e") + text[at + 1 :],
            text.replace(" ", "", 1),
        )
    )
