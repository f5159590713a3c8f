"""Addresses of workshops: for the team, for everyone, and by personal link."""

from django.urls import path

from tenders.workshops.views import meeting, open, team

app_name = "workshops"
urlpatterns = [
    path("consultations/<uuid:pk>/ateliers/", team.index, name="index"),
    path("consultations/<uuid:pk>/ateliers/nouveau/", team.create, name="create"),
    path("ateliers/<uuid:pk>/", open.public, name="public"),
    path("ateliers/<uuid:pk>/atelier.ics", open.calendar, name="calendar"),
    path("ateliers/<uuid:pk>/documents/<uuid:document>/", open.document, name="document"),
    path("ateliers/<uuid:pk>/participer/", open.join, name="join"),
    path("ateliers/<uuid:pk>/suivi/", team.manage, name="manage"),
    path("ateliers/<uuid:pk>/modifier/", team.edit, name="edit"),
    path("ateliers/<uuid:pk>/point/", team.item, name="item"),
    path("ateliers/<uuid:pk>/point/<int:key>/", team.item, name="item"),
    path("ateliers/<uuid:pk>/document/", team.add_document, name="add_document"),
    path("ateliers/<uuid:pk>/annoncer/", team.announce, name="announce"),
    path("ateliers/<uuid:pk>/prevenir/", team.tell, name="tell"),
    path("ateliers/<uuid:pk>/deplacer/", team.move, name="move"),
    path("ateliers/<uuid:pk>/presence/", meeting.attendance, name="attendance"),
    path("ateliers/<uuid:pk>/compte-rendu/", meeting.minutes, name="minutes"),
    path("ateliers/<uuid:pk>/compte-rendu/publier/", meeting.publish, name="publish"),
    path("ateliers/<uuid:pk>/compte-rendu/clore/", meeting.close, name="close"),
    path("ateliers/<uuid:pk>/compte-rendu/<int:key>/", meeting.point, name="point"),
    path("ateliers/<uuid:pk>/<slug:kind>.docx", meeting.word, name="word"),
    path("ateliers/corrections/<int:pk>/", meeting.correction, name="correction"),
    path("repondre/<str:token>/ateliers/<uuid:pk>/", open.attend, name="attend"),
    path(
        "repondre/<str:token>/ateliers/<uuid:pk>/atelier.ics",
        open.own_calendar,
        name="own_calendar",
    ),
    path("repondre/<str:token>/ateliers/<uuid:pk>/corriger/", open.correct, name="correct"),
]
