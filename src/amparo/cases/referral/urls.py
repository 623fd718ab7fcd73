"""Addresses of referrals, below /cases/."""

from django.urls import path

from amparo.cases.referral import views

urlpatterns = [
    path("referrals/<uuid:pk>/", views.incoming, name="referral_incoming"),
    path("referrals/<uuid:pk>/<slug:name>/", views.answer, name="referral_answer"),
    path("<uuid:pk>/referrals/", views.listed, name="case_referrals"),
    path("<uuid:pk>/referrals/write/", views.write, name="referral_write"),
    path("<uuid:pk>/referrals/<uuid:referral>/", views.read, name="referral"),
    path("<uuid:pk>/referrals/<uuid:referral>/<slug:name>/", views.step, name="referral_step"),
]
