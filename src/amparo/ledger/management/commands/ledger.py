"""`ledger`: check, sign, prove and export the append-only log."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amparo.kernel.errors import AmparoError
from amparo.ledger import actions, checkpoint, offline, proofs, signing, verify
from amparo.ledger.checkpoint import Key, Unreadable
from amparo.ledger.models import Head


class Command(BaseCommand):
    """Exit status 0: it holds; 1: it does not, or it could not be done."""

    help = "Check, sign, prove and export the ledger. `verify --file` and `verify --proof` need no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser(
            "verify", help="recompute everything and say which entry is the first bad one"
        )
        what = check.add_mutually_exclusive_group()
        what.add_argument("--file", type=Path, help="check an export instead of the database")
        what.add_argument("--proof", type=Path, help="check one proof (as `prove` prints it)")
        check.add_argument(
            "--head", type=Path, action="append", default=[], help="signed heads kept elsewhere"
        )
        check.add_argument("--key", action="append", default=[], help="a public key to trust (see `key`)")
        head = verbs.add_parser("head", help="print the newest signed head: keep it outside this database")
        head.add_argument("--sign", action="store_true", help="sign the ledger as it is now first")
        prove = verbs.add_parser("prove", help="print a proof that an entry is in the ledger")
        prove.add_argument("index", type=int)
        grown = verbs.add_parser(
            "prove-growth", help="print a proof that nothing before an earlier head changed"
        )
        grown.add_argument("size", type=int, help="how many entries the earlier head covers")
        export = verbs.add_parser("export", help="write entries, heads and public key as JSON lines")
        export.add_argument("file", type=Path)
        verbs.add_parser("key", help="print the public key: publish it")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = getattr(self, "_" + options["verb"].replace("-", "_"))
        try:
            verb(options)
        except AmparoError as error:
            raise CommandError(str(error)) from None
        except (Unreadable, UnicodeDecodeError) as error:
            raise CommandError(str(error) if isinstance(error, Unreadable) else "this is not text") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None

    def _verify(self, options: dict[str, Any]) -> None:
        keys = [checkpoint.read_key(text) for text in options["key"]]
        heads = [note for path in options["head"] for note in checkpoint.split(path.read_text("utf-8"))]
        if options["proof"]:
            self._verify_proof(options["proof"], keys)
            return
        if options["file"]:
            report = offline.verify_file(options["file"], keys=keys, heads=heads)
        else:
            report = verify.verify_all(known_heads=heads, known_keys=keys)
        self.stdout.write(f"{report.size} entries, root {report.root}")
        self.stdout.write(f"{report.heads} signed heads hold, the largest over {report.signed_size} entries")
        if options["file"] and not keys:
            self.stdout.write("No --key was given: the file agrees with itself; who wrote it is not checked.")
        for finding in report.findings:
            self.stderr.write(finding.problem)
        if not report.ok:
            at = "" if report.first_bad is None else f" First affected entry: {report.first_bad}."
            raise CommandError(f"The ledger does NOT hold.{at}")
        self.stdout.write(self.style.SUCCESS("The ledger holds."))

    def _verify_proof(self, path: Path, keys: list[Key]) -> None:
        try:
            proof = json.loads(path.read_text("utf-8"))
        except json.JSONDecodeError:
            raise CommandError("this is not a proof that can be read") from None
        if problems := offline.verify_proof(proof, key=keys[0] if keys else None):
            raise CommandError("The proof does NOT hold: " + "; ".join(problems))
        if not keys:
            self.stdout.write(
                "No --key was given: the proof agrees with itself; who wrote it is not checked."
            )
        self.stdout.write(self.style.SUCCESS("The proof holds."))

    def _head(self, options: dict[str, Any]) -> None:
        if options["sign"]:
            actions.sign_head()
        newest = Head.objects.order_by("-size").first()
        if newest is None:
            raise CommandError("No head was signed yet: the worker signs every five minutes, or use --sign.")
        self.stdout.write(newest.note, ending="")

    def _prove(self, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(proofs.prove_entry(options["index"]), ensure_ascii=False, indent=1))

    def _prove_growth(self, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(proofs.prove_growth(options["size"]), ensure_ascii=False, indent=1))

    def _export(self, options: dict[str, Any]) -> None:
        count = proofs.export(options["file"])
        self.stdout.write(f"{count} entries written.")

    def _key(self, options: dict[str, Any]) -> None:
        self.stdout.write(str(signing.public_key()))
