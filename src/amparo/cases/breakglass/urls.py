"""Addresses of urgent access, below /cases/."""

from django.urls import path

from amparo.cases.breakglass import views

urlpatterns = [
    path("urgent/", views.listed, name="urgent"),
    path("urgent/ask/", views.ask, name="urgent_ask"),
    path("urgent/escrow/", views.escrow, name="escrow"),
    path("urgent/escrow/renewal/", views.offer_renewal, name="escrow_renewal"),
    path("urgent/<uuid:pk>/", views.read, name="urgent_request"),
    path("urgent/<uuid:pk>/review/", views.review, name="urgent_review"),
    path("urgent/<uuid:pk>/<slug:name>/", views.decide, name="urgent_decide"),
]
