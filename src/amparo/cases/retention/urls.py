"""Addresses of keeping and destroying, below /cases/."""

from django.urls import path

from amparo.cases.retention import views

urlpatterns = [
    path("retention/", views.listed, name="retention"),
    path("<uuid:pk>/retention/", views.read, name="case_retention"),
    path("<uuid:pk>/retention/hold/", views.hold, name="case_hold"),
    path("<uuid:pk>/retention/hold/<uuid:hold>/lift/", views.lift, name="case_hold_lift"),
    path("<uuid:pk>/retention/propose/", views.propose, name="case_destruction_propose"),
    path("<uuid:pk>/retention/answer/", views.answer, name="case_destruction_answer"),
]
