"""A supplier says, clause by clause, what it can meet; nobody else reads it under its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from procurement.accounts.models import Role, User
from procurement.http import status_of
from procurement.sessions import signed_in
from procurement.typography import NBSP, plural
from suppliers.models import Ability, Declaration, Supplier
from tenders.clauses import Clause, Level, Library
from tenders.forms.clause_filter import ClauseFilterForm
from tenders.forms.declaration import AnswersForm, DeclarationForm
from tenders.offered_declarations import Offered, offered, take
from tenders.proportionality import Statement
from tenders.requirements import is_asking
from tenders.shelf import shared_shelf
from tenders.statements import Own, statements_of

# Under this many suppliers, a total would point at somebody.
SMALLEST_TOTAL = 3


@dataclass(frozen=True)
class Line:
    """A clause with what the supplier last said of it; `to_confirm`: of another version."""

    clause: Clause
    statements: tuple[Statement, ...]

    @property
    def to_confirm(self) -> bool:
        return bool(self.statements) and all(
            s.version != self.clause.version for s in self.statements
        )

    @property
    def words(self) -> str:
        """« de base : oui ; exemplaire : non », or « oui »."""
        labels = {str(level): level.label for level, _ in self.clause.levels}
        last = latest(self.statements)
        return f"{NBSP}; ".join(
            f"{labels[level]}{NBSP}: {Ability(last[level].ability).label}"
            if level in labels
            else str(Ability(last[level].ability).label)
            for level in ["", *labels]
            if level in last
        )


def latest(statements: Iterable[Statement]) -> dict[str, Statement]:
    """The last word at each level, whatever its origin."""
    ordered = sorted(statements, key=lambda statement: statement.on)
    return {statement.level: statement for statement in ordered}


@login_required
def index(request: HttpRequest, pk: str) -> HttpResponse:
    """What the supplier declared, what waits for a confirmation, and the clauses left to answer."""
    supplier = own(request, pk)
    shelf = shared_shelf()
    form = ClauseFilterForm(request.GET or {}, shelf=shelf)
    form.is_valid()
    statements = statements_of(supplier)
    said = by_clause(statements)
    asking = [clause for clause in shelf.clauses if is_asking(clause)]
    lines = [Line(c, tuple(said[c.id])) for c in asking if c.id in said]
    found = {clause.id for clause in form.found()}
    context = {
        "supplier": supplier,
        "form": form,
        "to_confirm": [line for line in lines if line.to_confirm],
        "lines": [line for line in lines if not line.to_confirm],
        "silent": sorted(
            (c for c in asking if c.id not in said and c.id in found),
            key=lambda clause: list(shelf.themes).index(clause.theme),
        ),
        "themes": shelf.themes,
        "offered": len(_offered(statements, shelf)),
    }
    return render(request, "tenders/declarations.html", context)


@signed_in
def declare(request: HttpRequest, pk: str, clause_id: str) -> HttpResponse:
    supplier = own(request, pk)
    clause = shared_shelf().get(clause_id)
    if clause is None or not is_asking(clause):
        raise Http404("No clause of that name asks anything of suppliers.")
    statements = by_clause(statements_of(supplier)).get(clause.id, [])
    form = DeclarationForm(request.POST or None, clause=clause, known=latest(statements))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        Declaration.objects.say(
            supplier, clause.id, clause.version, form.said(), by=request.user, now=now
        )
        messages.success(
            request, f"Votre déclaration sur «{NBSP}{clause.title}{NBSP}» est enregistrée."
        )
        return redirect("tenders:declarations", supplier.pk)
    context = {
        "supplier": supplier,
        "clause": clause,
        "form": form,
        "statements": [(level_of(said.level), said) for said in statements],
        "line": Line(clause, tuple(statements)),
        "texts": [(level, clause.parts(level)) for level in form.levels],
    }
    return render(request, "tenders/declare.html", context, status=status_of(form))


@login_required
def declare_answers(request: HttpRequest, pk: str) -> HttpResponse:
    """Offer to the record what was answered to buyers; nothing is written without a tick."""
    supplier = own(request, pk)
    found = _offered(statements_of(supplier), shared_shelf())
    form = AnswersForm(request.POST if request.method == "POST" else None, offered=found)
    if request.method == "POST" and form.is_valid():
        take(supplier, form.chosen(), by=request.user, now=timezone.now())
        said = plural(len(form.chosen()), "réponse reportée", "réponses reportées")
        messages.success(request, f"{said} sur votre fiche.")
        return redirect("tenders:declarations", supplier.pk)
    context = {"supplier": supplier, "offered": found, "form": form}
    context["chosen"] = request.POST.getlist("answers")
    return render(request, "tenders/declare_answers.html", context, status=status_of(form))


def _offered(statements: list[Own], shelf: Library) -> list[Offered]:
    return [one for one in offered(statements, shelf) if is_asking(one.clause)]


def level_of(level: str) -> str:
    return Level(level).label if level else ""


def own(request: HttpRequest, pk: str) -> Supplier:
    """The supplier, if the person belongs to it; 404 otherwise."""
    return get_object_or_404(Supplier.objects.editable_by(request.user), pk=pk)


def by_clause(owned: Iterable[Own]) -> dict[str, list[Statement]]:
    said: dict[str, list[Statement]] = {}
    for own_statement in owned:
        said.setdefault(own_statement.clause_id, []).append(own_statement.statement)
    return said


def said_of(clause: Clause, user: User | AnonymousUser) -> dict[str, Any]:
    """For the clause's page: whom the person may speak for, and totals for those who buy."""
    if not user.is_authenticated or not is_asking(clause):
        return {}
    counted: dict[str, int] = {}
    if user.has_role(Role.BUYER, Role.OFFICER, Role.FACILITATOR):
        counted = Declaration.objects.count_by_ability(clause.id, clause.version)
    enough = sum(counted.values()) >= SMALLEST_TOTAL
    return {
        "speaks_for": Supplier.objects.editable_by(user),
        "declared": [(a.label, counted.get(a, 0)) for a in Ability] if enough else [],
        "declared_version": clause.version,
    }
