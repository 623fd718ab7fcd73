"""A whole run: fingerprints, the work directory, the engine, the files, run.json."""

import hashlib
import json
import platform
import resource
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from amparo_detect import __version__
from amparo_detect.errors import Language, NothingReadable, ResultError
from amparo_detect.readers.inputs import Input, found
from amparo_detect.readers.rows import REASONS
from amparo_detect.run import work, write
from amparo_detect.run.job import Engine, Job, Options
from amparo_detect.run.progress import Progress

# Packages whose version may change what is found.
DECIDING = (
    "numba",
    "numpy",
    "phonenumbers",
    "polars",
    "pyarrow",
    "rustworkx",
    "rapidfuzz",
    "ijson",
    "selectolax",
)


def execute(
    paths: Sequence[Path],
    options: Options,
    engine: Engine,
    *,
    progress: Progress | None = None,
) -> Mapping[str, Any]:
    """Run and publish. Returns what run.json holds.

    A run that was stopped goes on from its finished batches when inputs, options and versions are the same.
    Raises DetectError and its children; the files that were in `options.out` before are then as they were.
    """
    began = time.perf_counter()
    progress = progress or Progress()
    inputs = found(paths, options.asked.format)
    progress.step("hash")
    stated = _stated(inputs, options, engine)
    fingerprint = hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()
    with work.opened(options.out, fingerprint) as (directory, resumed):
        job = Job(options, inputs, directory, progress)
        if resumed and (done := len(directory.pieces(work.BATCH))):
            progress.say(
                f"Going on from a stopped run: {done} batches are done.",
                f"A continuar uma execução interrompida: {done} lotes já estão feitos.",
            )
        results = engine.run(job)
        if not job.tally.kept:
            raise NothingReadable(refused=job.tally.seen, reasons=told_reasons(job, options.language) or "0")
        with job.timed("write"), work.telling_of_a_full_disk(options.out):
            files = write.prepared(job, results)
        with work.telling_of_a_full_disk(options.out):
            account = _account(job, stated, results.counts, files) | {"resumed": resumed}
            account["seconds"] |= {"whole": round(time.perf_counter() - began, 3)}
            write.publish(directory, options.out, files, account)
    progress.close()
    return account


def told_reasons(job: Job, language: Language) -> str:
    """Refused rows by reason, in words: "no text 3, not valid JSON 1"."""
    words = ((REASONS[key][language == "pt"], count) for key, count in job.tally.reasons.items())
    return ", ".join(f"{reason} {count}" for reason, count in words)


def told_briefly(account: Mapping[str, Any], language: Language) -> str:
    """What run.json says, as a few lines for the terminal."""
    counts, seconds = account["counts"], account["seconds"]["whole"]
    told = (
        f"{counts['in']} rows read, {counts['out']} posts, {counts['refused']} refused: {seconds} s",
        f"{counts['in']} linhas lidas, {counts['out']} mensagens, {counts['refused']} recusadas: {seconds} s",
    )
    lines = [told[language == "pt"]]
    for each in account["inputs"]:
        words = {REASONS[key][language == "pt"]: count for key, count in each["refused"].items()}
        lines += [f"  {each['name']}: {reason}: {count}" for reason, count in words.items()]
        if each["cut"]:
            cut = ("posts longer than the limit, cut", "mensagens maiores do que o limite, cortadas")
            lines.append(f"  {each['name']}: {cut[language == 'pt']}: {each['cut']}")
        lines += [f"  {each['name']}: {note}" for note in each["notes"]]
    return "\n".join(lines)


def _stated(inputs: Sequence[Input], options: Options, engine: Engine) -> dict[str, Any]:
    """Everything that decides the output: the same means the same bytes."""
    seen: dict[Path, str] = {}
    for each in inputs:
        if each.path not in seen:
            seen[each.path] = each.fingerprint()
    return {
        "inputs": [
            {
                "name": each.name,
                "format": each.format,
                "sha256": seen[each.path],
                "bytes": each.path.stat().st_size,
            }
            for each in inputs
        ],
        "options": {
            "asked": {key: value for key, value in vars(options.asked).items() if value is not None},
            "limits": vars(options.limits),
            "country": options.country,
            "seed": options.seed,
            "language": options.language,
            "engine": engine.name,
            "previous": _previous(options.previous),
        }
        | ({} if options.weights is None else {"weights": dict(sorted(options.weights.items()))}),
        "versions": {"amparo_detect": __version__, "python": platform.python_version()}
        | {name: version(name) for name in DECIDING},
    }


def _previous(folder: Path | None) -> str | None:
    """Fingerprint of the result that this run adds to."""
    if folder is None:
        return None
    try:
        held = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return hashlib.sha256(json.dumps(held["outputs"], sort_keys=True).encode()).hexdigest()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResultError(folder=folder, missing="run.json") from error


def _account(
    job: Job, stated: Mapping[str, Any], counts: Mapping[str, int], files: Mapping[str, Path]
) -> dict[str, Any]:
    """What run.json holds, but for the time of the whole."""
    tally = job.tally
    told = []
    for held, each in zip(stated["inputs"], tally.inputs, strict=True):
        numbers = {"in": each.seen, "out": each.kept, "refused": dict(sorted(each.reasons.items()))}
        more = {"cut": each.cut, "left_out": each.left_out, "decoded": dict(sorted(each.decoded.items()))}
        told.append({**held, **each.facts, **numbers, **more, "notes": each.notes})
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        **stated,
        "inputs": told,
        "counts": {"in": tally.seen, "out": tally.kept, "refused": tally.seen - tally.kept}
        | {"renamed_ids": tally.renamed, **counts},
        "outputs": {name: write.sha256(path) for name, path in sorted(files.items())},
        "seconds": {step: round(seconds, 3) for step, seconds in job.timings.items()},
        "threads": job.options.threads,
        "memory": {"bound": job.options.memory, "peak": peak * 1024},
    }
