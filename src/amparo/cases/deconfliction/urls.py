"""Addresses of asking elsewhere, below /cases/."""

from django.urls import path

from amparo.cases.deconfliction import views

urlpatterns = [
    path("questions/<uuid:pk>/", views.answer, name="question_answer"),
    path("<uuid:pk>/elsewhere/", views.listed, name="case_elsewhere"),
    path("<uuid:pk>/elsewhere/<slug:mark>/", views.ask, name="elsewhere_ask"),
]
