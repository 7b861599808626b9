"""The councils of a round."""

from assessments.models import Council
from tests.doors.base import Door, World, round_url, to

LIST, ONE = "rounds/<int:round_id>/councils/", "councils/<int:council_id>/"
READ = to(403, reviewer=200, other_reviewer=200, coordinator=200, inspector=200, admin=200)
# Nothing is on its agenda: for reviewers it does not exist.
WATCH = to(403, reviewer=404, other_reviewer=404, coordinator=200, inspector=200, admin=200)
WRITE = to(403, reviewer=404, other_reviewer=404)
CALL = {"title": "Phiên họp", "held_on": "2023-03-10", "members": "Nguyễn Văn An; Thứ trưởng"}


def council_url(world: World) -> str:
    by = world.people["coordinator"]
    council, _ = Council.objects.get_or_create(
        round=world.sheet.round, title="Phiên họp", held_on="2023-03-10", opened_by=by
    )
    return f"/councils/{council.pk}/"


DOORS = (
    Door("GET", LIST, READ, round_url("councils/")),
    Door("POST", LIST, to(403, coordinator=302), round_url("councils/"), CALL),
    Door("POST", LIST, to(403, coordinator=422), round_url("councils/")),
    Door("GET", ONE, WATCH, council_url),
    Door("POST", ONE, WRITE | {"coordinator": 302}, council_url, {"act": "add", "members": "Bình"}),
    Door("POST", ONE, WRITE | {"coordinator": 422}, council_url, {"act": "send"}),
    Door("POST", ONE, WRITE | {"coordinator": 422}, council_url, {"act": "close"}),
    Door("POST", ONE, WRITE | {"coordinator": 404}, council_url, {"act": "decide", "item": "1"}),
)
