"""Every address. Portuguese has none in front; other languages have theirs (/en/…)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from amparo.web import views

urlpatterns = i18n_patterns(
    path("", views.front, name="front"),
    path("help/", views.find_help, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("", include("amparo.reports.portal.urls")),
    path("desk/", views.desk, name="desk"),
    path("triage/", include("amparo.reports.triage.urls")),
    path("cases/", include("amparo.cases.urls")),
    path("leads/", include("amparo.leads.urls")),
    path("boards/", include("amparo.cases.boards.urls")),
    path("notices/", include("amparo.cases.notices.urls")),
    path("law/", include("amparo.cases.lawmap.urls")),
    path("audit/", include("amparo.cases.audit.urls")),
    path("", include("amparo.accounts.urls")),
    prefix_default_language=False,
)
