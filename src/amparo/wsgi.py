"""The web process: granian serves `application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")

application = get_wsgi_application()

from amparo.start import guard  # noqa: E402 - models can be imported only now

guard()
