"""Addresses of a case's contacts, below /cases/."""

from django.urls import path

from amparo.cases.contacts import views

urlpatterns = [
    path("<uuid:pk>/contacts/", views.listed, name="case_contacts"),
    path("<uuid:pk>/contacts/add/", views.add, name="case_contacts_add"),
    path("<uuid:pk>/contacts/<uuid:contact>/back/", views.take_back, name="case_contacts_back"),
]
