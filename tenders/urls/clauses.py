"""Addresses of what Balise ships to be read again, open to all, and of authorities' clauses."""

from django.urls import path

from tenders.views import booklet_texts, clause_writing, clauses

# The first words are reserved: `LocalClause` gives them to no clause.
urlpatterns = [
    path("clauses/", clauses.index, name="clauses"),
    path("clauses/export/<str:kind>/", clauses.download, name="clauses_export"),
    path("clauses/alertes/", clauses.alerts, name="clause_alerts"),
    path("clauses/prendre/", clauses.take, name="clauses_take"),
    path("clauses/miennes/", clause_writing.mine, name="clauses_mine"),
    path("clauses/ecrire/", clause_writing.create, name="clause_create"),
    path("clauses/<slug:clause_id>/", clauses.detail, name="clause"),
    path("clauses/<slug:clause_id>/v<int:version>/", clauses.detail, name="clause_version"),
    path(
        "clauses/<slug:clause_id>/v<int:version>/differences/",
        clauses.compare,
        name="clause_differences",
    ),
    path("clauses/<slug:clause_id>/reprendre/", clause_writing.fork, name="clause_fork"),
    path("clauses/<slug:clause_id>/modifier/", clause_writing.edit, name="clause_edit"),
    path("clauses/<slug:clause_id>/supprimer/", clause_writing.discard, name="clause_discard"),
    path("clauses/<slug:clause_id>/relecture/", clause_writing.follow, name="clause_follow"),
    path("livrets/textes/", booklet_texts.index, name="booklet_texts"),
]
