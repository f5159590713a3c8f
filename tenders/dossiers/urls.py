"""Addresses of the files that suppliers have read."""

from django.urls import path

from tenders.dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/texte/<int:number>/", views.text, name="text"),
    path("<uuid:pk>/corriger/<slug:kind>/", views.correct, name="correct"),
    path("<uuid:pk>/garder/", views.keep, name="keep"),
    path("<uuid:pk>/supprimer/", views.delete, name="delete"),
]
