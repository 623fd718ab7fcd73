"""Every address. Portuguese has none in front; other languages have theirs (/en/…)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from amparo.web import views

urlpatterns = i18n_patterns(
    path("", views.front, name="front"),
    path("desk/", views.desk, name="desk"),
    prefix_default_language=False,
)
