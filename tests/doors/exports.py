"""Rankings as files."""

from tests.doors.base import EVERYBODY, NOT_DRAFTS, Door, World

PATTERN = "rankings/<int:ranking_id>/export.<slug:kind>"


def _door(kind: str, which: str) -> Door:
    def url(world: World) -> str:
        return f"/rankings/{getattr(world, which).pk}/export.{kind}"

    return Door("GET", PATTERN, EVERYBODY if which == "published" else NOT_DRAFTS, url)


def _lost(which: str) -> Door:
    def url(world: World) -> str:
        return f"/rankings/{getattr(world, which).pk}/lost.csv"

    pattern = "rankings/<int:ranking_id>/lost.csv"
    return Door("GET", pattern, EVERYBODY if which == "published" else NOT_DRAFTS, url)


DOORS = (
    *(_door(kind, which) for kind in ("xlsx", "csv", "json") for which in ("published", "draft")),
    *map(_lost, ("published", "draft")),
)
