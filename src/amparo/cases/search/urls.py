"""The address of the search, below /cases/."""

from django.urls import path

from amparo.cases.search import views

urlpatterns = [path("search/", views.search, name="case_search")]
