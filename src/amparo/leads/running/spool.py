"""The one place where material lies in the clear, while a run lasts and no longer.

A folder of mode 0700 that is named after the run, so that a run that was interrupted finds its finished
batches again. What is not of a live run is removed, at every look.
"""

import os
import shutil
import signal
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amparo.kernel.streams import opened
from amparo.leads.collections.files import KeptFile


def root() -> Path:
    """Where all runs work."""
    path = Path(settings.AMPARO_SPOOL)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class Spool:
    """The folder of one run."""

    def __init__(self, run: UUID) -> None:
        self.path = root() / str(run)
        self.out = self.path / "out"
        self.log = self.path / "log"
        self._pid = self.path / "pid"

    def fill(self, files: Iterable[KeptFile]) -> list[Path]:
        """The material in the clear, ready to be read; once more if an interruption left half of it.

        Of a file's name only its ending is kept. Raises SealBroken, FileNotFoundError.
        """
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.end_orphan()
        return [self._unseal(file, place) for place, file in enumerate(files, 1)]

    def _unseal(self, file: KeptFile, place: int) -> Path:
        ending = "".join(Path(file.name).suffixes[-2:])
        material = self.path / f"file-{place}{ending if ending.replace('.', '').isalnum() else ''}"
        if not material.exists():
            half = self.path / "half"
            with file.path.open("rb") as sealed, _private(half) as sink:
                for chunk in opened(sealed, file.key, file.context):
                    sink.write(chunk)
            half.rename(material)
        return material

    def note(self, pid: int) -> None:
        """The process that works here."""
        self._pid.write_text(str(pid))

    def end_orphan(self) -> None:
        """A process that outlived its worker would go on writing beside the new one."""
        try:
            pid = int(self._pid.read_text())
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return
        if str(self.path).encode() in line:
            os.kill(pid, signal.SIGKILL)
        self._pid.unlink(missing_ok=True)

    def remove(self) -> None:
        """Nothing of it stays."""
        shutil.rmtree(self.path, ignore_errors=True)


def _private(path: Path):  # type: ignore[no-untyped-def]
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def sweep(live: Iterable[UUID]) -> None:
    """Remove what belongs to no live run."""
    keep = {str(run) for run in live}
    for path in root().iterdir():
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
