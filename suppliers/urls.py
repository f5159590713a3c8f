"""Addresses of the suppliers pages."""

from django.urls import path

from suppliers.views import alerts, claims, matches, networks, proofs, record, register

app_name = "suppliers"
urlpatterns = [
    path("", register.index, name="index"),
    path("export.<str:kind>", register.export, name="export"),
    path("nouvelle-fiche/", record.create, name="create"),
    path("prendre-en-main/<str:token>/", record.claim, name="claim"),
    path("<uuid:pk>/", record.detail, name="detail"),
    path("<uuid:pk>/modifier/", record.edit, name="edit"),
    path("<uuid:pk>/labels/", proofs.certificates, name="certificates"),
    path("<uuid:pk>/labels/<uuid:certificate>/", proofs.certificate, name="certificate"),
    path(
        "<uuid:pk>/labels/<uuid:certificate>/retirer/",
        proofs.certificate_remove,
        name="certificate_remove",
    ),
    path(
        "<uuid:pk>/labels/<uuid:certificate>/preuve/",
        proofs.certificate_proof,
        name="certificate_proof",
    ),
    path("<uuid:pk>/references/", proofs.references, name="references"),
    path("<uuid:pk>/references/<uuid:reference>/", proofs.reference, name="reference"),
    path(
        "<uuid:pk>/references/<uuid:reference>/retirer/",
        proofs.reference_remove,
        name="reference_remove",
    ),
    path("demandes/", claims.claims, name="claims"),
    path("demandes/<uuid:claim>/", claims.claim_review, name="claim_review"),
    path("demandes/<uuid:claim>/retirer/", claims.claim_withdraw, name="claim_withdraw"),
    path("demandes/adresse/<str:token>/", claims.claim_confirm, name="claim_confirm"),
    path("<uuid:pk>/demande/", claims.claim_ask, name="claim_ask"),
    path("<uuid:pk>/reseaux/", networks.networks, name="networks"),
    path("<uuid:pk>/reseaux/<uuid:member>/", networks.network_answer, name="network_answer"),
    path("reseaux/<int:pk>/", networks.network, name="network"),
    path("reseaux/<int:pk>/export.<str:kind>", networks.network_export, name="network_export"),
    path("reseaux/<int:pk>/<uuid:member>/", networks.network_member, name="network_member"),
    path("<uuid:pk>/alertes/", alerts.alerts, name="alerts"),
    path("alertes/", alerts.my_alerts, name="my_alerts"),
    path("alertes/<str:token>/", alerts.unsubscribe, name="unsubscribe"),
    path("recherches/demarche/<uuid:pk>/", matches.matches, name="matches"),
    path("recherches/besoin/<uuid:pk>/", matches.need_matches, name="need_matches"),
    path("recherches/<uuid:pk>/", matches.match, name="match"),
    path("recherches/<uuid:pk>/export.<str:kind>", matches.export, name="match_export"),
    path("recherches/<uuid:pk>/comparer/<uuid:other_pk>/", matches.compare, name="compare"),
]
