"""The leaves of earlier sets from which a leaf descends, by the ancestors that sets name."""

from collections.abc import Iterable

from criteria.models import Criterion


def leaf_lineage(leaf_ids: Iterable[int]) -> dict[int, set[int]]:
    """Returns for each leaf (id) itself and all leaves before it, as far back as sets name them; one query."""
    before = dict(Criterion.objects.filter(ancestor__isnull=False).values_list("pk", "ancestor_id"))
    lineage = {}
    for leaf in set(leaf_ids):
        line: set[int] = set()
        node: int | None = leaf
        while node is not None and node not in line:
            line.add(node)
            node = before.get(node)
        lineage[leaf] = line
    return lineage
