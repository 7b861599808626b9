"""The leaves of a sheet as the pane beside a leaf lists them: their states, their domains, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments import permissions
from assessments.models import Assessment, Score, User
from assessments.sheets.filters import SheetFilter
from assessments.sheets.row_states import RowState, row_state
from criteria.models import Criterion

ListedLeaves = list[tuple[Criterion, Score]]
_WHOLE = "st-2"
"""The sign of a leaf that lacks nothing."""


@dataclass(frozen=True)
class TreeLeaf:
    """A leaf of the tree; survey leaves have no state."""

    node: Criterion
    score: Score
    state: RowState | None
    is_wide: bool = False
    """True for a domain or criterion that is itself a leaf."""


@dataclass
class TreeDomain:
    """A domain with its progress over all of its own leaves, and the lines that the filter shows."""

    node: Criterion
    own: int = 0
    filled: int = 0
    """How many are filled in; for reviewers, how many are reviewed."""
    done: int = 0
    lines: list[Criterion | TreeLeaf] = field(default_factory=list)
    is_open: bool = False

    @property
    def begun(self) -> int:
        """The number of those that lack something yet."""
        return max(self.filled - self.done, 0)


def listed_leaves(assessment: Assessment) -> ListedLeaves:
    """Returns the sheet's leaves in the order of the annex, each with its score and its numbers of documents; one query."""
    scores = (
        Score.objects.filter(assessment=assessment)
        .select_related("criterion")
        .only(
            *("claimed_points", "claimed_na", "awarded_points", "awarded_na", "max_points"),
            *(
                "flag",
                "returned_note",
                "claimed_note",
                "awarded_note",
                "reviewing_body_id",
                "criterion__code",
                "criterion__source",
            ),
            *("criterion__title_vi", "criterion__title_en", "criterion__printed_code"),
            "criterion__evidence_vi",
            *("criterion__criteria_set_id", "criterion__position"),
            *("criterion__domain_id", "criterion__parent_id", "criterion__ancestor_id"),
        )
        .with_documents()
        .in_tree_order()
    )
    leaves = []
    for score in scores:
        score.assessment = assessment
        leaves.append((score.criterion, score))
    return leaves


def state_of_leaf(user: User, leaf: Criterion, score: Score) -> RowState | None:
    """Returns how a leaf stands for this reader, as the row of the table says it too."""
    sheet = score.assessment
    internal = permissions.may_read_internal(user, sheet)
    return row_state(sheet, leaf, score, reads_internal=internal)


def tree_of(
    user: User, assessment: Assessment, leaves: ListedLeaves, shown: SheetFilter, current: str
) -> list[TreeDomain]:
    """Returns the domains with the leaves that a filter shows, and the current one in any case; one query more."""
    nodes = list(
        Criterion.objects.filter(
            criteria_set=assessment.round.criteria_set_id, children__isnull=False
        )
        .distinct()
        .only("code", "printed_code", "title_vi", "title_en", "position", "parent_id", "domain_id")
        .order_by("position")
    )
    scored = {leaf.pk: score for leaf, score in leaves}
    domains: dict[int, TreeDomain] = {}
    pending: list[Criterion] = []
    for node in sorted([*nodes, *(leaf for leaf, _score in leaves)], key=lambda one: one.position):
        domain = domains.setdefault(node.domain_id or node.pk, TreeDomain(node))
        score = scored.get(node.pk)
        if score is None:
            if node.parent_id:
                pending = [one for one in pending if node.code.startswith(f"{one.code}.")] + [node]
            continue
        state = state_of_leaf(user, node, score)
        _count(domain, user, score, state)
        if shown.holds(node, score) or node.code == current:
            above = [one for one in pending if node.code.startswith(f"{one.code}.")]
            domain.lines += [one for one in above if one not in domain.lines]
            is_wide = node.parent_id in (None, domain.node.pk)
            domain.lines.append(TreeLeaf(node, score, state, is_wide))
        domain.is_open = domain.is_open or node.code == current
    return list(domains.values())


def _count(domain: TreeDomain, user: User, score: Score, state: RowState | None) -> None:
    if state is not None:
        reviews = permissions.may_review_sheet(user, score.assessment)
        domain.own += 1
        domain.filled += score.is_reviewed if reviews else score.is_filled
        domain.done += state.sign == _WHOLE


def domain_of_leaf(user: User, leaves: ListedLeaves, leaf: Criterion) -> TreeDomain:
    """Returns the progress of a leaf's domain alone, as a save changes it; no query."""
    top = leaf.domain_id or leaf.pk
    domain = TreeDomain(leaf)
    for other, score in leaves:
        if (other.domain_id or other.pk) == top:
            _count(domain, user, score, state_of_leaf(user, other, score))
    return domain


def leaves_around(
    leaves: Sequence[tuple[Criterion, Score]], shown: SheetFilter, code: str
) -> tuple[Criterion | None, Criterion | None]:
    """Returns the leaves of the filter before and after one, whether the filter shows that one or not."""
    codes = [leaf.code for leaf, _score in leaves]
    here = codes.index(code)
    before = [leaf for leaf, score in leaves[:here] if _is_stop(shown, leaf, score)]
    after = [leaf for leaf, score in leaves[here + 1 :] if _is_stop(shown, leaf, score)]
    return (before[-1] if before else None), (after[0] if after else None)


def _is_stop(shown: SheetFilter, leaf: Criterion, score: Score) -> bool:
    return not leaf.is_survey and shown.holds(leaf, score)
