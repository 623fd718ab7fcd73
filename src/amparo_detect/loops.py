"""How inner loops are compiled: `outer` for Python to call, and kept on disk; `inner` for compiled code only.

What Python never calls needs no wrapper to be called through and no file of its own, which is a third of the
time that compiling takes. Python code that calls an `inner` function ends the process, so none may.

Numba compiles a function anew for every combination of argument types, and a number that is written out is a
type of its own. So counters that are handed on begin as `np.int64(0)`, and so do numbers given as arguments.
Division by zero gives what numpy gives; nothing here divides by what could be zero.
"""

from collections.abc import Callable
from typing import Any, Protocol, cast

import numba


class Compiling(Protocol):
    """A decorator that compiles a function."""

    def __call__(self, loop: Callable[..., Any], /) -> Any:
        """The function, compiled when it is first called with arguments of new types."""


_njit: Any = numba.njit  # its types leave out what wrappers there are
_QUIET: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
outer = cast(Compiling, _njit(cache=True, **_QUIET))
inner = cast(Compiling, _njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **_QUIET))
inlined = cast(Compiling, _njit(inline="always", **_QUIET))
