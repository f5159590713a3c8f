"""Addresses of calls open to candidates, of a supplier's preparations, and of the help it asks."""

from django.urls import path

from tenders.answering.views import calls, files, group, help, preparation, readings

app_name = "answering"
urlpatterns = [
    path("reponses/", calls.index, name="index"),
    path("appels/<uuid:pk>/", calls.publication, name="publication"),
    path("appels/<uuid:pk>/<slug:kind>.docx", files.booklet, name="booklet"),
    path("appels/<uuid:pk>/preparer/", calls.begin, name="begin"),
    path("dossiers/<uuid:pk>/preparer/", readings.begin, name="begin_from_dossier"),
    path("reponses/<uuid:pk>/lecture/<uuid:dossier>/", readings.follow, name="reading"),
    path("marches/<uuid:pk>/publier/", calls.publish, name="publish"),
    path("reponses/aide-generale/", help.shared, name="shared"),
    path("reponses/garantie/", help.trace, name="trace"),
    path("reponses/aide/<uuid:pk>/", help.detail, name="help"),
    path("reponses/aide/<uuid:pk>/rendez-vous.ics", help.appointment, name="appointment"),
    path("reponses/aide/<uuid:pk>/<slug:what>/", help.act, name="help_act"),
    path("reponses/<uuid:pk>/", preparation.hub, name="preparation"),
    path("reponses/<uuid:pk>/comprendre/", preparation.understand, name="understand"),
    path("reponses/<uuid:pk>/relire/", preparation.take, name="take"),
    path("reponses/<uuid:pk>/decider/", preparation.decide, name="decide"),
    path("reponses/<uuid:pk>/partenaires/", preparation.partners, name="partners"),
    path("reponses/<uuid:pk>/preparer/", preparation.prepare, name="prepare"),
    path("reponses/<uuid:pk>/taches/", preparation.tasks, name="tasks"),
    path("reponses/<uuid:pk>/deposer/", preparation.send, name="send"),
    path("reponses/<uuid:pk>/demander-de-l-aide/", help.ask, name="ask"),
    path("reponses/<uuid:pk>/<slug:kind>.docx", files.document, name="document"),
    path("reponses/<uuid:pk>/<slug:kind>.xlsx", files.prices, name="prices"),
    path("repondre/<str:token>/groupement/<uuid:pk>/dossier/", group.kit, name="group_kit"),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/dossier.docx",
        group.document,
        name="group_document",
    ),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/dossier/taches/",
        group.plan,
        name="group_plan",
    ),
]
