"""The pages of collections: the list, the upload, one collection with its run."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.kernel import pages
from amparo.kernel.errors import Conflict
from amparo.kernel.fields import open_field
from amparo.kernel.uploads import takes_file
from amparo.leads import keys
from amparo.leads.collections import actions, listing, receiving
from amparo.leads.collections.forms import AdditionForm, ColumnsForm, DeleteForm, UploadForm
from amparo.leads.models import Collection, Run, RunState
from amparo.leads.running import faults, refused, starting
from amparo.leads.running.progress import WORDS, hangs

STRETCHES = 100  # refused rows of a page, neighbours with one reason as one


@guards(Action.SEE_COLLECTIONS)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The collections that are kept, newest first."""
    actor = _actor(request)
    page = listing.newest(actor.institution, after=request.GET.get("after", ""))
    shown = [{"row": row, "told": actions.told_of(actor, row), "run": row.runs.first()} for row in page.rows]
    context = {
        "collections": shown,
        "next": pages.address(request, page.following),
        "may_upload": actor.may(Action.UPLOAD_COLLECTION),
    }
    return render(request, "leads/collections.html", context)


@guards(Action.UPLOAD_COLLECTION)
@takes_file(receiving.SealingHandler, receiving.largest)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take material in."""
    actor = _actor(request)
    policy.authorise(actor, Action.UPLOAD_COLLECTION, actor.institution)
    if request.method != "POST":
        return render(request, "leads/upload.html", {"form": UploadForm(), "largest": receiving.largest()})
    form = UploadForm(request.POST, request.FILES)
    file: Any = request.FILES.get("file")
    if not form.is_valid():
        if file is not None:
            file.discard()
            if "file" not in form.errors:
                form.add_error("file", _("Choose the file again: it was not kept."))
        context = {"form": form, "largest": receiving.largest()}
        return render(request, "leads/upload.html", context, status=422)
    collection = actions.take_in(actor, file, form.described())
    messages.success(request, _("The material is sealed and in the ledger."))
    return redirect("collection", collection.pk)


@guards(Action.UPLOAD_COLLECTION, on_object=True)
@takes_file(receiving.SealingHandler, receiving.largest)
@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one more file in."""
    collection = _asked(request, pk, Action.UPLOAD_COLLECTION)
    form = AdditionForm(request.POST, request.FILES)
    file: Any = request.FILES.get("file")
    status = 422
    if form.is_valid():
        try:
            actions.add_to(_actor(request), collection, file)
        except Conflict as conflict:
            form.add_error("file", str(conflict))
            status = 409
        else:
            messages.success(request, _("The file was added. The next run covers it too."))
            return redirect("collection", collection.pk)
    if file is not None:
        file.discard()
        if "file" not in form.errors:
            form.add_error("file", _("Choose the file again: it was not kept."))
    return _page(request, collection, status=status, addition_form=form)


@guards(Action.UPLOAD_COLLECTION, on_object=True)
@require_POST
def leave_out(request: HttpRequest, pk: UUID, addition: UUID) -> HttpResponse:
    """Leave a file out that cannot be read."""
    collection = _asked(request, pk, Action.UPLOAD_COLLECTION)
    actions.leave_out(_actor(request), get_object_or_404(collection.additions, pk=addition))
    messages.success(request, _("No run reads that file any more. It stays sealed with the others."))
    return redirect("collection", collection.pk)


