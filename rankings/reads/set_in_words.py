"""How the set of a ranking counts, in sentences made of the set: points, missing values, indices, ranks, classes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from criteria.common.text import Text
from criteria.models import Criterion
from criteria.scales import Scale, read_scale
from rankings.models import Ranking

NOT_SENT = Text(
    "Phiếu chưa gửi không tính là 0: đơn vị chưa được đánh giá, không có chỉ số, không tính vào trung bình.",
    "A sheet that was not sent is not 0: the unit is not assessed, has no index and is in no mean.",
)
ZEROS = {
    "refused": Text("không nhận số liệu", "the figures are refused"),
    "zero": Text("tính 0 điểm", "counts 0"),
    "full": Text("tính đủ điểm", "counts in full"),
    "na": Text("không áp dụng", "does not apply"),
}
ALL_TOGETHER = Text(
    "Mọi đơn vị xếp chung một bảng, không chia khối.",
    "All units are ranked together, without blocks.",
)


@dataclass(frozen=True)
class SetInWords:
    """A ranking's own rules, each under what it is about."""

    ranking: Ranking
    rules: Sequence[tuple[Text, Text]]


def sets_in_words(rankings: Sequence[Ranking]) -> list[SetInWords]:
    """Returns them in the order of the rankings; one query, however many they are."""
    scales: dict[int, list[Scale]] = {}
    leaves = Criterion.objects.leaves().filter(
        criteria_set__in={one.round.criteria_set_id for one in rankings}
    )
    for pk, stored, most in leaves.values_list("criteria_set", "scale", "max_points"):
        scale, _faults = read_scale(stored, most)
        if scale is not None:
            scales.setdefault(pk, []).append(scale)
    return [
        SetInWords(one, list(_rules(one, scales.get(one.round.criteria_set_id, []))))
        for one in rankings
    ]


def _rules(ranking: Ranking, scales: Sequence[Scale]) -> Iterable[tuple[Text, Text]]:
    frozen, rules = ranking.frozen_rules, ranking.set_rules
    places = rules.places
    yield (
        Text("Điểm và làm tròn", "Points and rounding"),
        Text(
            f"{len(scales)} tiêu chí chấm điểm; điểm mỗi tiêu chí giữ {places} chữ số thập phân, từ 5 làm tròn lên.",
            f"{len(scales)} leaves carry points; the points of each are kept to {places} decimals, rounded half up.",
        ),
    )
    names = (
        ("basis", Text("Điểm được tính", "The points that count")),
        ("index", Text("Chỉ số", "Index")),
        ("rank", Text("Hạng, đồng hạng", "Ranks and ties")),
    )
    for name, heading in names:
        if name in frozen:
            yield heading, frozen[name]
    if not rules.blocks:
        yield Text("Khối", "Blocks"), ALL_TOGETHER
    if "group" in frozen:
        yield Text("Nhóm", "Groups"), frozen["group"]
    yield Text("Không áp dụng", "Not applicable"), not_applicable_words(scales)
    divided = [scale for scale in scales if scale.divisors]
    if divided:
        yield Text("Khi không phát sinh", "Where nothing arose"), zero_words(divided)
    yield Text("Thiếu số liệu", "Missing values"), NOT_SENT


def not_applicable_words(scales: Sequence[Scale]) -> Text:
    """Returns how many leaves may not apply to a unit, and what that does."""
    leaves = sum(scale.na == "leaves" for scale in scales)
    full = sum(scale.na == "full" for scale in scales)
    if not leaves and not full:
        return Text(
            "Không tiêu chí nào được khai là không áp dụng, trừ khi không phát sinh.",
            "No leaf may be declared not applicable, unless nothing arose.",
        )
    vi, en = [], []
    if leaves:
        vi.append(
            f"{leaves} tiêu chí có thể không áp dụng: điểm tối đa không tính vào mẫu số của chỉ số."
        )
        en.append(
            f"{leaves} leaves may not apply: their maximum leaves the denominator of the index."
        )
    if full:
        vi.append(f"{full} tiêu chí tính đủ điểm cho đơn vị không thuộc diện chấm.")
        en.append(f"{full} leaves count in full for units that they do not concern.")
    return Text(" ".join(vi), " ".join(en))


def zero_words(scales: Sequence[Scale]) -> Text:
    """Returns what a denominator of 0 gives, and on how many of these leaves."""
    counts = {name: sum(scale.zero == name for scale in scales) for name in ZEROS}
    said = [(number, ZEROS[name]) for name, number in counts.items() if number]
    return Text(
        "; ".join(f"{number} tiêu chí: {words.vi}" for number, words in said) + ".",
        "; ".join(f"{number} leaves: {words.en}" for number, words in said) + ".",
    )
