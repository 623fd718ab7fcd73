"""Addresses of leads, below /leads/."""

from django.urls import path

from amparo.leads.collections import views as collections
from amparo.leads.learning import views as learning
from amparo.leads.review import views as review

urlpatterns = [
    path("", review.listed, name="leads"),
    path("collections/", collections.listed, name="collections"),
    path("collections/new/", collections.upload, name="collection_upload"),
    path("collections/<uuid:pk>/", collections.read, name="collection"),
    path("collections/<uuid:pk>/add/", collections.add, name="collection_add"),
    path(
        "collections/<uuid:pk>/files/<uuid:addition>/leave-out/",
        collections.leave_out,
        name="collection_leave_out",
    ),
    path("collections/<uuid:pk>/run/", collections.start, name="collection_run"),
    path("collections/<uuid:pk>/run/<uuid:run>/cancel/", collections.cancel, name="collection_cancel"),
    path(
        "collections/<uuid:pk>/run/<uuid:run>/refused/", collections.refused_rows, name="collection_refused"
    ),
    path("collections/<uuid:pk>/delete/", collections.delete, name="collection_delete"),
    path("precision/", learning.precision_page, name="leads_precision"),
    path("fairness/", learning.fairness_page, name="leads_fairness"),
    path("weights/", learning.weights_page, name="leads_weights"),
    path("<uuid:pk>/", review.read, name="lead"),
    path("<uuid:pk>/uphold/", review.uphold, name="lead_uphold"),
    path("<uuid:pk>/judge/<slug:verdict>/", review.judge, name="lead_judge"),
    path("<uuid:pk>/judgements/<uuid:judgement>/take-back/", review.take_back, name="lead_take_back"),
]
