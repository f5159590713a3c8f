"""Addresses of the needs pages."""

from django.urls import path

from needs.views import (
    diagnosis,
    diagnosis_lists,
    facts,
    parts,
    projects,
    questionnaire,
    sheets,
    team,
)

app_name = "needs"
urlpatterns = [
    path("", sheets.index, name="index"),
    path("nouveau/", sheets.create, name="create"),
    path("demarches/nouvelle/", projects.create, name="project_create"),
    path("demarches/rejoindre/<str:token>/", projects.join, name="join"),
    path("demarches/<uuid:pk>/", projects.project, name="project"),
    path("demarches/<uuid:pk>/modifier/", projects.edit, name="project_edit"),
    path("demarches/<uuid:pk>/membres/", projects.member_add, name="member_add"),
    path("demarches/<uuid:pk>/besoins/", projects.need_add, name="need_add"),
    path("demarches/<uuid:pk>/diagnostic/", diagnosis.diagnosis, name="diagnosis"),
    path("demarches/<uuid:pk>/diagnostic/sites/", diagnosis_lists.sites, name="diagnosis_sites"),
    path(
        "demarches/<uuid:pk>/diagnostic/membres/", diagnosis_lists.members, name="diagnosis_members"
    ),
    path(
        "demarches/<uuid:pk>/diagnostic/reponses/<slug:question>/",
        diagnosis_lists.answers,
        name="diagnosis_answers",
    ),
    path("demarches/<uuid:pk>/diagnostic/elements/", diagnosis_lists.facts, name="diagnosis_facts"),
    path("demarches/<uuid:pk>/diagnostic/manques/", diagnosis_lists.gaps, name="diagnosis_gaps"),
    path("demarches/<uuid:pk>/diagnostic/figer/", projects.freeze, name="freeze"),
    path("demarches/<uuid:pk>/registre/", projects.register, name="register"),
    path("<uuid:pk>/", sheets.detail, name="detail"),
    path("<uuid:pk>/modifier/", sheets.edit, name="edit"),
    path("<uuid:pk>/valider/", sheets.validate, name="validate"),
    path("<uuid:pk>/historique/", sheets.history, name="history"),
    path("<uuid:pk>/equipe/", team.team, name="team"),
    path("<uuid:pk>/equipe/<int:contributor>/retirer/", team.remove, name="team_remove"),
    path("<uuid:pk>/responsable/", team.hand_over, name="hand_over"),
    path("contribuer/<str:token>/", team.contribute, name="contribute"),
    path("<uuid:pk>/elements/", facts.decide_all, name="decide_all"),
    path("<uuid:pk>/elements/<int:fact>/", facts.decide, name="decide"),
    path("<uuid:pk>/elements/<int:fact>/corriger/", facts.correct, name="correct"),
    path("<uuid:pk>/sites/nouveau/", parts.site, name="site_create"),
    path("<uuid:pk>/sites/<int:site>/", parts.site, name="site"),
    path("<uuid:pk>/sites/<int:site>/retirer/", parts.site_remove, name="site_remove"),
    path("<uuid:pk>/volumes/nouveau/", parts.volume, name="volume_create"),
    path("<uuid:pk>/volumes/<int:volume>/", parts.volume, name="volume"),
    path("<uuid:pk>/volumes/<int:volume>/retirer/", parts.volume_remove, name="volume_remove"),
    path("<uuid:pk>/questionnaire/", questionnaire.index, name="questionnaire"),
    path("<uuid:pk>/questionnaire/<slug:section>/", questionnaire.section, name="section"),
]
