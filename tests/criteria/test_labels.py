from django.utils.translation import override

from criteria.labels import both
from criteria.models import Level
from criteria.text import Text


def test_a_label_is_said_in_both_languages_whatever_the_readers_is() -> None:
    for language in ("vi", "en"):
        with override(language):
            assert both(Level.MINISTRY.label) == Text(vi="Bộ, ngành", en="Ministerial level")
