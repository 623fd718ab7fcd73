"""Addresses of the audit, below /audit/."""

from django.urls import path

from amparo.cases.audit import views

urlpatterns = [
    path("", views.record, name="audit"),
    path("patterns/", views.unusual, name="audit_patterns"),
]
