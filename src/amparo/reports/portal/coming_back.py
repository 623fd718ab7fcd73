"""Coming back: the receipt opens a short visit in which one reads, answers, adds and withdraws."""

from contextlib import suppress

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amparo.accounts.policy import Action, guards
from amparo.kernel.references import BadReceipt, Receipt, read_receipt
from amparo.reports import returning
from amparo.reports.answers import LONGEST_NARRATIVE
from amparo.reports.models import Author
from amparo.reports.portal import cookies
from amparo.reports.portal.faults import AWAY, not_working, when_away
from amparo.reports.portal.fields import Text
from amparo.reports.portal.typed import read_post

_SAID = {
    "length": gettext_lazy(
        "A receipt has 17 digits: four groups of four, and one more at the end. Please count yours."
    ),
    "check": gettext_lazy(
        "One of the digits is not right. Compare each one with what you wrote down, and correct it here."
    ),
}


class ReceiptForm(forms.Form):
    """The receipt as typed; cleaned, it is a Receipt. `unsent` carries a message that waited too long."""

    use_required_attribute = False
    receipt = Text(
        required=True,
        label=gettext_lazy("Your receipt"),
        help_text=gettext_lazy("17 digits, such as 0000 0000 0000 0000-0. Spaces and dashes do not matter."),
        error_messages={"required": _SAID["length"]},
    )
    unsent = Text(longest=LONGEST_NARRATIVE, rows=4, label=gettext_lazy("Your message, not sent yet"))

    def __init__(self, data: object = None, *, with_unsent: bool = False) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["receipt"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}
        if not with_unsent:
            del self.fields["unsent"]

    def clean_receipt(self) -> Receipt:
        try:
            return read_receipt(self.cleaned_data["receipt"])
        except BadReceipt as bad:
            raise forms.ValidationError(_SAID[bad.reason]) from None


class MessageForm(forms.Form):
    """What the reporter adds or answers."""

    use_required_attribute = False
    body = Text(
        longest=LONGEST_NARRATIVE,
        rows=6,
        required=True,
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy(
            "Do not send pictures or videos of abuse, and do not describe more than you wish."
        ),
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["body"].error_messages["required"] = _("Write something before you send it.")


_AWAY_SAID = gettext_lazy(
    "This is not working at the moment. What you wrote is still here: wait a minute and send it again."
)


def _door(request: HttpRequest, form: ReceiptForm, said: object = "", status: int = 200) -> HttpResponse:
    return render(request, "reports/portal/return.html", {"form": form, "said": said}, status=status)


def come_back_again(request: HttpRequest, *, status: int = 503, said: str = "") -> HttpResponse:
    """The form with the receipt as it was typed, without asking the database."""
    posted = read_post(request)
    form = ReceiptForm(posted or None, with_unsent="unsent" in posted)
    return _door(request, form, said or _AWAY_SAID, status)


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
@when_away(come_back_again)
def come_back(request: HttpRequest) -> HttpResponse:
    """The receipt goes in a form, never in an address; a wrong one is told nothing."""
    if request.method != "POST":
        return _door(request, ReceiptForm())
    posted = read_post(request)
    form = ReceiptForm(posted, with_unsent="unsent" in posted)
    if not form.is_valid():
        return _door(request, form, status=400)
    try:
        token = returning.enter(form.cleaned_data["receipt"])
    except returning.TooManyWrong as wait:
        return _door(request, form, str(wait), 429)
    if token is None:
        form.add_error(
            "receipt", _("No report opens with this receipt. Compare it with what you wrote down.")
        )
        return _door(request, form, status=400)
    if unsent := form.cleaned_data.get("unsent"):
        reading = returning.find(token)
        if reading:
            returning.write(reading, unsent)
    response = redirect("visit")
    cookies.give_visit(response, token)
    return response


def visit_again(request: HttpRequest, *, status: int = 503, said: str = "") -> HttpResponse:
    """The message as it was typed, without asking the database; a page that was only to be read has none."""
    if request.method != "POST":
        return not_working(request, status=status)
    context = {"form": MessageForm(read_post(request)), "said": said or _AWAY_SAID}
    return render(request, "reports/portal/message_again.html", context, status=status)


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
@when_away(visit_again)
def visit(request: HttpRequest) -> HttpResponse:
    """Where the report stands, what was written, and a place to write."""
    reading = returning.find(request.COOKIES.get(cookies.VISIT))
    if request.method == "POST":
        form = MessageForm(read_post(request))
        if reading is None:
            return _unsent(request, form)
        if form.is_valid():
            returning.write(reading, form.cleaned_data["body"])
            return redirect("visit")
        return _visit_page(request, reading, form, status=400)
    if reading is None:
        return _door(request, ReceiptForm())
    return _visit_page(request, reading, MessageForm())


def _unsent(request: HttpRequest, form: MessageForm) -> HttpResponse:
    """The visit ended while the reporter was writing: the message waits beside the receipt."""
    again = ReceiptForm(with_unsent=True)
    again.initial["unsent"] = form.data.get("body", "")
    said = _(
        "Your visit has ended to protect you. Your message was not sent yet: type the receipt to send it."
    )
    return _door(request, again, said, 403)


def _visit_page(
    request: HttpRequest, reading: returning.Reading, form: MessageForm, status: int = 200
) -> HttpResponse:
    dialogue = reading.dialogue()
    context = {
        "report": reading.report,
        "dialogue": dialogue,
        "asked": bool(dialogue) and dialogue[-1][0].author == Author.OFFICER and dialogue[-1][0].is_question,
        "form": form,
    }
    response = render(request, "reports/portal/visit.html", context, status=status)
    returning.note_seen(reading)
    return response


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
@when_away()
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take back the contact details, after saying what that does."""
    reading = returning.find(request.COOKIES.get(cookies.VISIT))
    if reading is None:
        return redirect("return")
    if request.method == "POST":
        returning.withdraw_contact(reading)
        return redirect("visit")
    return render(request, "reports/portal/withdraw.html", {"report": reading.report})


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
def end_visit(request: HttpRequest) -> HttpResponse:
    """Close the visit: the receipt is needed again. The cookie goes even while the database is away."""
    if request.method != "POST":
        return redirect("return")
    response = render(request, "reports/portal/visit_ended.html")
    cookies.take(request, response, cookies.VISIT)
    with suppress(*AWAY):
        returning.leave(request.COOKIES.get(cookies.VISIT))
    return response
