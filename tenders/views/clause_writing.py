"""Clauses of one's own: write or fork, have it read again, publish, retire."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.http import status_of, version_read
from procurement.sessions import signed_in
from tenders.clause_path import allowed_moves, followed_by, move, writes
from tenders.clause_wording import wording_remarks
from tenders.clauses import Clause, Library, Place
from tenders.clauses.differences import differences
from tenders.clauses.faults import costly, lacking
from tenders.clauses.states import TRANSITIONS
from tenders.forms.clause_rows import Rows
from tenders.forms.clause_state import MoveForm, ReaderForm
from tenders.forms.local_clause import FirstStepsForm, LocalClauseForm, initial_of
from tenders.models import ClauseVersion, LocalClause, StaleClause
from tenders.models.local_clause import possible_readers, writing_organisations
from tenders.shelf import shelf_of

STALE = (
    "Quelqu'un a modifié cette clause pendant que vous écriviez. Rien n'a été écrasé : comparez "
    "avec la version enregistrée, puis enregistrez de nouveau pour la remplacer."
)


def fetch(request: HttpRequest, clause_id: str) -> LocalClause:
    """The clause, if the person writes for its authority; 404 otherwise."""
    clauses = LocalClause.objects.editable_by(request.user).select_related("organisation")
    return get_object_or_404(clauses, slug=clause_id)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The clauses of one's authorities, and those that wait for one's reading."""
    own = LocalClause.objects.editable_by(request.user)
    versions = ClauseVersion.objects.filter(clause__in=own).with_clause()
    latest: dict[int, ClauseVersion] = {}
    for version in versions.order_by("number"):
        latest[version.clause_id] = version
    context = {
        "versions": sorted(latest.values(), key=lambda v: v.content["title"]),
        "to_read": ClauseVersion.objects.readable_again_by(request.user).with_clause(),
        "can_write": writing_organisations(request.user).exists(),
    }
    return render(request, "tenders/clauses_mine.html", context)


@signed_in
def create(request: HttpRequest) -> HttpResponse:
    organisations = writing_organisations(request.user)
    if not organisations.exists():
        raise Http404("Nobody writes clauses outside an authority or a network.")
    form = FirstStepsForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        version = LocalClause.objects.write(
            form.cleaned_data["organisation"],
            form.content(),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, "Le brouillon est créé. Il reste à écrire la clause.")
        return redirect("tenders:clause_edit", version.clause.slug)
    return render(request, "tenders/clause_create.html", {"form": form}, status=status_of(form))


@login_required
@require_POST
def fork(request: HttpRequest, clause_id: str) -> HttpResponse:
    """A draft of one's own from a clause that one may read, at the version shown."""
    read = version_read(request) or None
    source = shelf_of(request.user).get(clause_id, read)
    if source is None:
        raise Http404("No such clause, or no such version.")
    asked = request.POST.get("organisation", "")
    organisation = get_object_or_404(
        writing_organisations(request.user), pk=asked if asked.isdecimal() else 0
    )
    version = LocalClause.objects.fork(source, organisation, by=request.user, now=timezone.now())
    messages.success(request, "La clause est reprise comme brouillon : adaptez-la.")
    return redirect("tenders:clause_edit", version.clause.slug)


@login_required
def edit(request: HttpRequest, clause_id: str) -> HttpResponse:
    """The last version as a form; saving changes the draft, or makes the next version."""
    clause = fetch(request, clause_id)
    last = clause.last_version()
    data = request.POST if request.method == "POST" else None
    rows = Rows(data, last.content)
    form = LocalClauseForm(
        data,
        initial=initial_of(last.content),
        place=Place(last.content["place"]),
        shelf=shelf_of(request.user),
        slug=clause.slug,
    )
    stale = False
    if data and form.accepts(rows):
        try:
            saved = clause.revise(
                form.content(rows),
                by=request.user,
                now=timezone.now(),
                what=form.cleaned_data["what"],
                read=version_read(request),
            )
        except StaleClause:
            stale = True
        else:
            messages.success(request, f"La version {saved.number} est enregistrée.")
            return redirect("tenders:clause_follow", clause.slug)
    context = {
        "clause": clause,
        "last": last,
        "next_number": last.number + 1 if last.is_relied_on() else last.number,
        "form": form,
        "rows": rows,
        "stale": STALE if stale else "",
        "version": last.mark if stale or not data else version_read(request),
    }
    wrong = data is not None and not stale
    status = 409 if stale else 422 if wrong else 200
    return render(request, "tenders/clause_edit.html", context, status=status)


