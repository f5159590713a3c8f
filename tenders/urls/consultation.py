"""Addresses: consultations of the market, for everyone, for the team, and by personal link."""

from django.urls import path

from tenders.views import closing, consultation, contribution, follow_up, networks, sourcing

urlpatterns = [
    path(
        "consultations/reseau/<int:pk>/",
        networks.network_consultations,
        name="network_consultations",
    ),
    path(
        "consultations/invitations/<uuid:invitation>/repondre-pour/<uuid:member>/",
        networks.answer_for,
        name="answer_for",
    ),
    path("consultations/", consultation.index, name="consultations"),
    path("consultations/nouvelle/<uuid:project>/", consultation.create, name="consultation_create"),
    path("consultations/<uuid:pk>/", consultation.detail, name="consultation"),
    path(
        "consultations/<uuid:pk>/documents/<uuid:document>/",
        consultation.document,
        name="consultation_document",
    ),
    path("consultations/<uuid:pk>/participer/", consultation.join, name="consultation_join"),
    path("consultations/<uuid:pk>/modifier/", consultation.edit, name="consultation_edit"),
    path("consultations/<uuid:pk>/preparer/", consultation.prepare, name="consultation_prepare"),
    path("consultations/<uuid:pk>/question/", consultation.question, name="consultation_question"),
    path(
        "consultations/<uuid:pk>/question/<int:key>/",
        consultation.question,
        name="consultation_question",
    ),
    path("consultations/<uuid:pk>/clauses/", consultation.clauses, name="consultation_clauses"),
    path(
        "consultations/<uuid:pk>/document/",
        consultation.add_document,
        name="consultation_add_document",
    ),
    path("consultations/<uuid:pk>/publier/", consultation.publish, name="consultation_publish"),
    path("consultations/<uuid:pk>/suivi/", follow_up.manage, name="consultation_manage"),
    path("consultations/<uuid:pk>/inviter/", follow_up.invite, name="consultation_invite"),
    path("consultations/<uuid:pk>/relancer/", follow_up.remind, name="consultation_remind"),
    path("consultations/<uuid:pk>/envois/", follow_up.resend, name="consultation_resend"),
    path("consultations/<uuid:pk>/prolonger/", follow_up.extend, name="consultation_extend"),
    path("consultations/<uuid:pk>/reponses/", follow_up.answers, name="consultation_answers"),
    path("consultations/<uuid:pk>/reponses.xlsx", follow_up.export, name="consultation_export"),
    path(
        "consultations/<uuid:pk>/rapport-de-sourcage.docx", sourcing.report, name="sourcing_report"
    ),
    path("consultations/<uuid:pk>/bilan/", closing.conclude, name="consultation_conclude"),
    path("invitations/<uuid:pk>/lien/", follow_up.renew, name="invitation_renew"),
    path(
        "questions-publiques/<int:pk>/",
        follow_up.answer_question,
        name="public_question",
    ),
    path("contributions/fichiers/<uuid:pk>/", follow_up.file, name="contribution_file"),
    path("repondre/<str:token>/", contribution.contribute, name="contribute"),
    path("repondre/<str:token>/relire/", contribution.review, name="contribute_review"),
    path("repondre/<str:token>/question/", contribution.ask, name="contribute_ask"),
    path("repondre/<str:token>/fichier/<uuid:pk>/", contribution.file, name="contribute_file"),
]
