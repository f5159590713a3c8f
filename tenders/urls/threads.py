"""Addresses: the draft opened to comments, and the personal link that lets suppliers write."""

from django.urls import path

from tenders.views import links, threads

urlpatterns = [
    path("consultations/<uuid:pk>/textes/", threads.texts, name="texts"),
    path("consultations/<uuid:pk>/textes/<int:key>/", threads.text, name="text"),
    path("repondre/<str:token>/lien/", links.contribute_link, name="contribute_link"),
    path("repondre/<str:token>/textes/", threads.own_texts, name="contribute_texts"),
    path("repondre/<str:token>/textes/<int:key>/", threads.own_text, name="contribute_text"),
    path("consultations/<uuid:pk>/fils/", threads.threads, name="threads"),
    path("consultations/<uuid:pk>/fils/<int:key>/", threads.thread, name="thread"),
    path("consultations/<uuid:pk>/fils/<int:key>/dates/", threads.dates, name="thread_dates"),
    path("consultations/commentaires/<uuid:pk>/", threads.moderate, name="comment_moderate"),
]