@login_required
@require_POST
def discard(request: HttpRequest, clause_id: str) -> HttpResponse:
    """Throw away a draft that nobody relies on yet."""
    clause = fetch(request, clause_id)
    try:
        remains = clause.discard_draft(read=version_read(request))
    except StaleClause:
        messages.warning(request, "Ce brouillon a changé ou sert déjà : il est conservé.")
        return redirect("tenders:clause_follow", clause_id)
    messages.success(request, "Le brouillon est supprimé.")
    if remains:
        return redirect("tenders:clause_follow", clause_id)
    return redirect("tenders:clauses_mine")


@login_required
def follow(request: HttpRequest, clause_id: str) -> HttpResponse:
    """Where the last version stands, what it lacks, and what the person may do next."""
    version = followed(request, clause_id)
    refusal, status = "", 200
    if request.method == "POST":
        act = request.POST.get("act", "")
        refusal, status = act_on(request, version, act)
        if not refusal:
            return redirect("tenders:clause_follow", clause_id)
        version.refresh_from_db()
    context = {**state_of(request, version), "refusal": refusal}
    return render(request, "tenders/clause_follow.html", context, status=status)


def followed(request: HttpRequest, clause_id: str) -> ClauseVersion:
    """The last version, for those who write it and for its second reader; 404 for others."""
    versions = followed_by(request.user).filter(clause__slug=clause_id)
    version = versions.order_by("-number").first()
    if version is None:
        raise Http404("No such clause for this person.")
    return version


def state_of(request: HttpRequest, version: ClauseVersion) -> dict[str, Any]:
    clause = version.as_clause()
    before = version_before(shelf_of(request.user), clause)
    can_write = writes(request.user, version)
    moves = allowed_moves(request.user, version, can_write=can_write)
    readers = possible_readers(version.clause, besides=request.user)
    return {
        "version": version,
        "clause": clause,
        "missing": list(lacking(clause)),
        "costly": list(costly(clause)),
        "remarks": wording_remarks(clause),
        "before": before,
        "differences": differences(before, clause) if before else (),
        "acts": version.acts.all(),
        "writes": can_write,
        "can_discard": can_write and not version.is_relied_on(),
        "moves": [(act, move) for act, move in moves.items() if act != "ask_reading"],
        "reader_form": ReaderForm(readers=readers) if "ask_reading" in moves else None,
        "move_form": MoveForm(initial={"remark": request.POST.get("remark", "")}),
    }


def version_before(shelf: Library, clause: Clause) -> Clause | None:
    """What the version is compared with: the one before it, or the clause it was made from."""
    origin = clause.origin
    if clause.version > 1 or origin is None or not origin.forked_from:
        return shelf.get(clause.id, clause.version - 1)
    return shelf.get(origin.forked_from, origin.forked_version)


def act_on(request: HttpRequest, version: ClauseVersion, act: str) -> tuple[str, int]:
    """Make the move that was asked; why it was not made and the status, or nothing once done."""
    reader = request.POST.get("reader", "")
    try:
        move(
            version,
            act,
            by=request.user,
            now=timezone.now(),
            read=version_read(request),
            remark=request.POST.get("remark", "")[:1000],
            reader=int(reader) if reader.isdecimal() and len(reader) < 10 else None,
        )
    except PermissionDenied as error:
        raise Http404("No such move for this person now.") from error
    except StaleClause:
        return STALE, 409
    except ValidationError as error:
        return " ".join(error.messages), 422
    messages.success(request, f"Version {version.number} : {TRANSITIONS[act].said}.")
    return "", 302
