"""Addresses of consent and overrides, below /cases/."""

from django.urls import path

from amparo.cases.consent import views

urlpatterns = [
    path("<uuid:pk>/consents/ask/", views.ask, name="consent_ask"),
    path("<uuid:pk>/consents/<uuid:consent>/", views.say, name="consent_say"),
    path("<uuid:pk>/consents/<uuid:consent>/withdraw/", views.withdraw, name="consent_withdraw"),
    path("<uuid:pk>/overrides/ask/", views.override, name="override_ask"),
    path("<uuid:pk>/overrides/<uuid:override>/decide/", views.decide, name="override_decide"),
    path("<uuid:pk>/overrides/<uuid:override>/review/", views.review, name="override_review"),
]
