"""The acts as the record of changes names them; each is declared in the module that writes it."""

from dataclasses import dataclass

from criteria.common.text import Text


@dataclass(frozen=True)
class Act:
    """An act that the record stores under ``name``; pages call it by its ``label``."""

    name: str
    label: Text
    is_internal: bool = False
    """True for an act between a unit's leader and its officers, which others do not read."""
    is_own: bool = False
    """True for an act that nobody outside the unit ever reads, those who watch over all included."""
    is_draft: bool = False
    """True for an act of a unit's writing, which its reviewers do not read before the unit submits.

    Evidence may come with an explanation too; reviewers do read that.
    """

    def __post_init__(self) -> None:
        """Enters the act into the register, so that no list of acts can forget one."""
        if self.name in _by_name:
            raise ValueError(f"The act {self.name} is declared twice.")
        _by_name[self.name] = self


_by_name: dict[str, Act] = {}


def declared_acts() -> list[Act]:
    """Returns every act of the program: all ``acts`` modules are imported at start, and with them the acts that they list."""
    return list(_by_name.values())


def act_label(name: str) -> Text:
    """Returns the name of an act for pages; the stored name where an older program wrote it."""
    return _by_name[name].label if name in _by_name else Text(vi=name, en=name)
