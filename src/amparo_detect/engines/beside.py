"""Work that goes on in a thread of its own while the next steps are made."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

_Given = TypeVar("_Given")


class Beside:
    """Does one piece of work at a time in a thread, or at once where there is none."""

    def __init__(self, pool: ThreadPoolExecutor | None) -> None:
        self._pool = pool

    def begin(self, work: Callable[[], _Given]) -> "Future[_Given]":
        """Begin. The future is asked for what comes out; it raises what the work raised, unless that was done
        at once, which raises here.
        """
        if self._pool is not None:
            return self._pool.submit(work)
        done: Future[_Given] = Future()
        done.set_result(work())
        return done


@contextmanager
def beside(threads: int) -> Iterator[Beside]:
    """Where work may be done beside the steps of the block: nowhere with one thread.

    The block ends when the work has ended, also when a step failed: nothing goes on writing after a run.
    """
    if threads < 2:
        yield Beside(None)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="beside") as pool:
        yield Beside(pool)
