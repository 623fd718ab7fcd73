"""`amparo-detect`: the command. Heavy libraries are imported within commands, once threads are set."""

import inspect
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast, get_type_hints

import typer

from amparo_detect import compiled, usage
from amparo_detect.errors import LANGUAGES, DetectError, Language, NotFound, OptionError, ResultError, Stopped
from amparo_detect.leads import Lead

if TYPE_CHECKING:
    from amparo_detect.run.progress import Progress

app = typer.Typer(
    name="amparo-detect",
    help="From a pile of posts to a few explained leads.\n\n"
    "Exit codes: 0 done; 1 the input cannot be used; 2 an option is wrong; 3 the output cannot be written; "
    "130 stopped.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
templates = typer.Typer(help="The scripts that were found.", no_args_is_help=True)
app.add_typer(templates, name="templates")

T = TypeVar("T")
Lang = Annotated[str | None, typer.Option("--lang", help="pt or en; without it, as LANG says.")]
Result = Annotated[
    Path, typer.Argument(help="Folder that `run --out` wrote.", metavar="DIR", show_default=False)
]


def taking(options: type[T]) -> Callable[[Callable[[T], None]], Callable[..., None]]:
    """Make a command of a function that takes its options as one dataclass; typer reads a signature."""

    def decorate(command: Callable[[T], None]) -> Callable[..., None]:
        def called(**given: Any) -> None:
            command(options(**given))

        hints = get_type_hints(options, include_extras=True)
        parameters = [
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if each.default is MISSING else each.default,
                annotation=hints[each.name],
            )
            for each in fields(options)  # type: ignore[arg-type]
        ]
        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = hints
        called.__name__, called.__doc__ = command.__name__, command.__doc__
        return called

    return decorate


@dataclass(frozen=True)
class Run:
    """What `run` may be given."""

    inputs: Annotated[
        list[Path], typer.Argument(help="Files or folders.", metavar="INPUT", show_default=False)
    ]
    out: Annotated[Path, typer.Option("--out", help="Folder for the result.", show_default=False)]
    id: Annotated[str | None, typer.Option("--id", help="Column of the post's id.")] = None
    text: Annotated[str | None, typer.Option("--text", help="Column of the text.")] = None
    time: Annotated[str | None, typer.Option("--time", help="Column of the time.")] = None
    source: Annotated[str | None, typer.Option("--source", help="Column of the account or page.")] = None
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv, jsonl, parquet, warc, wacz, whatsapp, telegram, telegram-html; else found out.",
        ),
    ] = None
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Such as cp1256; else UTF-8, UTF-16 and CP1252 are told.")
    ] = None
    country: Annotated[
        str, typer.Option("--country", help="Where local phone numbers are from: ISO 3166 alpha-2.")
    ] = "MZ"
    engine: Annotated[str, typer.Option("--engine", help="local or spark.")] = "local"
    threads: Annotated[int, typer.Option("--threads", min=0, help="0: as many as there are cores.")] = 0
    memory: Annotated[str | None, typer.Option("--memory", help="Such as 2G; said when more is needed.")] = (
        None
    )
    previous: Annotated[
        Path | None, typer.Option("--previous", help="An earlier result to which INPUT is added.")
    ] = None
    state: Annotated[
        bool,
        typer.Option(
            "--state/--no-state",
            help="Keep what --previous needs, texts among it; without it no day is added.",
        ),
    ] = True
    seed: Annotated[int, typer.Option("--seed", help="Kept in run.json; nothing here is left to chance.")] = 0
    weights: Annotated[
        Path | None,
        typer.Option("--weights", help="JSON of red flag → weight; those not named keep the catalogue's."),
    ] = None
    lang: Lang = None


@app.command()
@taking(Run)
def run(given: Run) -> None:
    """Find contacts, templates, networks and leads in posts."""
    language = _speak(given.lang)
    _set_threads(given.threads)
    from amparo_detect.flags.catalogue import use_weights
    from amparo_detect.readers.columns import Asked
    from amparo_detect.report.wording import word
    from amparo_detect.run.conduct import execute, told_briefly
    from amparo_detect.run.job import Options
    from amparo_detect.run.progress import Progress

    if given.engine not in ENGINES:
        raise OptionError(option="--engine", why_en="local or spark.", why_pt="local ou spark.")
    if len(given.country) != 2 or not given.country.isalpha():
        why = ("two letters, such as MZ.", "duas letras, como MZ.")
        raise OptionError(option="--country", why_en=why[0], why_pt=why[1])
    options = Options(
        out=given.out,
        asked=Asked(given.id, given.text, given.time, given.source, given.encoding, given.format),
        country=given.country.upper(),
        seed=given.seed,
        language=language,
        previous=given.previous,
        state=given.state,
        threads=given.threads or _cores(),
        memory=None if given.memory is None else bytes_of(given.memory),
        weights=None if given.weights is None else weights_in(given.weights),
    )
    progress = Progress.on_stderr(language)
    _compile(progress)
    if options.weights is not None:
        use_weights(options.weights)
    engine = import_module(f"amparo_detect.engines.{given.engine}").engine()
    try:
        account = execute(given.inputs, options, engine, progress=progress)
    except KeyboardInterrupt:
        raise Stopped from None
    typer.echo(told_briefly(account, language))
    typer.echo(word("where_report", language, file=given.out / "report.html"))
    if account["counts"]["refused"]:
        typer.echo(word("where_refused", language, file=given.out / "refused.csv"))


