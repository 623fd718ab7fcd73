"""Logs that cannot leak: an exception is logged by its type and place, never by its text."""

import logging
import traceback
from types import TracebackType


class QuietFormatter(logging.Formatter):
    """Formats exceptions as type and frames only: database errors, for one, quote the offending value."""

    def formatException(  # noqa: N802 - the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _error, trace = ei
        if kind is None:
            return ""
        frames = traceback.extract_tb(trace)
        places = "\n".join(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        return f"{places}\n{kind.__module__}.{kind.__qualname__}"
