"""The acts on criteria sets, which are the only way their state changes."""

from criteria.actions.annexes import import_annex
from criteria.actions.copies import copy_set
from criteria.actions.people import Publisher
from criteria.actions.publishing import publish_set, validate_set
from criteria.actions.scales import NewerScale, change_scale

__all__ = [
    "NewerScale",
    "Publisher",
    "change_scale",
    "copy_set",
    "import_annex",
    "publish_set",
    "validate_set",
]
