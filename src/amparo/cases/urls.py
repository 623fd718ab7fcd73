"""Addresses of cases, below /cases/."""

from django.urls import path

from amparo.cases import views

urlpatterns = [
    path("", views.listed, name="cases"),
    path("<uuid:pk>/", views.read, name="case"),
]
