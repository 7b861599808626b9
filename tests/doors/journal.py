"""The security journal, and the state of the chain over the record."""

from tests.doors.base import SIGNED_IN, Door, fixed, to

AUDITORS = to(403, inspector=200, admin=200)

DOORS = (
    Door("GET", "account/journal/", SIGNED_IN, fixed("/account/journal/")),
    Door("GET", "journal/", AUDITORS, fixed("/journal/?person=a&kind=sign_in&day=1/2/2022")),
    Door("GET", "journal/chain/", AUDITORS, fixed("/journal/chain/")),
)
