"""Addresses of the suppliers pages."""

from django.urls import path

from suppliers.views import intakes, matches, origins, record, register

app_name = "suppliers"
urlpatterns = [
    path("", register.index, name="index"),
    path("export.<str:kind>", register.export, name="export"),
    path("nouvelle-fiche/", record.create, name="create"),
    path("importer/", intakes.index, name="intakes"),
    path("importer/<uuid:key>/", intakes.detail, name="intake"),
    path("importer/<uuid:key>/colonnes/", intakes.mapping, name="intake_columns"),
    path("importer/<uuid:key>/refus.csv", intakes.rejects, name="intake_rejects"),
    path("importer/<uuid:key>/abandonner/", intakes.cancel, name="intake_cancel"),
    path("prendre-en-main/<str:token>/", record.claim, name="claim"),
    path("<uuid:pk>/", record.detail, name="detail"),
    path("<uuid:pk>/modifier/", record.edit, name="edit"),
    path("<uuid:pk>/differences/", origins.differences, name="differences"),
    path("<uuid:pk>/preuves/", origins.proofs, name="proofs"),
    path("<uuid:pk>/preuves/<int:proof_pk>/vue/", origins.see_proof, name="see_proof"),
    path("<uuid:pk>/preuves/<int:proof_pk>/retirer/", origins.remove_proof, name="remove_proof"),
    path("<uuid:pk>/verifier/", origins.verify, name="verify"),
    path("recherches/demarche/<uuid:pk>/", matches.matches, name="matches"),
    path("recherches/besoin/<uuid:pk>/", matches.need_matches, name="need_matches"),
    path("recherches/<uuid:pk>/", matches.match, name="match"),
    path("recherches/<uuid:pk>/export.<str:kind>", matches.export, name="match_export"),
    path("recherches/<uuid:pk>/comparer/<uuid:other_pk>/", matches.compare, name="compare"),
]
