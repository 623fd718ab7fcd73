"""Addresses of the protection side of a case, below /cases/."""

from django.urls import path

from amparo.cases.protection import views

_PERSON = "<uuid:pk>/protection/<uuid:person>"

urlpatterns = [
    path("<uuid:pk>/protection/", views.read, name="case_protection"),
    path(f"{_PERSON}/risk/", views.assess, name="case_assess"),
    path(f"{_PERSON}/safety/", views.plan_safety, name="case_safety"),
    path(f"{_PERSON}/action/", views.add_action, name="case_action_add"),
    path(f"{_PERSON}/service/", views.start_service, name="case_service_start"),
    path(f"{_PERSON}/follow-up/", views.follow_up, name="case_follow_up"),
    path(f"{_PERSON}/feedback/", views.give_feedback, name="case_feedback"),
    path(
        "<uuid:pk>/protection/actions/<uuid:action>/<slug:progress>/",
        views.settle_action,
        name="case_action_settle",
    ),
    path("<uuid:pk>/protection/services/<uuid:episode>/end/", views.end_service, name="case_service_end"),
]
