"""Every address of Balise; the only module of the ground floor that looks upwards."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.routers import DefaultRouter

import needs.api
import suppliers.api
import tenders.answering.api
import tenders.api
import tenders.dossiers.api
import tenders.training.api
import tenders.workshops.api
from tenders.views import pages

APPS = (
    needs.api,
    suppliers.api,
    tenders.api,
    tenders.answering.api,
    tenders.dossiers.api,
    tenders.training.api,
    tenders.workshops.api,
)
router = DefaultRouter()
for app in APPS:
    for prefix, viewset, basename in app.ROUTES:
        router.register(prefix, viewset, basename)

urlpatterns = [
    path("", pages.home, name="home"),
    path("tableau-de-bord/", pages.dashboard, name="dashboard"),
    path("methode/", pages.method, name="method"),
    path("droit/", pages.law, name="law"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("comptes/", include("allauth.account.urls")),
    path("besoins/", include("needs.urls")),
    path("fournisseurs/", include("suppliers.urls")),
    path("dossiers/", include("tenders.dossiers.urls")),
    path("formation/", include("tenders.training.urls")),
    path("", include("tenders.answering.urls")),
    path("", include("tenders.urls")),
    path("", include("tenders.workshops.urls")),
    path("api/", pages.api_documentation, name="api-documentation"),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/token/", obtain_auth_token, name="api-token"),
    path("api/v1/", include(router.urls)),
    path("admin/", admin.site.urls),
]

handler400 = "tenders.views.pages.bad_request"
handler403 = "tenders.views.pages.forbidden"
handler404 = "tenders.views.pages.not_found"
handler500 = "tenders.views.pages.server_error"
