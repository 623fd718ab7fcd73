"""Addresses of cases, below /cases/."""

from django.urls import include, path

urlpatterns = [
    path("", include("amparo.cases.search.urls")),
    path("", include("amparo.cases.retention.urls")),
    path("", include("amparo.cases.printing.urls")),
    path("", include("amparo.cases.lifecycle.urls")),
    path("", include("amparo.cases.people.urls")),
    path("", include("amparo.cases.consent.urls")),
    path("", include("amparo.cases.sharing.urls")),
    path("", include("amparo.cases.referral.urls")),
    path("", include("amparo.cases.deconfliction.urls")),
    path("", include("amparo.cases.breakglass.urls")),
    path("", include("amparo.cases.determination.urls")),
    path("", include("amparo.cases.protection.urls")),
    path("", include("amparo.cases.obligations.urls")),
    path("", include("amparo.cases.justice.urls")),
    path("", include("amparo.cases.contacts.urls")),
]
