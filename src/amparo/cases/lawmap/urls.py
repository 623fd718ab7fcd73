"""Addresses of the law map, below /law/."""

from django.urls import path

from amparo.cases.lawmap import views

urlpatterns = [
    path("", views.listed, name="law"),
    path("gaps/", views.gaps, name="law_gaps"),
    path("<slug:code>/", views.instrument, name="law_instrument"),
]
