"""Addresses of clocks, below /cases/."""

from django.urls import path

from amparo.cases.obligations import views

urlpatterns = [
    path("clocks/", views.of_the_country, name="clocks"),
    path("<uuid:pk>/clocks/", views.listed, name="case_clocks"),
    path("<uuid:pk>/clocks/<uuid:obligation>/done/", views.done, name="case_clock_done"),
    path("<uuid:pk>/clocks/<uuid:obligation>/waive/", views.waived, name="case_clock_waive"),
]
