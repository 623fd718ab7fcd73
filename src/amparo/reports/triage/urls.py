"""Addresses of triage, below /triage/."""

from django.urls import path

from amparo.reports.triage import views

urlpatterns = [
    path("", views.waiting, name="triage"),
    path("list/<slug:which>/", views.listed, name="triage_list"),
    path("overdue/", views.overdue, name="triage_overdue"),
    path("<uuid:pk>/", views.read, name="triage_report"),
    path("<uuid:pk>/take-up/", views.take_up, name="triage_take_up"),
    path("<uuid:pk>/decide/<slug:verdict>/", views.decide, name="triage_decide"),
    path("<uuid:pk>/decisions/<uuid:decision>/take-back/", views.take_back, name="triage_take_back"),
    path("<uuid:pk>/recall/", views.recall, name="triage_recall"),
    path("<uuid:pk>/urgency/", views.override, name="triage_override"),
    path("<uuid:pk>/write/", views.write, name="triage_write"),
]
