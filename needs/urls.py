"""Addresses of the needs pages."""

from django.urls import path

from needs.views import diagnosis, facts, imports, parts, projects, questionnaire, sheets

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
    path("demarches/<uuid:pk>/diagnostic/figer/", projects.freeze, name="freeze"),
    path("demarches/<uuid:pk>/registre/", projects.register, name="register"),
    path("<uuid:pk>/", sheets.detail, name="detail"),
    path("<uuid:pk>/modifier/", sheets.edit, name="edit"),
    path("<uuid:pk>/valider/", sheets.validate, name="validate"),
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
    path("<uuid:pk>/importer/", imports.sheet, name="import_sheet"),
    path("demarches/<uuid:pk>/importer/", imports.project, name="import_project"),
    path("importer/modele/<slug:kind>/", imports.template, name="import_template"),
    path("importer/<uuid:pk>/colonnes/", imports.mapping, name="import_mapping"),
    path("importer/<uuid:pk>/verifier/", imports.confirm, name="import_confirm"),
    path("importer/<uuid:pk>/importer/", imports.apply_import, name="import_apply"),
    path("importer/<uuid:pk>/abandonner/", imports.cancel, name="import_cancel"),
    path("importer/<uuid:pk>/resultat/", imports.done, name="import_done"),
    path("importer/<uuid:pk>/annuler/", imports.undo_import, name="import_undo"),
    path("importer/<uuid:pk>/lignes-ecartees.csv", imports.rejects, name="import_rejects"),
]
