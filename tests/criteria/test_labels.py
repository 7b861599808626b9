from django.utils.translation import override

from criteria.common.labels import both
from criteria.common.text import Text
from criteria.models import Level


def test_a_label_is_said_in_both_languages_whatever_the_readers_is() -> None:
    for language in ("vi", "en"):
        with override(language):
            assert both(Level.MINISTRY.label) == Text(vi="Bộ, ngành", en="Ministerial level")
