"""Stands in for `amparo-detect run`, a minute faster: writes the files of a run over `material.posts()`.

`python -m tests.leads.stand_in OUT [wait|fail]`.
"""

import json
import sys
import time
from pathlib import Path

import polars as pl

from amparo_detect.errors import TextColumnUnknown
from tests.leads import material


def main(out: Path, manner: str = "", told: str = "") -> int:
    """The exit code of the library: 0 done, 1 the input cannot be used.

    `told`: JSON over the line's keys; in it `refused`: input, row and reason of rows; `inputs` of run.json.
    """
    sys.stderr.write("[   0.1 s] reading · 7\n")
    sys.stderr.flush()
    if manner == "wait":
        time.sleep(60)
    if manner == "fail":
        sys.stderr.write(f"{TextColumnUnknown(input='file-2.csv', seen='“a”, “b”')}\n")
        return 1
    out.mkdir(exist_ok=True)
    ids = [post["id"] for post in material.posts()]
    networks = [0] * 6 + [-1]
    pl.DataFrame({"id": ids, "language": ["pt"] * 7}).write_parquet(out / "posts.parquet")
    pl.DataFrame({"id": ids, "network": networks}).write_parquet(out / "networks.parquet")
    places = {"id": ids, "kind": ["place"] * 7, "value": ["Nampula, MZ"] * 6 + ["Maputo, MZ"]}
    pl.DataFrame(places).write_parquet(out / "contacts.parquet")
    given = json.loads(told or "{}")
    refused, inputs = given.pop("refused", []), given.pop("inputs", [])
    (out / "leads.jsonl").write_text(json.dumps(material.lead(**given)) + "\n")
    pl.DataFrame(refused, schema=["input", "row", "reason"], orient="row").write_csv(out / "refused.csv")
    counts = {"in": 7 + len(refused), "out": 7, "refused": len(refused)}
    (out / "run.json").write_text(json.dumps({"counts": counts, "inputs": inputs}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
