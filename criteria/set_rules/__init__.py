"""What a set says around its tree: classes with bounds and conditions, ties, blocks of units, rounding."""

from criteria.set_rules.rules import (
    TODAY,
    Condition,
    SetRules,
    UnitClass,
    read_set_rules,
    set_rules_of,
)
from criteria.set_rules.words import class_words, tie_words

__all__ = [
    "TODAY",
    "Condition",
    "SetRules",
    "UnitClass",
    "class_words",
    "read_set_rules",
    "set_rules_of",
    "tie_words",
]
