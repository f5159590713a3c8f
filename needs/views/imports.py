"""From a table that somebody sends to the sheets: send, match columns, verify, import, undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from needs.forms import ImportForm, MappingForm
from needs.import_writing import ImportRefused, apply, mark_of, undo
from needs.importing import canteens
from needs.importing.answers import EXAMPLES, HINTS, Answering
from needs.importing.cells import BadCell
from needs.importing.doubts import SKIP, Doubt
from needs.importing.plan import Plan
from needs.importing.programme import Programme
from needs.importing.rows import PERIOD_CHOICES
from needs.importing.templates import EXAMPLE_ROWS
from needs.imports import known_sheets, near, places, propose, result_of, table_of
from needs.models import ImportKind, Need, Project, TableImport
from needs.views.frozen import told_when_frozen
from procurement.downloads import as_attachment
from procurement.http import status_of
from procurement.nomenclature.models import Cpv
from procurement.sessions import signed_in
from procurement.spreadsheets import too_large
from procurement.tables import CONTENT_TYPES, CSV, XLSX, csv_lines, xlsx
from procurement.upload_handlers import oversized_fields
from procurement.uploads import safe_name

QUESTIONS_A_PAGE = 10
SHOWN = 20
SAME_QUESTIONS = 3  # from which on they may be answered at once
# Fewer than this, and the national nomenclature is not loaded: namesakes may be missing.
ALL_COMMUNES = 30_000
ROWS_NAMED = 3


@signed_in
@told_when_frozen
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    need = get_object_or_404(
        Need.objects.editable_by(request.user).select_related("organisation", "project"), pk=pk
    )
    return _send(request, need, {"need": need})


@signed_in
@told_when_frozen
def project(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(Project.objects.editable_by(request.user).unfrozen(), pk=pk)
    return _send(request, project, {"project": project})


def _send(request: HttpRequest, target: Need | Project, where: dict[str, Any]) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, target=target)
    too_big = "file" in oversized_fields(request)
    if request.method == "POST":
        if too_big:
            form.errors.pop("file", None)
            form.add_error("file", too_large())
        elif form.is_valid():
            return redirect(*_keep(request, form, where))
    waiting = TableImport.objects.editable_by(request.user, at=timezone.now()).filter(**where)
    context = {
        "form": form,
        "target": target,
        "waiting": waiting.filter(applied_at=None)[:5],
        "done": waiting.exclude(applied_at=None)[:5],
        **where,
    }
    status = 413 if too_big else status_of(form)
    return render(request, "needs/import_upload.html", context, status=status)


def _keep(request: HttpRequest, form: ImportForm, where: dict[str, Any]) -> tuple[str, UUID]:
    kind = form.cleaned_data["kind"]
    imported = TableImport.objects.keep(
        form.sheets,
        by=request.user,
        now=timezone.now(),
        kind=kind,
        file_name=safe_name(form.cleaned_data["file"].name),
        left_out=form.left_out,
        outcome={"elsewhere": form.elsewhere},
        **where,
    )
    if kind == ImportKind.CANTEENS:
        imported.map(0, canteens.COLUMNS)
        return "needs:import_confirm", imported.pk
    imported.map(0, propose(imported))
    return "needs:import_mapping", imported.pk


@signed_in
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A workbook to fill, with lines that show how."""
    if kind not in EXAMPLE_ROWS:
        raise Http404
    title, rows = EXAMPLE_ROWS[kind]
    return as_attachment(xlsx(title, rows), f"modele-{kind}.xlsx", CONTENT_TYPES[XLSX])


def _mine(request: HttpRequest, pk: UUID) -> TableImport:
    imports = TableImport.objects.editable_by(request.user, at=timezone.now())
    related = ("need__organisation", "need__project__lead", "project__lead")
    return get_object_or_404(imports.select_related(*related), pk=pk)


@signed_in
@told_when_frozen
def mapping(request: HttpRequest, pk: UUID) -> HttpResponse:
    imported = _mine(request, pk)
    if imported.applied_at or imported.kind == ImportKind.CANTEENS:
        return redirect("needs:import_confirm", pk)
    chosen = _chosen_sheet(request, imported)
    columns = imported.read_columns if chosen == imported.chosen else propose(imported, chosen)
    table = table_of(imported, chosen)
    form = MappingForm(
        request.POST or None,
        columns=columns,
        kind=imported.kind,
        table=table,
    )
    if request.method == "POST" and form.is_valid():
        imported.map(chosen, form.mapped())
        return redirect("needs:import_confirm", pk)
    context = {
        **_where(imported),
        "form": form,
        "table": table,
        "chosen": chosen,
        "sheets": [(i, t["name"], len(t["rows"])) for i, t in enumerate(imported.tables)],
    }
    return render(request, "needs/import_mapping.html", context, status=status_of(form))


