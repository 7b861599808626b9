"""Labels of choices inside sentences, in both languages whatever the reader's is."""

from django.utils.functional import Promise
from django.utils.translation import override

from criteria.common.text import Text


def both(label: str | Promise) -> Text:
    """Returns a lazy label in Vietnamese and in English."""
    with override("vi"):
        vi = str(label)
    with override("en"):
        return Text(vi=vi, en=str(label))
