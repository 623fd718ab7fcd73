"""One lead as a person sees it: reasons, scripts, contacts, time, places, links, judgements, forms."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amparo.accounts.policy import Action, Actor
from amparo.leads import points, wording
from amparo.leads.drawing import links, places, timeline
from amparo.leads.models import Judgement, Lead, RunState, Verdict
from amparo.leads.review import changes, known, reasons
from amparo.leads.review.forms import JUDGING, ContactsForm, TakeBackForm, UpholdForm
from amparo.leads.review.opening import Opened, reading

SHOWN = 6  # values of a slot
HEAVIEST = 3  # reasons of the summary
CLOSING = (".", ",", ";", ":", "!", "?", ")", "%", "…", "،", "؟")


def show(
    request: HttpRequest,
    lead: Lead,
    *,
    typed: Mapping[str, Form] | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page. `typed` are forms that came back, by name. Raises Denied, Hidden, NoKey, SealBroken."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with reading(actor, lead) as opened:
        content = opened.content
        judgements = list(lead.judgements.select_related("by__person", "taken_back_by__person", "case"))
        standing = next((one for one in judgements if one.taken_back_at is None), None)
        contacts = known.contacts(lead, content)
        before = opened.before()
        offered = _offered(content)
        numbers = {one["template"]: place for place, one in enumerate(content["templates"], 1)}
        context: dict[str, Any] = {
            "lead": lead,
            "content": content,
            "notice": notice,
            "typed_at": _typed_at(typed or {}),
            "phases": reasons.phases(content),
            "against": reasons.against(content),
            "scripts": [_script(numbers[one["template"]], one) for one in content["templates"]],
            "contacts": contacts,
            "elsewhere": any(row.elsewhere for row in contacts),
            "found": _found(content, offered),
            "changes": changes.since(before, content) if before is not None and standing else None,
            "lost": _lost(lead),
            "timeline": timeline.draw(content["timeline"]),
            "places": places.draw(content["places"]),
            "links": links.draw(content["links"], numbers, _("Script %s")),
            "moves": [one | {"script": numbers.get(one["template"])} for one in content["moves"]],
            "renumbered": [
                one | {"script": numbers.get(one["template"])} for one in content["phone_changes"]
            ],
            "history": [_told(opened, one) for one in judgements],
            "standing": standing,
            "open": standing is None or standing.verdict == Verdict.WATCH,
            "may_judge": actor.may(Action.JUDGE_LEAD),
            "judging": _judging(lead, typed or {}, offered),
            "uphold": _upholding(lead, typed or {}, offered if standing and standing.case_id else []),
            "take_back": (typed or {}).get("take_back") or TakeBackForm(lead=lead),
        }
        return render(request, "leads/lead.html", context, status=status)


def show_destroyed(request: HttpRequest, lead: Lead) -> HttpResponse:
    """What stays of a lead whose material was destroyed: counts, codes, and who judged it."""
    judgements = lead.judgements.select_related("by__person", "taken_back_by__person", "case")
    history = [{"judgement": one, "words": "", "taken_back_words": ""} for one in judgements]
    return render(request, "leads/destroyed.html", {"lead": lead, "history": history})


def _offered(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The lead's own contacts, by mark and words."""
    return [
        (one.mark, f"{wording.kind(one.kind)}: {one.written}")
        for one in points.own_contacts(content["contacts"])
    ]


def _found(content: Mapping[str, Any], offered: list[tuple[str, str]]) -> dict[str, Any]:
    """What was found, in a few numbers, and the heaviest reasons."""
    heavy = sorted(content["reasons"], key=lambda reason: -reason["points"])[:HEAVIEST]
    return {
        "scripts": len(content["templates"]),
        "contacts": len(offered),
        "accounts": len(content["accounts"]),
        "reasons": [wording.said(reason["wording"]) for reason in heavy],
    }


def _typed_at(typed: Mapping[str, Form]) -> str:
    """Where on the page the form is that came back."""
    return {"take_back": "take-back", "uphold": "changes"}.get(
        name := next(iter(typed), ""), name and "judge"
    )


def _lost(lead: Lead) -> bool:
    """Whether the last run over the collection no longer found it."""
    runs = lead.collection.runs.filter(state=RunState.DONE)
    return runs.values_list("pk", flat=True).first() != lead.run_id


def _judging(lead: Lead, typed: Mapping[str, Form], offered: list[tuple[str, str]]) -> list[dict[str, Any]]:
    found = []
    for verdict, kind in JUDGING.items():
        form = typed.get(verdict) or kind(lead=lead)
        if isinstance(form, ContactsForm):
            form.offer(offered)
        found.append({"verdict": verdict.value, "words": verdict.label, "form": form})
    return found


def _upholding(lead: Lead, typed: Mapping[str, Form], offered: list[tuple[str, str]]) -> Form:
    form = typed.get("uphold") or UpholdForm(lead=lead)
    if isinstance(form, ContactsForm):
        form.offer(offered)
    return form


def _script(number: int, told: Mapping[str, Any]) -> dict[str, Any]:
    """A template as read: fixed words, and slots with their most frequent values.

    A slot is `tight` when a mark follows that stands against the word before it.
    """
    read = told["read"]
    parts = [
        {"fixed": part["fixed"]}
        if "fixed" in part
        else {
            "kind": part["kind"],
            "values": part["slot"][:SHOWN],
            "more": max(0, len(part["slot"]) - SHOWN),
            "tight": after.get("fixed", "").startswith(CLOSING),
        }
        for part, after in zip(read, [*read[1:], {}], strict=True)
    ]
    return {"number": number, "told": told, "parts": parts}


def _told(opened: Opened, judgement: Judgement) -> dict[str, Any]:
    return {
        "judgement": judgement,
        "words": opened.words(judgement),
        "taken_back_words": opened.taken_back_words(judgement),
    }
