"""Pages that belong to no step of the path: home, dashboard, method, errors."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from needs.models import Need, Project
from suppliers.models import Supplier
from tenders.models import Contribution, MarketConsultation


def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/home.html",
        {"consultations": MarketConsultation.objects.open().select_related("project__lead")[:5]},
    )


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/dashboard.html",
        {
            "projects": Project.objects.visible_to(request.user).select_related(
                "lead", "facilitator"
            ),
            "needs": Need.objects.visible_to(request.user).filter(project=None),
            "my_suppliers": Supplier.objects.editable_by(request.user),
            "contributions": Contribution.objects.visible_to(request.user)
            .filter(invitation__supplier__in=Supplier.objects.editable_by(request.user))
            .select_related("invitation__consultation"),
        },
    )


def method(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/method.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


def api_documentation(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/api_documentation.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)