def _chosen_sheet(request: HttpRequest, imported: TableImport) -> int:
    typed = request.POST.get("feuille") or request.GET.get("feuille") or str(imported.chosen)
    is_one = typed.isascii() and typed.isdigit() and len(typed) < 4
    chosen = int(typed) if is_one else imported.chosen
    return chosen if chosen < len(imported.tables) else imported.chosen


def _where(imported: TableImport) -> dict[str, Any]:
    return {
        "imported": imported,
        "target": imported.target,
        "need": imported.need,
        "project": imported.project or (imported.need and imported.need.project),
    }


@signed_in
@told_when_frozen
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    imported = _mine(request, pk)
    if imported.applied_at:
        return redirect("needs:import_done", pk)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = _decide(request, imported)
        if not wrong:
            messages.success(request, "Vos décisions sont enregistrées.")
            return redirect(request.get_full_path())
    return _confirm_page(request, imported, wrong=wrong, status=422 if wrong else 200)


def _decide(request: HttpRequest, imported: TableImport) -> dict[str, str]:
    """Keep the answers given; those that are not clear come back with their reason."""
    answering = Answering(
        places,
        near(imported.target),
        known_sheets(imported.target) if imported.kind != ImportKind.PROGRAMME else [],
        lambda code: Cpv.objects.filter(code=code).exists(),
    )
    decisions, wrong = {}, {}
    questions = result_of(imported).questions()
    for_all = dict.fromkeys(_open_periods(imported, questions), request.POST.get("all-periods", ""))
    for key, (doubt, _) in questions.items():
        choice = request.POST.get(f"choice-{key}", "") or for_all.get(key, "")
        if choice:
            try:
                decisions[key] = answering.value(
                    doubt, choice, request.POST.get(f"typed-{key}", "")
                )
            except BadCell as error:
                wrong[key] = str(error)
    taken_back = [name.removeprefix("back-") for name in request.POST if name.startswith("back-")]
    imported.decide(decisions, taken_back)
    return wrong


def _open_periods(imported: TableImport, questions: Mapping[str, Any]) -> list[str]:
    """The questions of periods that nobody answered: a list of stocks asks one for each article."""
    return [
        key
        for key, (doubt, _) in questions.items()
        if doubt.field == "period" and not doubt.assumption and key not in imported.decisions
    ]


