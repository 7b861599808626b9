"""A ranking as the rows and facts that every one of its files writes; three queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects

from assessments.rounds.disclaimers import marks_of
from criteria.common.labels import both
from criteria.common.moments import vietnam_time
from criteria.common.numbers import show
from criteria.common.text import Text
from criteria.models import Criterion
from rankings.models import DomainIndex, Ranking, RankingMean, RankingRow
from rankings.reads import visible
from rankings.reads.block_means import block_means
from rankings.reads.regions import region_name as name_of_region
from rankings.reads.table import unit_name

POINTS = "points"
"""The kind of points: up to 4 decimals, all of them exact."""
INDEX = "index"
"""The kind of an index: percent, with 2 decimals as published."""
NUMBER = "number"
TEXT = "text"

Value = str | int | Decimal | Text | None


@dataclass(frozen=True)
class ExportColumn:
    """One column: its heading and the kind of its cells (POINTS, INDEX, NUMBER or TEXT)."""

    heading: Text
    kind: str


HEAD = (
    ExportColumn(Text("Hạng", "Rank"), NUMBER),
    ExportColumn(Text("Mã", "Code"), TEXT),
    ExportColumn(Text("Đơn vị", "Unit"), TEXT),
    ExportColumn(Text("Vùng", "Region"), TEXT),
    ExportColumn(Text("Điểm", "Points"), POINTS),
    ExportColumn(Text("Điểm tối đa", "Maximum"), POINTS),
    ExportColumn(Text("Chỉ số (%)", "Index (%)"), INDEX),
    ExportColumn(Text("Nhóm", "Group"), TEXT),
    ExportColumn(Text("Ghi chú", "Note"), TEXT),
)
BLOCK = Text("khối", "block")
OUTSIDE = Text("điểm cộng, trừ", "bonus and penalty")
NOT_ASSESSED = Text("Chưa đánh giá: đơn vị chưa gửi phiếu", "Not assessed: no sheet was submitted")
NOT_RANKED = Text("Không xếp hạng", "Not ranked")


class Export:
    """The content of the files of one ranking."""

    def __init__(self, ranking: Ranking) -> None:
        self.ranking = ranking
        self.round = ranking.round
        self.results = list(visible.rows_of(ranking))
        means = RankingMean.objects.select_related("domain")
        prefetch_related_objects([ranking], Prefetch("means", means))
        self.means = list(ranking.means.all())
        self.block_means = block_means(ranking)
        assessed = (row for row in self.results if row.assessed)
        self.domains: list[Criterion] = [result.domain for result in _domains(next(assessed, None))]

    @property
    def marks(self) -> list[Text]:
        """The marks that every reader must see first."""
        marks = marks_of(self.round)
        if self.ranking.state != Ranking.State.PUBLISHED:
            marks.append(both(self.ranking.state.label))
        return marks

    @property
    def facts(self) -> list[tuple[Text, Text]]:
        """The time, the points and the rules from which the numbers were computed, each with its name."""
        ranking, rules = self.ranking, self.ranking.frozen_rules
        basis = both(Ranking.Basis(self.ranking.basis).label)
        facts = [
            (Text("Cơ sở", "Basis"), basis),
            (Text("Điểm được tính", "Points counted"), rules["basis"]),
        ]
        if ranking.computed_at:
            facts.append((Text("Tính lúc", "Computed at"), vietnam_time(ranking.computed_at)))
        if ranking.published_at:
            moment = vietnam_time(ranking.published_at)
            facts.append((Text("Công bố lúc", "Published at"), moment))
        if ranking.decision_number:
            number = Text(ranking.decision_number, ranking.decision_number)
            facts.append((Text("Quyết định số", "Decision number"), number))
        facts.append((Text("SHA-256", "SHA-256"), Text(ranking.digest, ranking.digest)))
        facts.append((Text("Cách tính chỉ số", "How the index is computed"), rules["index"]))
        facts.append((Text("Cách xếp hạng", "How ranks are given"), rules["rank"]))
        facts.append((Text("Phân nhóm", "Groups"), rules["group"]))
        return facts

    def rows(self) -> Iterator[list[Value]]:
        """Yields the rows by rank, under the headings of HEAD; names are those kept with the ranking."""
        for row in self.results:
            name = unit_name(row)
            yield [
                row.rank,
                row.code,
                Text(name.name_vi, name.name_en or name.name_vi),
                name_of_region(row.region),
                row.points,
                row.max_points,
                row.index,
                row.group,
                _note(row),
            ]

    def by_domain(self, row: RankingRow) -> list[DomainIndex | None]:
        """Returns the row's results in the order of ``domains``; ``None`` where it was not assessed."""
        own = {result.domain_id: result for result in _domains(row)}
        return [own.get(domain.pk) for domain in self.domains]

    def means_by_place(self) -> Iterator[tuple[Text, int, list[Decimal | None]]]:
        """Yields the means of all units, of each region, then of each block of units, in percent.

        Each has its name, its number of units, and the mean indices of the set and of each domain.
        """
        regions: dict[str, dict[int | None, RankingMean]] = {}
        for mean in self.means:
            regions.setdefault(mean.region, {})[mean.domain_id] = mean
        keys: list[int | None] = [None, *(domain.pk for domain in self.domains)]
        for region, by_domain in regions.items():
            name = name_of_region(region) if region else Text("Tất cả đơn vị", "All units")
            indices = [by_domain[key].index if key in by_domain else None for key in keys]
            yield name, max(mean.units for mean in by_domain.values()), indices
        for block in self.block_means:
            name = Text(f"Khối: {block.name.vi}", f"Block: {block.name.en}")
            yield name, block.units, [block.indices.get(key) for key in keys]


def _domains(row: RankingRow | None) -> list[DomainIndex]:
    return list(row.domains.all()) if row else []


def _note(row: RankingRow) -> Value:
    """Returns what else there is to say: why there is no rank, the block, the points outside the total."""
    if not row.assessed:
        return NOT_ASSESSED
    said = [NOT_RANKED] if row.rank is None else []
    if row.block:
        said.append(Text(f"{BLOCK.vi}: {row.block}", f"{BLOCK.en}: {row.block}"))
    if row.outside:
        vi, en = show(row.outside), show(row.outside, "en")
        said.append(Text(f"{OUTSIDE.vi}: {vi}", f"{OUTSIDE.en}: {en}"))
    if not said:
        return None
    return Text("; ".join(text.vi for text in said), "; ".join(text.en for text in said))
