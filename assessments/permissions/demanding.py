"""Stops an act or a page that has reasons against it, and gives all of the reasons at once."""

from collections.abc import Sequence

from criteria.common.text import NotAllowed, Refused, Text


def demand(reasons: list[Text], faults: Sequence[Text] = ()) -> None:
    """Raises ``NotAllowed`` when there are reasons, ``Refused`` when only the input has faults; each error carries all of both."""
    if reasons:
        raise NotAllowed(*reasons, *faults)
    if faults:
        raise Refused(*faults)
