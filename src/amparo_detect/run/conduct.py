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
from amparo_detect.errors import Language
from amparo_detect.readers.inputs import Input, found
from amparo_detect.readers.rows import REASONS, Note
from amparo_detect.report.changed import in_lines
from amparo_detect.report.wording import number, word
from amparo_detect.run import work, write
from amparo_detect.run.job import Engine, Job, Options, Results
from amparo_detect.run.previous import Previous, opened
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
    versions = {"amparo_detect": __version__, "python": platform.python_version()}
    versions |= {name: version(name) for name in DECIDING}
    previous = None if options.previous is None else opened(options.previous, options, versions)
    stated = _stated(inputs, options, engine, previous) | {"versions": versions}
    fingerprint = hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()
    with work.opened(options.out, fingerprint) as (directory, resumed):
        job = Job(options, inputs, directory, progress, first=previous.posts if previous else 0)
        if resumed and (done := len(directory.pieces(work.BATCH))):
            progress.say(
                f"Going on from a stopped run: {done} batches are done.",
                f"A continuar uma execução interrompida: {done} lotes já estão feitos.",
            )
        results = engine.run(job) if previous is None else engine.add(job, previous)
        job.insist_on_posts()
        with job.timed("write"), work.telling_of_a_full_disk(options.out):
            files = write.prepared(job, results, previous)
        with work.telling_of_a_full_disk(options.out):
            account = _account(job, stated, results, files) | {"resumed": resumed}
            account["seconds"] |= {"whole": round(time.perf_counter() - began, 3)}
            write.publish(directory, options.out, files, account)
    progress.close()
    return account


def told_briefly(account: Mapping[str, Any], language: Language) -> str:
    """What run.json says, as a few lines for the terminal."""
    counts, seconds = account["counts"], account["seconds"]["whole"]
    facts = {name: number(counts[name], language) for name in ("in", "out", "refused", "leads")}
    lines = [word("read", language, seconds=number(seconds, language), **facts)]
    if "posts_before" in counts:
        facts = {"added": number(counts["out"], language), "before": number(counts["posts_before"], language)}
        lines += [
            word("posts_added", language, **facts),
            *(f"  {line}" for line in in_lines(counts, language)),
        ]
    for each in account["inputs"]:
        words = {REASONS[key][language == "pt"]: count for key, count in each["refused"].items()}
        lines += [f"  {each['name']}: {reason}: {count}" for reason, count in words.items()]
        if each["cut"]:
            cut = ("posts longer than the limit, cut", "mensagens maiores do que o limite, cortadas")
            lines.append(f"  {each['name']}: {cut[language == 'pt']}: {each['cut']}")
        lines += [f"  {each['name']}: {Note(**note).told(language)}" for note in each["notes"]]
    return "\n".join(lines)


def _stated(
    inputs: Sequence[Input], options: Options, engine: Engine, previous: Previous | None
) -> dict[str, Any]:
    """Everything but versions that decides the output: the same means the same bytes."""
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
            "previous": None if previous is None else _fingerprint(previous),
            "state": options.state,
        }
        | ({} if options.weights is None else {"weights": dict(sorted(options.weights.items()))}),
    }


def _fingerprint(previous: Previous) -> str:
    """Of the result that this run adds to."""
    return hashlib.sha256(json.dumps(previous.account["outputs"], sort_keys=True).encode()).hexdigest()


def _account(
    job: Job, stated: Mapping[str, Any], results: Results, files: Mapping[str, Path]
) -> dict[str, Any]:
    """What run.json holds, but for the time of the whole."""
    tally = job.tally
    known = {f"state/{name}": held.sha256 for name, held in results.state.items()}
    told = []
    for held, each in zip(stated["inputs"], tally.inputs, strict=True):
        numbers = {"in": each.seen, "out": each.kept, "refused": dict(sorted(each.reasons.items()))}
        more = {"cut": each.cut, "left_out": each.left_out, "decoded": dict(sorted(each.decoded.items()))}
        told.append({**held, **each.facts, **numbers, **more, "notes": [vars(note) for note in each.notes]})
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        **stated,
        "inputs": told,
        "counts": {"in": tally.seen, "out": tally.kept, "refused": tally.seen - tally.kept}
        | {"renamed_ids": tally.renamed, "leads": len(results.leads), **results.counts},
        "outputs": {name: known.get(name) or work.sha256(path) for name, path in sorted(files.items())},
        "bytes": {name: path.stat().st_size for name, path in sorted(files.items())},
        "state": results.about_state,
        "seconds": {step: round(seconds, 3) for step, seconds in job.timings.items()},
        "threads": job.options.threads,
        "memory": {"bound": job.options.memory, "peak": peak * 1024},
    }
