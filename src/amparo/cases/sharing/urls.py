"""Addresses of shares, below /cases/."""

from django.urls import path

from amparo.cases.sharing import views

urlpatterns = [
    path("between/", views.between, name="between"),
    path("between/seen/", views.seen, name="between_seen"),
    path("<uuid:pk>/sharing/", views.listed, name="case_sharing"),
    path("<uuid:pk>/sharing/share/", views.share, name="case_share"),
    path("<uuid:pk>/sharing/<uuid:share>/end/", views.end, name="case_share_end"),
]
