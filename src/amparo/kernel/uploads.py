"""Which page takes a file, how large, and where its bytes go; all others take none (web/middleware.py)."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])
Handler = Callable[[HttpRequest], FileUploadHandler]


def takes_file(handler: Handler, most: Callable[[], int]) -> Callable[[View], View]:
    """Marks a view that takes a file of at most `most()` bytes; each chunk goes to what `handler` makes.

    It stands below `guards`. The handler is asked for only once somebody is signed in.
    """

    def decorate(view: View) -> View:
        view.upload_handler = handler  # type: ignore[attr-defined]
        view.upload_most = most  # type: ignore[attr-defined]
        return view

    return decorate


def most_of(view: Any) -> int:
    """How many bytes of a file the view takes; 0 for one that takes none."""
    most: Callable[[], int] | None = getattr(view, "upload_most", None)
    return most() if most else 0


def handler_of(view: Any) -> Handler | None:
    """What makes the handler of the view's files, if it takes any."""
    found: Handler | None = getattr(view, "upload_handler", None)
    return found


class Refuse(FileUploadHandler):
    """For who is not signed in: the connection ends before the file is read."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Read no further."""
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never reached: no file begins."""

    def file_complete(self, file_size: int) -> None:
        """Never reached either."""
