"""Addresses of suppliers that answer together, by personal link."""

from django.urls import path

from tenders.views import consortium, group_exchanges

urlpatterns = [
    path("repondre/<str:token>/partenaires/", consortium.partners, name="partners"),
    path("repondre/<str:token>/partenaires/retrait/", consortium.hide, name="partners_hide"),
    path("repondre/<str:token>/groupement/", consortium.found, name="group_found"),
    path("repondre/<str:token>/groupement/<uuid:pk>/", consortium.group, name="group"),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/rejoindre/",
        group_exchanges.offer,
        name="group_offer",
    ),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/demande/",
        group_exchanges.admit,
        name="group_admit",
    ),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/message/",
        group_exchanges.say,
        name="group_say",
    ),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/reponse-du-groupement/",
        group_exchanges.answer,
        name="group_answer",
    ),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/document/<uuid:key>/retirer/",
        group_exchanges.remove_file,
        name="group_remove_file",
    ),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/reponse/",
        consortium.respond,
        name="group_respond",
    ),
    path("repondre/<str:token>/groupement/<uuid:pk>/inviter/", consortium.ask, name="group_ask"),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/forme/", consortium.settle, name="group_settle"
    ),
    path("repondre/<str:token>/groupement/<uuid:pk>/part/", consortium.part, name="group_part"),
    path("repondre/<str:token>/groupement/<uuid:pk>/tache/", consortium.task, name="group_task"),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/document/",
        consortium.add_file,
        name="group_add_file",
    ),
    path(
        "repondre/<str:token>/groupement/<uuid:pk>/document/<uuid:key>/",
        consortium.file,
        name="group_file",
    ),
]
