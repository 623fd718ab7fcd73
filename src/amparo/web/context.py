"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """The demonstration banner's switch, the onion address and who is signed in."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "onion": settings.AMPARO_ONION,
        "actor": getattr(request, "actor", None),
    }
