"""Labels and names inside sentences, in both languages whatever the reader's is."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

from criteria.common.text import Text


def both(label: str | Promise) -> Text:
    """Returns a lazy label in Vietnamese and in English."""
    with override("vi"):
        vi = str(label)
    with override("en"):
        return Text(vi=vi, en=str(label))


def both_names(thing: Any) -> Text:
    """Returns the name of a unit or body in both languages; the Vietnamese one where English is missing."""
    return Text(vi=thing.name_vi, en=thing.name_en or thing.name_vi)


def both_titles(thing: Any) -> Text:
    """Returns the title of a criterion or round in both languages; the Vietnamese one where English is missing."""
    return Text(vi=thing.title_vi, en=thing.title_en or thing.title_vi)
