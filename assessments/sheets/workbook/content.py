"""The contents of a sheet's workbook: the tree, and each leaf with its score, in two queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessments import permissions
from assessments.models import Assessment, Score, User
from assessments.models.references import RoundValues
from assessments.models.sheet_scales import scale_of
from assessments.sheets.workbook.layout import WorkbookLeaf
from criteria.models import Criterion


@dataclass(frozen=True)
class Content:
    """The nodes in the order of the annex; ``leaves`` by their codes, in the same order."""

    assessment: Assessment
    nodes: list[Criterion]
    leaves: dict[str, WorkbookLeaf]

    @property
    def domains(self) -> list[Criterion]:
        return [node for node in self.nodes if node.parent_id is None]

    def below(self, domain: Criterion) -> Iterator[Criterion]:
        """Returns a domain and everything under it."""
        return (node for node in self.nodes if domain.pk in (node.pk, node.domain_id))

    @property
    def own(self) -> dict[str, WorkbookLeaf]:
        """The leaves that the unit fills in, by code."""
        return {code: leaf for code, leaf in self.leaves.items() if leaf.scale}


def closed_to(user: User, content: Content) -> frozenset[str]:
    """Returns the codes of leaves that the unit gave to others than ``user``; none for a person outside the unit."""
    unit_id = content.assessment.unit_id
    return frozenset(
        code
        for code, leaf in content.own.items()
        if permissions.is_outside_part(user, unit_id, leaf.node)
    )


def in_tree_order(nodes: Iterable[Criterion]) -> list[Criterion]:
    """Returns each node before all those below it, without gaps: a subtotal is the sum of rows that follow each other."""
    by_id = {node.pk: node for node in nodes}

    def path(node: Criterion) -> tuple[tuple[int, int], ...]:
        above = path(by_id[node.parent_id]) if node.parent_id else ()
        return (*above, (node.position, node.pk))

    return sorted(by_id.values(), key=path)


def content_of(assessment: Assessment) -> Content:
    """Reads the whole sheet; the caller has loaded round, set and unit with ``assessment``."""
    set_id = assessment.round.criteria_set_id
    nodes = in_tree_order(
        Criterion.objects.filter(criteria_set=set_id).defer("search", "reviewer_vi")
    )
    scores = {
        score.criterion_id: score
        for score in Score.objects.filter(assessment=assessment).select_related("changed_by")
    }
    leaves, values = {}, RoundValues(assessment.round_id)
    for node in nodes:
        if score := scores.get(node.pk):
            score.assessment, score.criterion = assessment, node
            scale = None if node.is_survey else scale_of(score, values)
            leaves[node.code] = WorkbookLeaf(node, score, scale)
    return Content(assessment, nodes, leaves)
