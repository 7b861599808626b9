"""What the record of changes calls an act; each is declared in the module that writes it."""

from dataclasses import dataclass

from criteria.common.text import Text


@dataclass(frozen=True)
class Act:
    """An act that the record keeps under ``name``; pages call it by its ``label``."""

    name: str
    label: Text
    is_internal: bool = False
    """Between a unit's leader and its officers: others do not read of it."""
    is_draft: bool = False
    """A unit's writing: before the unit submits, its reviewers do not read of it.

    Evidence comes with an explanation too, when they do.
    """

    def __post_init__(self) -> None:
        """Put the act into the register, so that no list of them can forget one."""
        if self.name in _by_name:
            raise ValueError(f"The act {self.name} is declared twice.")
        _by_name[self.name] = self


_by_name: dict[str, Act] = {}


def declared_acts() -> list[Act]:
    """Every act of the program: all ``acts`` modules are imported at start, and with them what they list."""
    return list(_by_name.values())


def act_label(name: str) -> Text:
    """What an act is called; its own name where an older program wrote it."""
    return _by_name[name].label if name in _by_name else Text(vi=name, en=name)
