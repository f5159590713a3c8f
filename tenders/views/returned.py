"""Documents that come back from Word: send, compare, accept or refuse, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.downloads import attachment
from procurement.http import status_of, version_read
from procurement.typography import french, join_words, plural
from procurement.upload_handlers import oversized_fields
from procurement.word.package import RefusedDocument, too_large
from tenders.documents import KINDS
from tenders.forms.returned import ReturnForm, decisions_in
from tenders.models import ReturnedDocument, Tender
from tenders.return_writing import Decided, StaleTender, decide, undo
from tenders.returning import ACCEPTED, Review, idle_edits, receive, review_of
from tenders.views.tender import fetch, note


@login_required
def index(request: HttpRequest, pk: str) -> HttpResponse:
    """Send a file; those received, what documents keep of them, the notes that remain."""
    tender = fetch(request, pk)
    is_sent = request.method == "POST"
    form = ReturnForm(request.POST, request.FILES) if is_sent else ReturnForm()
    too_big = is_sent and "file" in oversized_fields(request)
    if too_big:
        form.errors.pop("file", None)
        form.add_error("file", too_large())
    elif form.is_valid() and (returned := _received(request, tender, form)):
        return redirect(returned)
    idle = idle_edits(tender)
    edits = tender.edits.select_related("returned")
    context = {
        "tender": tender,
        "form": form,
        "returns": tender.returns.select_related("by"),
        "edits": [(edit, KINDS[edit.document].title, edit.pk in idle) for edit in edits],
        "notes": tender.notes.filter(done_at=None).select_related("clause", "returned"),
        "kinds": KINDS,
    }
    status = 413 if too_big else status_of(form)
    return render(request, "tenders/returns.html", context, status=status)


def _received(request: HttpRequest, tender: Tender, form: ReturnForm) -> ReturnedDocument | None:
    file = form.cleaned_data["file"]
    try:
        return receive(tender, file.name, file, file.size, by=request.user, now=timezone.now())
    except RefusedDocument as refused:
        form.add_error("file", french(str(refused)))
        return None


@login_required
def detail(request: HttpRequest, pk: str, returned_pk: str) -> HttpResponse:
    """What the file changes, and what is decided of each change."""
    tender = fetch(request, pk)
    returned = get_object_or_404(tender.returns.select_related("edition", "by"), pk=returned_pk)
    returned.tender = tender
    stale = None
    if request.method == "POST":
        try:
            decided = decide(
                returned,
                _decisions(request, returned),
                version=version_read(request),
                seen=request.POST.get("seen", ""),
                by=request.user,
                now=timezone.now(),
            )
        except StaleTender:
            stale = Tender.objects.get(pk=tender.pk)
        else:
            messages.success(request, _told(decided))
            return redirect(returned)
    context = _context(request, returned, review_of(returned))
    context |= {"stale": stale, "version": stale.version if stale else tender.version}
    return render(request, "tenders/returned.html", context, status=409 if stale else 200)


def _decisions(request: HttpRequest, returned: ReturnedDocument) -> dict[str, str]:
    if "all" not in request.POST:
        return decisions_in(request.POST.dict())
    return {one.change.id: ACCEPTED for one in review_of(returned).changes if not one.decision}


def _told(decided: Decided) -> str:
    accepted, refused = len(decided.accepted), len(decided.refused)
    counts = [
        plural(accepted, "modification reprise", "modifications reprises") if accepted else "",
        plural(refused, "modification refusée", "modifications refusées") if refused else "",
    ]
    if not any(counts):
        return "Rien n'était coché : tout reste à décider."
    kept = " Les prochaines pièces en tiennent compte." if accepted else ""
    return f"{join_words([count for count in counts if count])}.{kept}"


def _context(request: HttpRequest, returned: ReturnedDocument, found: Review) -> dict[str, Any]:
    typed = decisions_in(request.POST.dict())
    to_decide = [one for one in found.changes if not one.is_settled and not one.decision]
    decided = [one for one in found.changes if not one.is_settled and one.decision]
    return {
        "tender": returned.tender,
        "returned": returned,
        "title": KINDS[returned.document].title,
        "review": found,
        "typed": typed,
        "to_decide": to_decide,
        "decided": decided,
        "settled": [one for one in found.changes if one.is_settled],
        "done": len(found.changes) - len(to_decide),
    }


@login_required
def download(request: HttpRequest, pk: str, returned_pk: str) -> FileResponse:
    """The file as it came."""
    returned = get_object_or_404(fetch(request, pk).returns, pk=returned_pk)
    return attachment(returned.file, returned.name)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: str, returned_pk: str) -> HttpResponse:
    """Everything that was accepted of the file, undone in one act."""
    returned = get_object_or_404(fetch(request, pk).returns, pk=returned_pk)
    left = undo(returned, by=request.user, now=timezone.now())
    messages.success(request, "Ce qui venait de ce fichier est annulé.")
    if left:
        names = join_words([f"« {id} »" for id in left])
        messages.warning(
            request, f"Modifiées depuis, ces clauses restent comme elles sont : {names}."
        )
    return redirect(returned)


@login_required
@require_POST
def remove_edit(request: HttpRequest, pk: str, edit_pk: int) -> HttpResponse:
    """One change that documents keep is dropped: they say again what Balise writes."""
    tender = fetch(request, pk)
    edit = get_object_or_404(tender.edits, pk=edit_pk)
    edit.delete()
    note(request, tender, "edit_removed", document=KINDS[edit.document].title, edit=str(edit))
    messages.success(request, "La retouche est retirée : la pièce reprend le texte de Balise.")
    return redirect("tenders:returns", tender.pk)


@login_required
@require_POST
def close_note(request: HttpRequest, pk: str, note_pk: int) -> HttpResponse:
    tender = fetch(request, pk)
    kept = get_object_or_404(tender.notes.filter(done_at=None), pk=note_pk)
    kept.done_at = timezone.now()
    kept.save(update_fields=["done_at"])
    messages.success(request, "La note est traitée.")
    return redirect("tenders:returns", tender.pk)
