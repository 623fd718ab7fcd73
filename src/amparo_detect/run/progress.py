"""How far a run is, on stderr: one line rewritten on a terminal, plain lines now and then elsewhere."""

import sys
import time
from typing import TextIO

from amparo_detect.errors import Language

STEPS: dict[str, tuple[str, str]] = {
    "hash": ("taking the fingerprints of the inputs", "a calcular as impressões dos ficheiros"),
    "batches": ("going through the posts", "a percorrer as mensagens"),
    "read": ("reading", "a ler"),
    "fold": ("reading and normalising", "a ler e a normalizar"),
    "language": ("telling languages apart", "a reconhecer as línguas"),
    "contacts": ("finding contacts", "a procurar contactos"),
    "previous": ("reading the previous result", "a ler o resultado anterior"),
    "templates": ("finding templates", "a procurar modelos de texto"),
    "networks": ("joining networks", "a juntar redes"),
    "leads": ("weighing the signs", "a pesar os sinais"),
    "state": ("keeping what later days need", "a guardar o que os próximos dias precisam"),
    "write": ("writing", "a escrever"),
    "candidates": ("looking for pairs", "a procurar pares"),  # of `link`, from here on
    "weights": ("learning what tells people apart", "a calcular o que distingue as pessoas"),
    "decisions": ("deciding", "a decidir"),
}
QUIET_SECONDS = 5.0
TERMINAL_SECONDS = 0.2


class Progress:
    """Counts posts within a step. `stream=None` says nothing at all."""

    def __init__(self, stream: TextIO | None = None, *, language: Language = "en") -> None:
        self._stream = stream
        self._language = language
        self._terminal = stream is not None and stream.isatty()
        self._step = ""
        self._done = 0
        self._began = self._told = time.monotonic()

    @classmethod
    def on_stderr(cls, language: Language) -> "Progress":
        """Progress for a person at the command line."""
        return cls(sys.stderr, language=language)

    def step(self, name: str) -> None:
        """Another step begins; a name that is not in STEPS is shown as it is."""
        if name == self._step:
            return
        self._finish_line()
        self._step, self._done = name, 0
        self._tell()

    def advance(self, posts: int) -> None:
        """So many posts more are through the step."""
        self._done += posts
        if time.monotonic() - self._told >= (TERMINAL_SECONDS if self._terminal else QUIET_SECONDS):
            self._tell()

    def close(self) -> None:
        """The run is over."""
        self._finish_line()
        self._step = ""

    def say(self, english: str, portuguese: str) -> None:
        """A line that stays."""
        self._finish_line()
        if self._stream is not None:
            self._stream.write((portuguese if self._language == "pt" else english) + "\n")
            self._stream.flush()

    def _finish_line(self) -> None:
        if self._terminal and self._step and self._stream is not None:
            self._stream.write("\n")

    def _tell(self) -> None:
        if self._stream is None:
            return
        self._told = time.monotonic()
        words = STEPS.get(self._step, (self._step, self._step))[self._language == "pt"]
        count = f" · {self._done:,}".replace(",", " ") if self._done else ""
        line = f"[{self._told - self._began:6.1f} s] {words}{count}"
        self._stream.write(f"\r\x1b[K{line}" if self._terminal else line + "\n")
        self._stream.flush()
