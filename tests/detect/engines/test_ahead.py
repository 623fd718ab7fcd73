"""Compiling ahead meets every inner loop that a run calls from Python."""

import subprocess
import sys

MISSED = """
import sys
from numba.core.caching import NullCache
from numba.core.dispatcher import Dispatcher
from amparo_detect.engines.ahead import compile_ahead

compile_ahead()
parts = tuple("amparo_detect." + part for part in ("contacts", "text", "flags", "engines", "templates"))
kept = [
    loop
    for name, module in list(sys.modules.items())
    if name.startswith(parts)
    for loop in vars(module).values()
    if isinstance(loop, Dispatcher) and loop.py_func.__module__ == name
    if not isinstance(loop._cache, NullCache)
]
assert len(kept) > 10, kept
print(*(loop.py_func.__qualname__ for loop in kept if not loop.signatures))
"""


def test_every_loop_is_met() -> None:
    done = subprocess.run([sys.executable, "-c", MISSED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