ENGINES = ("local", "spark")
COMPILING = (
    "Compiling for this machine, once for each version: a few minutes.",
    "A compilar para esta máquina, uma vez por versão: alguns minutos.",
)


def _compile(progress: "Progress") -> None:
    """Before threads start: two of them that first need the same function are too many for numba."""
    if not compiled.is_whole():
        from amparo_detect.engines.ahead import compile_ahead

        progress.say(*COMPILING)
        compile_ahead()
        compiled.mark_whole()


@app.command("compile")
def compile_all(lang: Lang = None) -> None:
    """Compile everything for this machine now, instead of when a run first needs it."""
    from amparo_detect.run.progress import Progress

    language = _speak(lang)
    _compile(Progress.on_stderr(language))
    told = {"en": "Compiled in", "pt": "Compilado em"}
    typer.echo(f"{told[language]} {os.environ[compiled.SETTING]}")


@app.command()
def link(
    lists: Annotated[
        list[Path], typer.Argument(help="One list, or two.", metavar="LIST", show_default=False)
    ],
    id: Annotated[str, typer.Option("--id", help="Column that names the rows.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="Folder for the result.", show_default=False)],
    threads: Annotated[int, typer.Option("--threads", min=0, help="0: as many as there are cores.")] = 0,
    memory: Annotated[str, typer.Option("--memory", help="Bound on memory, such as 2G; spills.")] = "2G",
    lang: Lang = None,
) -> None:
    """Find the same person or organisation within one list, or across two."""
    language = _speak(lang)
    if len(lists) > 2:
        raise OptionError(option="LIST", why_en="one list or two.", why_pt="uma lista ou duas.")
    bound = f"{bytes_of(memory) // 2**20}MiB"
    _set_threads(threads)
    from amparo_detect.records.linking import Effort, link
    from amparo_detect.report.wording import word
    from amparo_detect.run.progress import Progress

    progress = Progress.on_stderr(language)
    effort = Effort(threads=threads or _cores(), memory=bound, progress=progress.step)
    found = link(lists[0], lists[1] if len(lists) > 1 else None, id=id, out=out, effort=effort)
    progress.close()
    pairs, same, least = found.compared, found.same, f"{100 * min(found.threshold, 0.9999):.2f} %"
    told = {
        "en": f"{pairs} pairs compared, {same} taken for the same (probability from {least}).",
        "pt": f"{pairs} pares comparados, {same} tidos por iguais"
        f" (probabilidade a partir de {least.replace('.', ',')}).",
    }
    typer.echo(told[language])
    typer.echo(word("where_links", language, file=out / f"links.{language}.html"))


@app.command()
def explain(
    result: Result,
    network: Annotated[
        int | None,
        typer.Argument(
            help="Number of a network, lead or not; or --template or --post.",
            metavar="NETWORK",
            show_default=False,
        ),
    ] = None,
    template: Annotated[
        int | None, typer.Option("--template", help="The network of this template.", show_default=False)
    ] = None,
    post: Annotated[
        str | None, typer.Option("--post", help="The post with this id, and its network.", show_default=False)
    ] = None,
    lang: Lang = None,
) -> None:
    """Say what ties a network and why it is a lead or is none: every reason, and what speaks against."""
    language = _speak(lang)
    if [network, template, post].count(None) != 2:
        why = ("one of a network, --template and --post.", "uma só coisa: rede, --template ou --post.")
        raise OptionError(option="NETWORK", why_en=why[0], why_pt=why[1])
    _set_threads(0)
    from amparo_detect.engines.explaining import Result as Held
    from amparo_detect.engines.explaining import case_of, scripts_of
    from amparo_detect.report.case import said, told
    from amparo_detect.run.reading import reading

    held = Held(result)
    parts: list[str] = []
    if post is not None:
        row = held.row(post)
        parts.append(said(post, held.template_of(row), held.carries(row), language))
        rows = held.beside(row)
    elif template is not None:
        rows = held.beside(held.rows("template", template)[0])
    else:
        rows = held.rows("network", cast(int, network))
    case = case_of(held, rows)
    written = next((each for each in _lines(result, "leads.jsonl") if each["network"] == case.network), None)
    if written is not None:
        case = case._replace(lead=cast(Lead, written))
    parts.append(told(case, language, written=written is not None))
    parts += [reading(each, language) for each in scripts_of(case.lead)]
    typer.echo("\n\n".join(parts))


@templates.command("show")
def show(
    result: Result,
    template: Annotated[
        int | None, typer.Argument(help="One template; without it, all, biggest first.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="How many.")] = 20,
    lang: Lang = None,
) -> None:
    """Show templates as a person would read them: fixed words, and slots with their values."""
    language = _speak(lang)
    from amparo_detect.run.reading import reading

    found = [each for each in _lines(result, "templates.jsonl") if template in {None, each["template"]}]
    if not found:
        raise NotFound(folder=result, what="template" if language == "en" else "modelo de texto")
    for each in sorted(found, key=lambda each: (-each["posts"], each["template"]))[:limit]:
        typer.echo(reading(each, language))


def spoken(asked: str | None) -> Language:
    """The language to speak: as asked, else by LC_ALL, LC_MESSAGES or LANG; English if neither."""
    named = asked or next(
        (os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), "en"
    )
    for language in LANGUAGES:
        if named.lower().startswith(language):
            return language
    if asked:
        raise OptionError(option="--lang", why_en="pt or en.", why_pt="pt ou en.")
    return "en"


def bytes_of(written: str) -> int:
    """Bytes of a size as people write it: 2G, 1500M, 800000K. Raises OptionError."""
    units = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
    number, unit = written.upper().removesuffix("B").removesuffix("I"), 1
    if number[-1:] in units:
        number, unit = number[:-1], units[number[-1]]
    try:
        size = int(float(number) * unit)
    except (ValueError, OverflowError):
        size = 0
    if size < 2**28:
        why = ("a size of at least 256M, such as 2G.", "um tamanho de pelo menos 256M, como 2G.")
        raise OptionError(option="--memory", why_en=why[0], why_pt=why[1])
    return size


def weights_in(path: Path) -> dict[str, float]:
    """The weights of a file, each 0 to 100, for flags of the catalogue. Raises OptionError."""
    from amparo_detect.flags.catalogue import catalogue

    known = catalogue()
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        weights = {str(code): float(weight) for code, weight in given.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        why = ("a file with a JSON object of red flag and weight.", "um ficheiro JSON de sinal e peso.")
        raise OptionError(option="--weights", why_en=why[0], why_pt=why[1]) from error
    for code, weight in weights.items():
        if code not in {**known.flags, **known.lowerings} or not 0 <= weight <= 100:
            why = (
                f"{code} is no red flag, or its weight is not 0 to 100.",
                f"{code} não é sinal, ou o peso não é de 0 a 100.",
            )
            raise OptionError(option="--weights", why_en=why[0], why_pt=why[1])
    return weights


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _set_threads(asked: int) -> None:
    """For Polars and Numba, which read these once, when they are first imported."""
    for name in ("POLARS_MAX_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, str(asked or _cores()))


def _lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    try:
        with (folder / name).open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise ResultError(folder=folder, missing=name) from error


_speaking: Language = "en"


def _speak(asked: str | None) -> Language:
    """The language of this command, also for what goes wrong later in it."""
    global _speaking
    _speaking = spoken(asked)
    return _speaking


def _asked(arguments: Sequence[str]) -> str | None:
    """The language that is asked for, before anything else is read: help and errors speak it too."""
    given = [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    given += [value for option, value in pairwise(arguments) if option == "--lang"]
    return next((value for value in given if value.lower().startswith(LANGUAGES)), None)


def main() -> None:
    """Entry point: a refusal is one sentence on stderr and its exit code, never a traceback."""
    signal.signal(signal.SIGTERM, _leave)  # so that what is half written is cleaned up
    language = _speak(_asked(sys.argv[1:]))
    command = typer.main.get_command(app)
    usage.speak(command, language)
    try:
        sys.exit(command(standalone_mode=False))
    except typer.TyperException as wrong:
        sys.stderr.write(usage.told(wrong, language))
        sys.exit(wrong.exit_code)
    except DetectError as refusal:
        sys.stderr.write(refusal.told(_speaking) + "\n")
        sys.exit(refusal.exit_code)


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
