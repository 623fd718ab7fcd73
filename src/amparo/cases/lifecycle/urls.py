"""Addresses of a case's way, below /cases/."""

from django.urls import path

from amparo.cases.lifecycle import ends, views

urlpatterns = [
    path("", views.listed, name="cases"),
    path("new/", views.start, name="case_new"),
    path("offers/<uuid:pk>/", ends.offered, name="case_offer"),
    path("offers/<uuid:pk>/accept/", ends.accept, name="case_offer_accept"),
    path("offers/<uuid:pk>/decline/", ends.decline, name="case_offer_decline"),
    path("<uuid:pk>/", views.read, name="case"),
    path("<uuid:pk>/move/", views.move, name="case_move"),
    path("<uuid:pk>/summary/", views.summarise, name="case_summary"),
    path("<uuid:pk>/timeline/", views.told, name="case_timeline"),
    path("<uuid:pk>/close/", ends.propose, name="case_close"),
    path("<uuid:pk>/close/answer/", ends.answer_closing, name="case_close_answer"),
    path("<uuid:pk>/reopen/", ends.reopen, name="case_reopen"),
    path("<uuid:pk>/hand-over/", ends.offer, name="case_hand_over"),
    path("<uuid:pk>/hand-over/withdraw/", ends.withdraw, name="case_hand_over_withdraw"),
    path("<uuid:pk>/merge/", views.merge, name="case_merge"),
    path("<uuid:pk>/merge/<uuid:decision>/take-back/", views.unmerge, name="case_unmerge"),
]
