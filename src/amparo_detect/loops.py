"""How inner loops are compiled: `outer` for Python to call, and kept on disk; `inner` for compiled code only.

What Python never calls needs no wrapper to be called through and no file of its own, which is a third of the
time that compiling takes. Python code that calls an `inner` function ends the process, so none may.

Numba compiles a function anew for every combination of argument types, and a number that is written out is a
type of its own. So counters that are handed on begin as `np.int64(0)`, and so do numbers given as arguments.
Division by zero gives what numpy gives; nothing here divides by what could be zero.
"""

from typing import Any

import numba

outer: Any = numba.njit(cache=True, nogil=True, error_model="numpy")
inner: Any = numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
inlined: Any = numba.njit(nogil=True, error_model="numpy", inline="always")
