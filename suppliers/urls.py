"""Addresses of the suppliers pages."""

from django.urls import path

from suppliers.views import comparisons, matches, record, register

app_name = "suppliers"
urlpatterns = [
    path("", register.index, name="index"),
    path("export.<str:kind>", register.export, name="export"),
    path("nouvelle-fiche/", record.create, name="create"),
    path("prendre-en-main/<str:token>/", record.claim, name="claim"),
    path("<uuid:pk>/", record.detail, name="detail"),
    path("<uuid:pk>/modifier/", record.edit, name="edit"),
    path("recherches/demarche/<uuid:pk>/", matches.matches, name="matches"),
    path("recherches/besoin/<uuid:pk>/", matches.need_matches, name="need_matches"),
    path("recherches/<uuid:pk>/", matches.match, name="match"),
    path("recherches/<uuid:pk>/export.<str:kind>", matches.export, name="match_export"),
    path("recherches/<uuid:pk>/comparer/<uuid:other_pk>/", comparisons.compare, name="compare"),
    path(
        "recherches/<uuid:pk>/comparer/<uuid:other_pk>/export.<str:kind>",
        comparisons.export,
        name="compare_export",
    ),
]
