"""Addresses of boards, below /boards/."""

from django.urls import path

from amparo.cases.boards import views

urlpatterns = [
    path("", views.my_work, name="work"),
    path("institution/", views.my_load, name="load"),
    path("institution/focal-point/", views.name_focal_point, name="focal_point"),
    path("coordination/", views.country, name="coordination"),
]
