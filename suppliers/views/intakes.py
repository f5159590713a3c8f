"""From the spreadsheet of a network to the register: send, match columns, verify, import."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from procurement.accounts.models import User
from procurement.http import status_of
from procurement.sessions import signed_in
from procurement.spreadsheets import too_large
from procurement.upload_handlers import oversized_fields
from procurement.uploads import safe_name
from suppliers import intakes
from suppliers.columns import propose
from suppliers.forms.intake import ColumnsForm, IntakeForm
from suppliers.models import Intake
from suppliers.models.provenance import may_import
from suppliers.rows import as_cell
from suppliers.views.exports import table_response

SHOWN = 20
WORDS = (
    ("created", "Fiches à créer", "Fiches créées"),
    ("updated", "Fiches à compléter", "Fiches mises à jour"),
    ("unchanged", "Fiches inchangées", "Fiches inchangées"),
    ("kept", "Fiches gardées telles quelles", "Fiches gardées telles quelles"),
    ("refused", "Lignes refusées", "Lignes refusées"),
)


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Send a table; see what became of those sent before."""
    if not may_import(request.user):
        raise Http404
    assert isinstance(request.user, User)
    form = IntakeForm(request.POST or None, request.FILES or None, user=request.user)
    too_big = "file" in oversized_fields(request)
    if request.method == "POST":
        if too_big:
            form.errors.pop("file", None)
            form.add_error("file", too_large())
        elif form.is_valid():
            return redirect("suppliers:intake_columns", _keep(form, request.user).key)
    context = {
        "form": form,
        "intakes": Intake.objects.editable_by(request.user).defer("sent")[:SHOWN],
    }
    status = 413 if too_big else status_of(form)
    return render(request, "suppliers/intakes.html", context, status=status)


def _keep(form: IntakeForm, user: User) -> Intake:
    return intakes.keep(
        form.sheets,
        by=user,
        now=timezone.now(),
        source=form.cleaned_data["source"],
        file_name=safe_name(form.cleaned_data["file"].name),
        stated_on=form.cleaned_data["stated_on"],
    )


def _mine(request: HttpRequest, key: UUID) -> Intake:
    return get_object_or_404(Intake.objects.editable_by(request.user), key=key)


@signed_in
def mapping(request: HttpRequest, key: UUID) -> HttpResponse:
    """What each column says, proposed from its name and confirmed by a person."""
    intake = _mine(request, key)
    if intake.state != Intake.State.WAITING:
        return redirect("suppliers:intake", key)
    sheet = _sheet(request, intake)
    table = intakes.table_of(intake, sheet)
    kept = intakes.chosen_of(intake) if sheet == intake.sent["chosen"] else None
    form = ColumnsForm(request.POST or None, table=table, proposed=propose(table), kept=kept)
    if request.method == "POST" and form.is_valid():
        intakes.choose(intake, sheet, form.chosen)
        return redirect("suppliers:intake", key)
    context = {
        "intake": intake,
        "form": form,
        "table": table,
        "chosen": sheet,
        "sheets": [
            (number, one["name"], len(one["rows"]))
            for number, one in enumerate(intake.sent["sheets"])
        ],
    }
    return render(request, "suppliers/intake_columns.html", context, status=status_of(form))


def _sheet(request: HttpRequest, intake: Intake) -> int:
    typed = request.POST.get("feuille") or request.GET.get("feuille") or ""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1
    return number if 0 <= number < len(intake.sent["sheets"]) else intake.sent["chosen"]


@login_required
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """Before: what would be written. After: what was, and the rows that were not."""
    intake = _mine(request, key)
    if request.method == "POST" and intake.state != Intake.State.DONE:
        intakes.start(intake)
        messages.success(request, "L'import est lancé.")
        return redirect("suppliers:intake", key)
    context: dict[str, Any] = {"intake": intake, "shown": SHOWN}
    if intake.state == Intake.State.WAITING:
        trial = intakes.attempt(intake)
        context |= {"trial": trial, "figures": figures(trial.counts, before=True)}
    else:
        context |= {
            "figures": figures(intake.counts, before=False),
            "rejects": intakes.rejects_of(intake),
        }
    if intake.state == Intake.State.RUNNING:
        context |= {"read": sum(intake.counts.values()), "size": intakes.size_of(intake)}
    return render(request, "suppliers/intake.html", context)


def figures(counts: dict[str, int], *, before: bool) -> list[tuple[str, int]]:
    return [(todo if before else done, counts.get(name, 0)) for name, todo, done in WORDS]


@login_required
@require_safe
def rejects(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The refused rows with their own columns, then the line and the reason."""
    found = intakes.rejects_of(_mine(request, key))
    names = list(dict.fromkeys(name for one in found for name in one["cells"]))
    rows = [
        [*(as_cell(one["cells"].get(name)) for name in names), one["line"], one["reason"]]
        for one in found
    ]
    return table_response("csv", "lignes-refusees", "Refus", [[*names, "line", "reason"], *rows])


@login_required
@require_POST
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    intake = _mine(request, key)
    if intake.state == Intake.State.WAITING:
        intake.delete()
        messages.success(request, "L'import est abandonné ; rien n'a été écrit.")
    return redirect("suppliers:intakes")
