"""Pages that belong to no step of the path: home, dashboard, method, errors."""

from datetime import date
from functools import cache

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from needs.models import LegalAmendment, Need, Project
from procurement import legal
from procurement.accounts.models import Role
from suppliers.models import Claim, Supplier, networks_of
from tenders.clauses import library
from tenders.forms.law import LawForm
from tenders.invitations import link
from tenders.models import ClauseVersion, Invitation, MarketConsultation


def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/home.html",
        {
            "consultations": MarketConsultation.objects.open().select_related("project__lead")[:5],
            "clause_count": len(library().clauses),
        },
    )


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    mine = Supplier.objects.editable_by(request.user)
    return render(
        request,
        "pages/dashboard.html",
        {
            "projects": Project.objects.visible_to(request.user).select_related(
                "lead", "facilitator"
            ),
            "needs": Need.objects.visible_to(request.user)
            .filter(project=None)
            .select_related("organisation"),
            "entrusted": Need.objects.entrusted_to(request.user).select_related("organisation"),
            "my_suppliers": mine,
            "my_networks": networks_of(request.user),
            "claims_to_decide": Claim.objects.waiting().decidable_by(request.user).count(),
            "my_claims": Claim.objects.open()
            .filter(user=request.user)
            .select_related("supplier")
            .order_by("-asked_at"),
            "clauses_to_read": ClauseVersion.objects.readable_again_by(request.user).with_clause(),
            "can_buy": request.user.has_role(Role.BUYER, Role.OFFICER, Role.FACILITATOR),
            "invitations": [
                (invitation, link(invitation))
                for invitation in Invitation.objects.filter(supplier__in=mine)
                .select_related("consultation", "contribution")
                .order_by("-consultation__opens_at")
            ],
        },
    )


def method(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/method.html")


def law(request: HttpRequest) -> HttpResponse:
    """The values in force on a day, by subject, and what is known to change next."""
    form = LawForm(request.GET or None)
    day = (form.is_valid() and form.cleaned_data["date"]) or timezone.localdate()
    chapters: dict[str, list[legal.Subject]] = {name: [] for name in legal.SUBJECTS.values()}
    subjects = LegalAmendment.objects.law().subjects(day)
    for subject in subjects:
        chapters[legal.SUBJECTS[subject.first.subject]].append(subject)
    context = {"form": form, "day": day, "chapters": chapters, "changes": _changes(subjects, day)}
    return render(request, "pages/law.html", context)


def _changes(subjects: list[legal.Subject], day: date) -> list[legal.Subject]:
    """What changes after that day, the nearest first."""
    known = [subject for subject in subjects if subject.coming]
    return sorted(known, key=lambda subject: subject.coming.since if subject.coming else day)


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


def api_documentation(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/api_documentation.html", {"sections": operations_by_section()})


@cache
def operations_by_section() -> dict[str, list[dict[str, str]]]:
    """{section: [{verb, path, summary}]}, from the OpenAPI schema; it never changes at run time."""
    sections: dict[str, list[dict[str, str]]] = {}
    for path, verbs in SchemaGenerator().get_schema(request=None, public=True)["paths"].items():
        for verb, operation in verbs.items():
            text = operation.get("summary") or operation.get("description", "").split("\n")[0]
            sections.setdefault(operation["tags"][0], []).append(
                {"verb": verb.upper(), "path": path, "summary": text}
            )
    return sections


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, RequestDataTooBig)
    status = 413 if too_large else 400
    return render(request, "errors/400.html", {"too_large": too_large}, status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)
