"""What a page answers while a part of the system is away: never a loss of what somebody just wrote."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.kernel.errors import Unavailable

AWAY = (OperationalError, InterfaceError, Unavailable)
View = Callable[..., HttpResponse]


def not_working(request: HttpRequest, *, status: int = 503) -> HttpResponse:
    """The page for when there is nothing typed to give back."""
    return render(request, "reports/portal/not_working.html", {"again": request.path}, status=status)


def when_away(again: View = not_working) -> Callable[[View], View]:
    """Answer with `again`, which must need no database, when the database or the intake is away."""

    def decorate(view: View) -> View:
        @wraps(view)
        def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except AWAY:
                return again(request, *args, **kwargs)

        return careful

    return decorate
