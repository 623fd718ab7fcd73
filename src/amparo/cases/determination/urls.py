"""Addresses of determinations, below /cases/."""

from django.urls import path

from amparo.cases.determination import views

urlpatterns = [
    path("<uuid:pk>/determination/", views.read, name="case_determination"),
    path("<uuid:pk>/determination/<uuid:person>/", views.determine, name="case_determine"),
]
