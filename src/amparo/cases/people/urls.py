"""Addresses of the people of a case, below /cases/."""

from django.urls import path

from amparo.cases.people import views

urlpatterns = [
    path("<uuid:pk>/people/", views.listed, name="case_people"),
    path("<uuid:pk>/people/add/", views.add, name="case_person_add"),
    path("<uuid:pk>/people/<uuid:person>/", views.read, name="case_person"),
    path("<uuid:pk>/people/<uuid:person>/change/", views.change, name="case_person_change"),
    path("<uuid:pk>/people/<uuid:person>/role/", views.give_role, name="case_role_give"),
    path("<uuid:pk>/people/<uuid:person>/role/<slug:role>/end/", views.end_role, name="case_role_end"),
    path("<uuid:pk>/people/<uuid:person>/review/", views.review, name="case_non_punishment"),
]
