"""Addresses of a tender: its procedure, lots, criteria, clauses, checks and documents."""

from django.urls import path

from tenders.views import (
    award,
    documents,
    house,
    marking,
    project_documents,
    returned,
    tender,
)

urlpatterns = [
    path("demarches/<uuid:pk>/marche/", tender.create, name="create"),
    path(
        "demarches/<uuid:pk>/pieces/<slug:kind>/",
        project_documents.preview,
        name="project_preview",
    ),
    path(
        "demarches/<uuid:pk>/pieces/<slug:kind>.docx",
        project_documents.download,
        name="project_download",
    ),
    path("marches/<uuid:pk>/", tender.detail, name="detail"),
    path("marches/<uuid:pk>/objet/", tender.edit, name="edit"),
    path("marches/<uuid:pk>/procedure/", tender.procedure, name="procedure"),
    path("marches/<uuid:pk>/lots/", tender.lots, name="lots"),
    path("marches/<uuid:pk>/criteres/", tender.criteria, name="criteria"),
    path("marches/<uuid:pk>/criteres/<int:parent_pk>/", tender.criteria, name="subcriteria"),
    path("marches/<uuid:pk>/clauses/", tender.clauses, name="tender_clauses"),
    path("marches/<uuid:pk>/clauses/ajouter/", tender.add_clause, name="add_clause"),
    path("marches/<uuid:pk>/clauses/<int:clause_pk>/", tender.clause, name="tender_clause"),
    path(
        "marches/<uuid:pk>/clauses/<int:clause_pk>/retirer/",
        tender.remove_clause,
        name="remove_clause",
    ),
    path("marches/<uuid:pk>/controles/", tender.checks, name="checks"),
    path("marches/<uuid:pk>/attribution/", award.award, name="award"),
    path("marches/<uuid:pk>/attribution/<int:lot>/", award.contract, name="award_lot"),
    path("marches/<uuid:pk>/decp.json", award.essential_data, name="essential_data"),
    path("marches/<uuid:pk>/analyse/", marking.analysis, name="analysis"),
    path("marches/<uuid:pk>/pieces/", documents.index, name="documents"),
    path("marches/<uuid:pk>/pieces/completer/", documents.complete, name="complete"),
    path("marches/<uuid:pk>/pieces/toutes.zip", documents.package, name="package"),
    path("marches/<uuid:pk>/modele-word/", house.template, name="house_template"),
    path("marches/<uuid:pk>/modele-word/retirer/", house.remove, name="house_template_remove"),
    path("marches/<uuid:pk>/dossiers/", documents.history, name="packages"),
    path("marches/<uuid:pk>/dossiers/comparer/", documents.compare, name="packages_compare"),
    path(
        "marches/<uuid:pk>/dossiers/<int:number>.zip", documents.kept_package, name="kept_package"
    ),
    path("marches/<uuid:pk>/pieces/<slug:kind>/", documents.preview, name="preview"),
    path("marches/<uuid:pk>/pieces/<slug:kind>.xlsx", documents.workbook, name="workbook"),
    path("marches/<uuid:pk>/pieces/<slug:kind>.pdf", documents.pages, name="pages"),
    path("marches/<uuid:pk>/pieces/<slug:kind>.docx", documents.download, name="download"),
    path("marches/<uuid:pk>/retours/", returned.index, name="returns"),
    path("marches/<uuid:pk>/retours/<uuid:returned_pk>/", returned.detail, name="returned"),
    path(
        "marches/<uuid:pk>/retours/<uuid:returned_pk>/fichier/",
        returned.download,
        name="returned_file",
    ),
    path(
        "marches/<uuid:pk>/retours/<uuid:returned_pk>/annuler/",
        returned.take_back,
        name="return_undo",
    ),
    path(
        "marches/<uuid:pk>/retouches/<int:edit_pk>/retirer/",
        returned.remove_edit,
        name="edit_remove",
    ),
    path("marches/<uuid:pk>/notes/<int:note_pk>/traiter/", returned.close_note, name="note_close"),
]
