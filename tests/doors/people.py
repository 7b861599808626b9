"""A person's own pages."""

from tests.doors.base import EVERYBODY, SIGNED_IN, WATCHERS, Door, fixed, round_url, to

DOORS = (
    Door("GET", "help/", EVERYBODY, fixed("/help/")),
    Door("GET", "help/own/", EVERYBODY, fixed("/help/own/")),
    Door("GET", "find/", SIGNED_IN, fixed("/find/?q=a")),
    Door("GET", "account/", SIGNED_IN, fixed("/account/")),
    Door("GET", "account/data/", SIGNED_IN, fixed("/account/data/")),
    Door("GET", "account/data.json", SIGNED_IN, fixed("/account/data.json")),
    Door("POST", "account/", SIGNED_IN, fixed("/account/"), {"scope": "read", "days": "30"}),
    Door("POST", "account/", to(422), fixed("/account/")),
    Door(
        "POST",
        "account/tokens/<text:digest>/revoke/",
        to(302),
        fixed("/account/tokens/somebody-else-s/revoke/"),
    ),
    Door("GET", "system/", to(403, **WATCHERS), fixed("/system/")),
    Door("GET", "metrics/", to(404, anonymous=404), fixed("/metrics/")),
    Door(
        "GET",
        ".well-known/security.txt",
        to(404, anonymous=404),
        fixed("/.well-known/security.txt"),
    ),
    Door("GET", "rounds/", SIGNED_IN, fixed("/rounds/")),
    Door("GET", "rounds/<int:round_id>/", to(200, nobody=404), round_url()),
)
