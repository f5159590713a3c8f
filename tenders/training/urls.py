"""Addresses of sessions, quizzes and figures."""

from django.urls import path

from tenders.training.views import attendance, figures, personal, public, quizzes, running

app_name = "training"
urlpatterns = [
    path("", public.agenda, name="agenda"),
    path("quiz/", quizzes.index, name="quizzes"),
    path("quiz/<slug:slug>/", quizzes.quiz, name="quiz"),
    path("chiffres/", figures.figures, name="figures"),
    path("chiffres.<str:kind>", figures.export, name="figures_export"),
    path("sessions/nouvelle/", running.create, name="create"),
    path("sessions/<uuid:pk>/", public.session, name="session"),
    path("sessions/<uuid:pk>/seance.ics", public.calendar, name="calendar"),
    path("sessions/<uuid:pk>/suivi/", running.manage, name="manage"),
    path("sessions/<uuid:pk>/modifier/", running.edit, name="edit"),
    path("sessions/<uuid:pk>/ouvrir/", running.open_session, name="open"),
    path("sessions/<uuid:pk>/clore/", running.close, name="close"),
    path("sessions/<uuid:pk>/annuler/", running.call_off, name="call_off"),
    path("sessions/<uuid:pk>/dates/nouvelle/", running.sitting, name="sitting_create"),
    path("sessions/<uuid:pk>/dates/<uuid:sitting>/", running.sitting, name="sitting"),
    path(
        "sessions/<uuid:pk>/dates/<uuid:sitting>/retirer/",
        running.sitting_remove,
        name="sitting_remove",
    ),
    path(
        "sessions/<uuid:pk>/dates/<uuid:sitting>/presences/",
        attendance.attendance,
        name="attendance",
    ),
    path(
        "sessions/<uuid:pk>/dates/<uuid:sitting>/presences/ajouter/",
        attendance.walk_in,
        name="walk_in",
    ),
    path("sessions/<uuid:pk>/personnes/<uuid:registration>/", running.release, name="release"),
    path("sessions/<uuid:pk>/evaluations/", running.paper_evaluation, name="paper_evaluation"),
    path("sessions/<uuid:pk>/documents/<str:kind>/", attendance.preview, name="preview"),
    path("sessions/<uuid:pk>/documents/<str:kind>.docx", attendance.download, name="download"),
    path("sessions/<uuid:pk>/attestations.zip", attendance.certificates, name="certificates"),
    path("inscriptions/<str:token>/", personal.registration, name="registration"),
    path("inscriptions/<str:token>/seance.ics", personal.personal_dates, name="personal_calendar"),
    path("inscriptions/<str:token>/evaluation/", personal.evaluation, name="evaluation"),
    path("inscriptions/<str:token>/attestation.docx", personal.own_certificate, name="certificate"),
]
