"""Rankings as files."""

from tests.doors.base import EVERYBODY, NOT_DRAFTS, Door, World

PATTERN = "rankings/<int:ranking_id>/export.<slug:kind>"


def _door(kind: str, which: str) -> Door:
    def url(world: World) -> str:
        return f"/rankings/{getattr(world, which).pk}/export.{kind}"

    return Door("GET", PATTERN, EVERYBODY if which == "published" else NOT_DRAFTS, url)


DOORS = tuple(
    _door(kind, which) for kind in ("xlsx", "csv", "json") for which in ("published", "draft")
)