def _confirm_page(
    request: HttpRequest,
    imported: TableImport,
    *,
    wrong: dict[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    result = result_of(imported)
    open_periods = _open_periods(imported, result.questions())
    questions = _questions(request, imported, result, wrong or {})
    left_out = imported.left_out + [
        [line.number, line.cells, reason] for line, reason in result.rejects() if line.refusal
    ]
    context = {
        **_where(imported),
        "result": result,
        "mark": mark_of(result),
        "problem": problem,
        "wrong": wrong,
        "table_remarks": _table_remarks(imported),
        "elsewhere": imported.outcome.get("elsewhere", 0),
        "questions": questions,
        "open_periods": len(open_periods) if len(open_periods) >= SAME_QUESTIONS else 0,
        "periods": PERIOD_CHOICES,
        "undecided": len({doubt.key for line in result.waiting for doubt in line.waiting}),
        "few_communes": len(places().by_insee) < ALL_COMMUNES,
        "remarks": [(line.number, text) for line in result.lines for text in line.remarks],
        "left_out": left_out[:SHOWN],
        "left_out_count": len(left_out),
        "shown": SHOWN,
        "columns": [c for c in imported.read_columns if c.field],
    }
    return render(request, "needs/import_confirm.html", context, status=status)


def _table_remarks(imported: TableImport) -> list[str]:
    return [] if imported.kind == ImportKind.CANTEENS else table_of(imported).remarks


def _questions(
    request: HttpRequest, imported: TableImport, result: Plan | Programme, wrong: dict[str, str]
) -> Page[dict[str, Any]]:
    """The questions a page at a time: those without an answer, the assumptions, the others."""
    names = _row_names(imported, result)
    asked = [
        _question(request, imported, doubt, lines, wrong.get(key, ""))
        | {"named": [(n, names.get(n, "")) for n in lines[:ROWS_NAMED]]}
        for key, (doubt, lines) in result.questions().items()
    ]
    asked.sort(key=lambda q: (q["decided"], q["doubt"].assumption))
    return Paginator(asked, QUESTIONS_A_PAGE).get_page(request.GET.get("page"))


def _row_names(imported: TableImport, result: Plan | Programme) -> dict[int, str]:
    """What each line is about: its site, its title or its designation."""
    at = {column.field: column.index for column in imported.read_columns}
    index = next((at[f] for f in ("site", "title", "label") if f in at), 0)
    return {
        line.number: str(line.cells[index] or "") if index < len(line.cells) else ""
        for line in result.lines
    }


def _question(
    request: HttpRequest, imported: TableImport, doubt: Doubt, lines: list[int], wrong: str
) -> dict[str, Any]:
    decision = imported.decisions.get(doubt.key, "")
    if wrong:
        decision = request.POST.get(f"choice-{doubt.key}", "")
    proposed = {choice.value for choice in doubt.choices} | {SKIP, ""}
    preset = doubt.choices[0].value if doubt.assumption and not decision else decision
    return {
        "doubt": doubt,
        "lines": lines,
        "decided": doubt.key in imported.decisions and not wrong,
        "preset": preset,
        "own": "typed" if preset not in proposed else "",
        "typed": request.POST.get(f"typed-{doubt.key}", "") if wrong else _said(decision, proposed),
        "hint": HINTS.get(doubt.field, ""),
        "example": EXAMPLES.get(doubt.field, ""),
        "wrong": wrong,
    }


def _said(decision: str, proposed: set[str]) -> str:
    """An answer of one's own as it can be typed again; a commune by its name."""
    if decision in proposed:
        return ""
    commune = places().by_insee.get(decision)
    return commune.said if commune else decision


@signed_in
@told_when_frozen
@require_POST
def apply_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    imported = _mine(request, pk)
    try:
        apply(imported, seen=request.POST.get("seen", ""), by=request.user, now=timezone.now())
    except ImportRefused as refused:
        if TableImport.objects.filter(pk=pk, applied_at=None).exists():
            return _confirm_page(request, imported, problem=str(refused), status=409)
        messages.info(request, str(refused))
    return redirect("needs:import_done", pk)


@signed_in
def done(request: HttpRequest, pk: UUID) -> HttpResponse:
    imported = _mine(request, pk)
    if not imported.applied_at:
        return redirect("needs:import_confirm", pk)
    rejects = imported.outcome["rejects"]
    context = {
        **_where(imported),
        "outcome": imported.outcome,
        "rejects": rejects[:SHOWN],
        "rejects_count": len(rejects),
        "shown": SHOWN,
    }
    return render(request, "needs/import_done.html", context)


@signed_in
def rejects(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows that are not taken, as a file to correct: their columns, the line, the reason."""
    imported = _mine(request, pk)
    if imported.applied_at:
        header, rows = imported.outcome["header"], imported.outcome["rejects"]
    else:
        header, rows = [c.header for c in imported.read_columns], _rejects(imported)
    width = max([len(header), *(len(cells) for _, cells, _ in rows)])
    table = [[*header, *[""] * (width - len(header)), "ligne", "raison"]]
    table += [[*cells, *[""] * (width - len(cells)), line, reason] for line, cells, reason in rows]
    return as_attachment("".join(csv_lines(table)), "lignes-ecartees.csv", CONTENT_TYPES[CSV])


def _rejects(imported: TableImport) -> list[list[Any]]:
    rows = [[line.number, line.cells, why] for line, why in result_of(imported).rejects()]
    return imported.left_out + rows


@signed_in
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    imported = _mine(request, pk)
    target = imported.target
    if not imported.applied_at:
        imported.delete()
        messages.success(request, "L'import est abandonné : rien n'a été écrit.")
    return redirect(target)


@signed_in
@require_POST
def undo_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    imported = _mine(request, pk)
    try:
        left = undo(imported, by=request.user, now=timezone.now())
    except ImportRefused as refused:
        messages.error(request, str(refused))
        return redirect("needs:import_done", pk)
    if left:
        messages.warning(
            request,
            "L'import est annulé, sauf ce que quelqu'un a modifié depuis, qui reste en place.",
        )
    else:
        messages.success(request, "L'import est annulé : tout est comme avant.")
    return redirect(reverse("needs:import_done", args=[pk]))