@guards(Action.SEE_COLLECTIONS, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One collection, what it rests on, and how its run goes. For htmx only the run."""
    collection = _asked(request, pk, Action.SEE_COLLECTIONS)
    template = "run" if getattr(request, "htmx", False) else "collection"
    return _page(request, collection, template)


def _page(
    request: HttpRequest, collection: Collection, template: str = "collection", status: int = 200, **more: Any
) -> HttpResponse:
    actor = _actor(request)
    runs = list(collection.runs.select_related("weights"))
    run = runs[0] if runs else None
    files = _files(actor, collection, runs)
    may_upload = actor.may(Action.UPLOAD_COLLECTION)
    context = {
        "collection": collection,
        "told": actions.told_of(actor, collection),
        "files": files,
        "unread": any(one["waits"] for one in files),
        "may_add": may_upload and collection.deleted_at is None,
        "addition_form": AdditionForm(auto_id="addition_%s"),
        "columns_form": ColumnsForm(initial=_asked_columns(actor, run), auto_id="columns_%s"),
        "fingerprint": bytes(collection.digest).hex(" ", 4),
        "run": run,
        "step": WORDS.get(run.step, run.step) if run else "",
        "hangs": hangs(run) if run else "",
        "said": faults.told(told) if (told := _told(actor, run)) else "",
        "columns_at_fault": faults.of_columns(told),
        "reasons": refused.reasons(run) if run else [],
        "notes": _notes(actor, run),
        "may_list": run is not None and run.refused is not None and _opens(actor, collection),
        "earlier": runs[1:],
        "waiting": collection.leads.legible().filter(state="waiting").count(),
        "may_run": actor.may(Action.RUN_DETECTION),
        "may_delete": actor.may(Action.DELETE_COLLECTION),
        "may_see_leads": actor.may(Action.SEE_LEADS),
        "delete_form": DeleteForm(),
    } | more
    return render(request, f"leads/{template}.html", context, status=status)


def _files(actor: Actor, collection: Collection, runs: list[Run]) -> list[dict[str, Any]]:
    """The further files; one `waits` when no finished run has read it."""
    done = next((one.started_at for one in runs if one.state == RunState.DONE), None)
    return [
        {
            "row": row,
            "name": name,
            "waits": row.left_out_at is None and (done is None or row.uploaded_at > done),
        }
        for row, name in actions.additions_of(actor, collection)
    ]


def _told(actor: Actor, run: Run | None) -> Any:
    """What the library said when it gave up, as it is kept, for whoever holds keys."""
    if run is None or run.told is None or not _opens(actor, run.collection):
        return ""
    return open_field(run, "told", keys.of(actor.keyring, run.collection))


def _notes(actor: Actor, run: Run | None) -> list[tuple[str, str]]:
    """What was amiss with files that were read, for whoever holds keys."""
    if run is None or run.refused is None or not _opens(actor, run.collection):
        return []
    return refused.notes(run, keys.of(actor.keyring, run.collection))


def _opens(actor: Actor, collection: Collection) -> bool:
    return collection.box is not None and actor.membership.holds_keys


def _asked_columns(actor: Actor, run: Run | None) -> dict[str, str]:
    """The columns that the last run was told, so that the next is told the same."""
    if run is None or run.asked is None or not _opens(actor, run.collection):
        return {}
    found: dict[str, str] = open_field(run, "asked", keys.of(actor.keyring, run.collection))
    return found


@guards(Action.SEE_COLLECTIONS, on_object=True)
@require_safe
def refused_rows(request: HttpRequest, pk: UUID, run: UUID) -> HttpResponse:
    """Which rows of a run were refused, and why; the counts alone without a key, or once it is destroyed."""
    actor, collection = _actor(request), _asked(request, pk, Action.SEE_COLLECTIONS)
    row: Run = get_object_or_404(collection.runs, pk=run)
    typed = request.GET.get("after", "")
    start = int(typed) if typed.isdecimal() and len(typed) < 9 else 0
    found: list[refused.Stretch] = []
    unlisted = 0
    if opens := _opens(actor, collection):
        key = keys.of(actor.keyring, collection)
        found, unlisted = refused.listed(row, key, start=start, most=STRETCHES + 1)
    context = {
        "opens": opens,
        "collection": collection,
        "run": row,
        "reasons": refused.reasons(row),
        "stretches": found[:STRETCHES],
        "unlisted": unlisted if len(found) <= STRETCHES else 0,  # said where the list ends
        "next": f"?after={start + STRETCHES}" if len(found) > STRETCHES else "",
    }
    return render(request, "leads/refused.html", context)


@guards(Action.RUN_DETECTION, on_object=True)
@require_POST
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start a run."""
    collection = _asked(request, pk, Action.RUN_DETECTION)
    form = ColumnsForm(request.POST, auto_id="columns_%s")
    if not form.is_valid():
        return _page(request, collection, status=422, columns_form=form)
    starting.start(_actor(request), collection, form.named())
    messages.success(request, _("The run is queued. You can leave this page."))
    return redirect("collection", collection.pk)


@guards(Action.RUN_DETECTION, on_object=True)
@require_POST
def cancel(request: HttpRequest, pk: UUID, run: UUID) -> HttpResponse:
    """Cancel a run."""
    collection = _asked(request, pk, Action.RUN_DETECTION)
    starting.cancel(_actor(request), get_object_or_404(collection.runs, pk=run))
    messages.success(request, _("The run is being cancelled. What it had read is removed."))
    return redirect("collection", collection.pk)


@guards(Action.DELETE_COLLECTION, on_object=True)
@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Destroy key and file."""
    collection = _asked(request, pk, Action.DELETE_COLLECTION)
    form = DeleteForm(request.POST)
    if not form.is_valid():
        return _page(request, collection, status=422, delete_form=form)
    actions.delete(_actor(request), collection)
    messages.success(request, _("The material was destroyed."))
    return redirect("collections")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _asked(request: HttpRequest, pk: UUID, action: Action) -> Collection:
    """The collection, once the policy said yes. Raises Http404, Denied, Hidden."""
    rows = Collection.objects.select_related(
        "institution", "institution_key", "uploaded_by__person", "deleted_by__person"
    )
    collection: Collection = get_object_or_404(rows, pk=pk)
    policy.authorise(_actor(request), action, collection)
    return collection
