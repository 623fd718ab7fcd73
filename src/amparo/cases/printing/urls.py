"""The address of printing, below /cases/."""

from django.urls import path

from amparo.cases.printing import views

urlpatterns = [path("<uuid:pk>/print/", views.print_file, name="case_print")]
