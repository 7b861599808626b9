"""What every act and page does with reasons: it stops, and says all of them at once."""

from collections.abc import Sequence

from criteria.common.text import NotAllowed, Refused, Text


def demand(reasons: list[Text], faults: Sequence[Text] = ()) -> None:
    """Raises ``NotAllowed`` when there are reasons, ``Refused`` when only the input has faults; with all of both."""
    if reasons:
        raise NotAllowed(*reasons, *faults)
    if faults:
        raise Refused(*faults)
