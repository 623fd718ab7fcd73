"""How inner loops are compiled: `outer` for Python to call, and kept on disk; `inner` for compiled code only.

What Python never calls needs no wrapper to be called through and no file of its own, which is a third of the
time that compiling takes. Python code that calls an `inner` function ends the process, so none may.

Numba compiles a function anew for every combination of argument types, and a number that is written out is a
type of its own. So counters that are handed on begin as `np.int64(0)`, and so do numbers given as arguments.

Numba counts who holds an array, in memory and anew whenever one is taken out of a tuple: half of the time of
loops that hand a dozen arrays to one another. `outer_uncounted` and `inner_uncounted` leave that off. They
work on arrays that their caller holds, make none of their own (numba refuses to compile that) and give back
numbers alone.

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
_WITHOUT_WRAPPERS: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_UNCOUNTED: dict[str, Any] = {"_nrt": False}
outer = cast(Compiling, _njit(cache=True, **_QUIET))
outer_uncounted = cast(Compiling, _njit(cache=True, **_UNCOUNTED, **_QUIET))
inner = cast(Compiling, _njit(**_WITHOUT_WRAPPERS, **_QUIET))
inner_uncounted = cast(Compiling, _njit(**_WITHOUT_WRAPPERS, **_UNCOUNTED, **_QUIET))
inlined = cast(Compiling, _njit(inline="always", **_QUIET))
