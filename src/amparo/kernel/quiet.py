"""Logs that cannot leak: types and places, never texts.

An exception's text quotes the offending value (a database error, the whole row). Django names the path asked
for, in which people paste receipts. Procrastinate repeats a task's arguments, granian a whole traceback.
None of it is written.
"""

import copy
import logging
import re
import traceback
from types import TracebackType

_CALL = re.compile(r"(\w\[[^\]]*\])\(.*\)", re.DOTALL)  # task[12](argument='…')
_ABOUT_REQUESTS = ("django.request", "django.security", "django.server")


class QuietFormatter(logging.Formatter):
    """Formats exceptions as type and frames, requests as status and route, tasks without their arguments."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text; a text that another formatter left in it is not believed."""
        record = copy.copy(record)
        record.exc_text = record.stack_info = None
        if record.name.startswith(_ABOUT_REQUESTS):
            record.msg, record.args = _request(record), ()
        elif record.name.startswith("procrastinate"):
            record.msg, record.args = _CALL.sub(r"\1", record.getMessage()), ()
        elif record.name.startswith(("_granian", "granian")):
            record.msg, record.args = record.getMessage().partition("\n")[0], ()  # a traceback, texts and all
        return super().format(record)

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Frames and type of an exception and of those that it came from; no text of any."""
        parts = []
        error: BaseException | None = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
            kind = type(error)
            parts.append("\n".join([*places, f"{kind.__module__}.{kind.__qualname__}"]))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\ncaused by\n".join(parts)


def _request(record: logging.LogRecord) -> str:
    """What may be said of a refused or failed request: the status and the route's pattern, not the path."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return f"{getattr(record, 'status_code', 400)} at {match.route if match else 'no route'}"
