"""Addresses of notices, below /notices/."""

from django.urls import path

from amparo.cases.notices import views

urlpatterns = [
    path("", views.listed, name="notices"),
    path("seen/", views.seen, name="notices_seen"),
]
