"""Sign-in, with the one thing that a library cannot know: the password also opens the person's key."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from amparo.accounts import keys, session
from amparo.accounts.models import Institution, Person, Role

_USERNAME = RegexValidator(
    r"\A[a-z0-9][a-z0-9._-]{2,59}\Z",
    _("Use 3 to 60 small letters, digits, dots or dashes, without accents or spaces."),
)


def _plain(field: forms.Field, label: Any, **attributes: str) -> None:
    """Our word for a field of allauth's; its placeholder goes, since the label stays visible."""
    field.label, field.help_text = label, ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12", "spellcheck": "false"}


class SignInForm(LoginForm):  # type: ignore[misc]
    """Allauth's form; a right password also unwraps the person key into the session."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self.fields["login"], _("Sign-in name"), autocapitalize="none", spellcheck="false")
        _plain(self.fields["password"], _("Password"))

    def clean_login(self) -> str:
        return str(super().clean_login()).lower()

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.user is not None and not self.user.memberships.current().exists():
            raise get_adapter().validation_error("no_membership")
        return cleaned

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        private = keys.unwrap(self.user, self.cleaned_data["password"])
        session.keep(request, self.user, private)
        response: HttpResponse = super().login(request, redirect_url)
        return response


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before the account itself is changed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self.fields["password"], _("Password"))


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in: six digits from the app, or a recovery code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self.fields["code"], _("Code"), autofocus="autofocus", **_CODE)


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code from a newly set up app."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self.fields["code"], _("The six digits that the app shows now"), **_CODE)


class SecurityKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A security key and the name that tells it from one's others."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self.fields["name"], _("Name of the key"), maxlength="60")


class InviteForm(forms.Form):
    """Which role the invited person will have."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, institution: Institution, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what is declared above
        field.choices = [(role.value, role.label) for role in institution.roles]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ConfirmedForm(forms.Form):
    """Nothing but the button."""


def _password(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class NewPasswordForm(forms.Form):
    """A new password, typed once: it can be shown by the browser, and a colleague can invite again."""

    password = _password(_("New password"), "new-password")
    password.help_text = _("At least 12 signs. Three or four words that do not belong together are good.")

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            self.person.username = cleaned.get("username", self.person.username)
            try:
                password_validation.validate_password(password, self.person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class CodeOfInvitationForm(forms.Form):
    """The code that comes with an invitation."""

    code = forms.CharField(
        label=_("Code of the invitation"),
        help_text=_("Twelve letters and digits, which you were given apart from the link."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class RenewForm(NewPasswordForm, CodeOfInvitationForm):
    """Who forgot the password and was invited again."""

    field_order = ["code", "password"]


class JoinForm(NewPasswordForm, CodeOfInvitationForm):
    """Who joins for the first time."""

    name = forms.CharField(label=_("Your name"), help_text=_("As your colleagues know you."), max_length=120)
    username = forms.CharField(
        label=_("Sign-in name"),
        help_text=_("You choose it. Small letters, digits, dots and dashes."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ["code", "name", "username", "password"]

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).strip().lower()
        _USERNAME(username)
        return username


class JoinAsForm(CodeOfInvitationForm):
    """Who has a sign-in name already."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _password(_("Password"), "current-password")
    field_order = ["code", "username", "password"]

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()


class ChangePasswordForm(NewPasswordForm):
    """The password of now, then the new one."""

    current = _password(_("Your password now"), "current-password")
    field_order = ["current", "password"]

    def clean_current(self) -> str:
        current = str(self.cleaned_data["current"])
        if not get_adapter().reauthenticate(self.person, current):
            raise get_adapter().validation_error("incorrect_password")
        return current


class LanguageForm(forms.Form):
    """The language of the staff pages."""

    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)


class AddressForm(forms.Form):
    """Where e-mails go; may be empty."""

    address = forms.EmailField(label=_("E-mail address"), required=False, max_length=200)
