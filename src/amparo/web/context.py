"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from amparo.accounts.policy import Actor
from amparo.web import menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """The demonstration's switch, the onion address, who is signed in, their menu, the other languages."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "demonstration": settings.DEMONSTRATION,
        "onion": settings.AMPARO_ONION,
        "actor": actor,
        "navigation": menu.groups(request, actor) if actor else [],
        "languages": _other_languages(request),
    }


def _other_languages(request: HttpRequest) -> list[dict[str, str]]:
    """The same page in each of the other languages; the query is not carried along."""
    here = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return [
        {
            "code": code,
            "name": name,
            "address": translate_url(request.path, code),
        }
        for code, name in settings.LANGUAGES
        if code != here
    ]
