"""Template lookup: our own pages stand before those of the libraries."""

from pathlib import Path

from django.apps import apps
from django.template.loaders.filesystem import Loader


class OwnTemplatesFirst(Loader):
    """Looks in the apps of Amparo before those of third parties."""

    def get_dirs(self) -> list[str | Path]:
        own = (
            Path(app.path) / "templates" for app in apps.get_app_configs() if app.name.startswith("amparo.")
        )
        return [folder for folder in own if folder.is_dir()]
