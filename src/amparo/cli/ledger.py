"""`amparo ledger`: check the record that cannot be rewritten, and take proofs of it elsewhere."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amparo.cli.preparation import prepare
from amparo.kernel.errors import AmparoError

if TYPE_CHECKING:
    from amparo.ledger.checkpoint import Key
    from amparo.ledger.offline import Report

app = typer.Typer(help="Check the ledger, and take proofs of it elsewhere.", no_args_is_help=True)

Heads = Annotated[
    list[Path] | None, typer.Option("--head", help="A signed head kept elsewhere; may be repeated.")
]
Keys = Annotated[
    list[str] | None, typer.Option("--key", help="A public key of this ledger; may be repeated.")
]


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="An export to check instead; needs no database.")
    ] = None,
    heads: Heads = None,
    keys: Keys = None,
) -> None:
    """Recompute every entry and hold every signed head against it. Exit code 1 when anything is wrong."""
    from amparo.ledger import checkpoint

    notes = [note for path in heads or () for note in checkpoint.split(_read(path))]
    if file is not None:
        from amparo.ledger import offline
        from amparo.ledger.checkpoint import Unreadable

        try:
            report = offline.verify_file(file, keys=_keys(keys), heads=notes)
        except (Unreadable, UnicodeDecodeError):
            raise AmparoError(f"{file} is not an exported ledger.") from None
        except OSError as error:
            raise AmparoError(f"{file} cannot be read ({error.strerror}).") from None
    else:
        prepare()
        from amparo.ledger.verify import verify_all

        report = verify_all(known_heads=notes, known_keys=_keys(keys))
    _tell(report)
    if file is not None and not keys:
        typer.echo("No --key was given: the file agrees with itself, but who wrote it is not checked.")


def _tell(report: "Report") -> None:
    typer.echo(f"{report.size} entries, root {report.root}")
    typer.echo(f"{report.heads} signed heads hold; they cover {report.signed_size} entries")
    for finding in report.findings:
        place = "" if finding.index is None else f"from entry {finding.index}: "
        typer.echo(f"WRONG: {place}{finding.problem}", err=True)
    if not report.ok:
        raise typer.Exit(1)
    typer.echo("Nothing was altered, removed or put in between.")


@app.command()
def head(
    sign: Annotated[bool, typer.Option("--sign", help="Sign the tree as it is now, first.")] = False,
) -> None:
    """Print the newest signed head: keep it outside this machine, and `verify --head` finds any rewriting."""
    prepare()
    from amparo.ledger.actions import sign_head
    from amparo.ledger.models import Head
    from amparo.ledger.proofs import NotSignedYet

    if sign:
        sign_head()
    newest = Head.objects.order_by("-size").first()
    if newest is None:
        raise NotSignedYet
    typer.echo(newest.note, nl=not newest.note.endswith("\n"))


@app.command()
def key() -> None:
    """Print the ledger's public key: publish it where the database's owner cannot change it."""
    prepare()
    from amparo.ledger.signing import public_key

    typer.echo(str(public_key()))


@app.command()
def prove(
    index: Annotated[
        int, typer.Argument(min=0, help="Number of the entry; with --growth, size of the older head.")
    ],
    growth: Annotated[
        bool, typer.Option(help="Prove that the newest head only added to an older one.")
    ] = False,
) -> None:
    """Print a proof (JSON) that an entry stands in the ledger; `check-proof` holds it against a key."""
    prepare()
    from amparo.ledger.proofs import prove_entry, prove_growth

    typer.echo(
        json.dumps(prove_growth(index) if growth else prove_entry(index), ensure_ascii=False, indent=2)
    )


@app.command()
def check_proof(
    file: Annotated[Path, typer.Argument(help="A proof, as `prove` prints it.")], keys: Keys = None
) -> None:
    """Check a proof with no database and no network. Exit code 1 when it does not hold."""
    from amparo.ledger import offline

    try:
        proof = json.loads(_read(file))
    except ValueError:
        raise AmparoError(f"{file} is not a proof.") from None
    trusted = _keys(keys)
    problems = [offline.verify_proof(proof, key=key) for key in trusted] or [offline.verify_proof(proof)]
    if all(problems):
        for problem in problems[0]:
            typer.echo(f"WRONG: {problem}", err=True)
        raise typer.Exit(1)
    if not trusted:
        typer.echo("No --key was given: the proof agrees with itself, but who made it is not checked.")
    typer.echo("The proof holds.")


@app.command()
def export(file: Annotated[Path, typer.Argument(help="Where to write it, as JSON lines.")]) -> None:
    """Write the whole ledger with its heads and key; it holds pseudonyms and codes, no personal data."""
    prepare()
    from amparo.ledger import proofs

    try:
        count = proofs.export(file)
    except OSError as error:
        raise AmparoError(f"{file} cannot be written ({error.strerror}).") from None
    typer.echo(f"{count} entries written to {file}")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise AmparoError(f"{path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise AmparoError(f"{path} is not text in UTF-8.") from None


def _keys(texts: list[str] | None) -> "list[Key]":
    from amparo.ledger.checkpoint import Unreadable, read_key

    try:
        return [read_key(text) for text in texts or ()]
    except Unreadable:
        raise AmparoError("A --key must look as `amparo ledger key` prints it.") from None
