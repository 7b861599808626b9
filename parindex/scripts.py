"""The words of the admin's scripts, in the reader's language."""

from django.conf import settings
from django.views.i18n import JavaScriptCatalog


class AdminScripts(JavaScriptCatalog):
    """Django's catalogue with ours behind it (``djangojs``): Django's lacks some of the Vietnamese."""

    def get_paths(self, packages: list[str]) -> list[str]:
        return [*super().get_paths(packages), *map(str, settings.LOCALE_PATHS)]
