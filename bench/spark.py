"""The two engines on the same posts: the same files byte for byte, and how long each takes.

    python bench/spark.py [--posts 100000] [--input posts.parquet] [--threads 2] [--keep DIR]

Spark runs as `local[threads]`, or on the cluster that PYSPARK_SUBMIT_ARGS names. Run it twice after a change:
the first run compiles.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import watching

HERE = Path(__file__).parent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--posts", type=int, default=100_000)
    options.add_argument("--input", type=Path, help="posts of your own, with columns id, text, time, source")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--keep", type=Path, help="folder for the offers and the results")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        posts = chosen.input or _offers(folder, chosen.posts)
        outputs = {engine: _run(engine, posts, folder, chosen.threads) for engine in ("local", "spark")}
    names = sorted(outputs["local"])
    differ = [name for name in names if outputs["local"][name] != outputs["spark"].get(name)]
    print(f"identical: {'no: ' + ', '.join(differ) if differ else 'yes: ' + ', '.join(names)}")
    sys.exit(bool(differ))


def _offers(folder: Path, posts: int) -> Path:
    make = [sys.executable, str(HERE / "offers" / "make.py"), "--grammar", "held", "--seed", "101"]
    subprocess.run([*make, "--posts", str(posts), "--out", str(folder)], check=True, stdout=subprocess.PIPE)
    return folder / "posts.parquet"


def _run(engine: str, posts: Path, folder: Path, threads: int) -> dict[str, str]:
    """The digest of each file that the engine writes."""
    out = folder / engine
    command = [str(Path(sys.executable).with_name("amparo-detect")), "run", str(posts), "--out", str(out)]
    cost = watching.run([*command, "--engine", engine, "--threads", str(threads)], folder / f"{engine}.log")
    account = json.loads((out / "run.json").read_text())
    steps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in account["seconds"].items())
    print(f"{engine}: {cost.wall:.1f} s, {cost.cpu:.1f} CPU-s, peak {cost.peak / 2**20:,.0f} MiB ({steps})")
    outputs: dict[str, str] = account["outputs"]
    return outputs


if __name__ == "__main__":
    main()
