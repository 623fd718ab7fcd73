"""How far the library is, read from the lines that it writes: `[  12.3 s] finding contacts · 41 000`."""

import re
from pathlib import Path

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.leads.models import Run, RunState

_LINE = re.compile(r"^\[ *[\d.]+ s\] (?P<words>[^·]+?)(?: · (?P<done>[\d ]+))?$")
_TAIL = 4_096  # bytes

# What the library calls its steps (amparo_detect.run.progress.STEPS, in English), and our code of each.
_STEPS = {
    "taking the fingerprints of the inputs": "hash",
    "going through the posts": "read",
    "reading": "read",
    "reading and normalising": "fold",
    "telling languages apart": "language",
    "finding contacts": "contacts",
    "finding templates": "templates",
    "joining networks": "networks",
    "weighing the signs": "flags",
    "writing": "write",
}
WORDS = {
    "": _("waits"),
    "unseal": _("opening the sealed material"),
    "hash": _("taking its fingerprint"),
    "read": _("reading"),
    "fold": _("reading"),
    "language": _("telling languages apart"),
    "contacts": _("finding contacts"),
    "templates": _("finding scripts that were copied"),
    "networks": _("joining what belongs together"),
    "flags": _("weighing the signs"),
    "write": _("writing the result"),
    "keep": _("sealing what was found"),
}


def latest(log: Path) -> tuple[str, int]:
    """The code of the last step that was told, and how many posts are through it; at first ("", 0)."""
    with log.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL))
        lines = file.read().decode("utf-8", "replace").splitlines()
    for line in reversed(lines):
        if (match := _LINE.match(line)) and match["words"] in _STEPS:
            return _STEPS[match["words"]], int((match["done"] or "0").replace(" ", ""))
    return "", 0


def hangs(run: Run) -> str:
    """Why nothing seems to move, for whoever looks at a run; '' when it goes along or is over."""
    if run.state == RunState.WAITING and Run.objects.filter(state=RunState.RUNNING).exists():
        return gettext("Another run goes first: one is done at a time.")
    if not run.silent:
        return ""
    if run.state == RunState.WAITING:
        return gettext(
            "No worker has taken it up yet. If it stays so, tell your administrator. After a day it is given"
            " up; nothing is lost then, and it can be started again."
        )
    return gettext(
        "Nothing was heard of the worker since %(moment)s. As soon as one is there again, the run goes on by"
        " itself; nothing is lost."
    ) % {"moment": date_format(localtime(run.beat_at), "SHORT_DATETIME_FORMAT")}
