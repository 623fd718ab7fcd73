"""Sign-in, with the one thing that a library cannot know: the password also opens the person's key."""

from typing import Any

from allauth.account.forms import LoginForm
from django.http import HttpRequest, HttpResponse

from amparo.accounts import keys, session


class SignInForm(LoginForm):  # type: ignore[misc]
    """Allauth's form; a right password also unwraps the person key into the session."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        private = keys.unwrap(self.user, self.cleaned_data["password"])
        session.keep(request, self.user, private)
        response: Any = super().login(request, redirect_url)
        return response
