"""Addresses of justice steps, below /cases/."""

from django.urls import path

from amparo.cases.justice import views

urlpatterns = [
    path("<uuid:pk>/justice/", views.read, name="case_justice"),
    path("<uuid:pk>/justice/step/", views.step, name="case_justice_step"),
    path("<uuid:pk>/justice/<uuid:step>/next/", views.next_date, name="case_justice_next"),
    path("<uuid:pk>/justice/<uuid:step>/back/", views.take_back, name="case_justice_back"),
]
