"""The reasons against publishing a ranking; pages show them, ``publish_ranking`` obeys them."""

from django.db.models import Q
from django.utils import timezone

from assessments.models import Assessment, Status
from criteria.common.labels import both
from criteria.common.moments import vietnam_time
from criteria.common.text import Text
from rankings.computing import totals
from rankings.models import Ranking


def publishing_barriers(ranking: Ranking) -> list[Text]:
    """Returns every reason against publishing a ranking now, the person aside."""
    if ranking.status != Ranking.Status.DRAFT:
        status = both(ranking.state.label)
        return [
            Text(
                vi=f"Chỉ công bố được bảng dự thảo; bảng này ở trạng thái “{status.vi}”.",
                en=f"Only a draft can be published; this ranking is “{status.en}”.",
            )
        ]
    causes = []
    if ranking.basis == Ranking.Basis.CLAIMED:
        causes.append(
            Text(
                vi="Chỉ công bố được bảng tính từ điểm thẩm định, không phải điểm tự đánh giá.",
                en="Only a ranking of awarded points can be published, not one of claimed points.",
            )
        )
    waiting = Ranking.objects.scheduled().filter(round=ranking.round_id).first()
    if waiting is not None and waiting.published_at is not None:
        moment = vietnam_time(waiting.published_at)
        causes.append(
            Text(
                vi=f"Đã có bảng chờ công bố lúc {moment.vi}. Hãy rút bảng đó về trước.",
                en=f"Another ranking is to be published at {moment.en}. Take that one back first.",
            )
        )
    newer = Ranking.objects.filter(round=ranking.round_id, pk__gt=ranking.pk).exclude(
        status=Ranking.Status.FAILED
    )
    if newer.filter(Q(basis=ranking.basis) | Q(status=Ranking.Status.COMPUTING)).exists():
        causes.append(
            Text(
                vi="Đã có lần tính mới hơn của kỳ này. Hãy công bố bảng mới nhất.",
                en="The round has been ranked again since. Publish the newest ranking.",
            )
        )
    return causes + _reasons_in_sheets(ranking)


def _reasons_in_sheets(ranking: Ranking) -> list[Text]:
    causes = []
    submitted = Assessment.objects.filter(round=ranking.round_id, status__in=Status.ASSESSED)
    states = list(submitted.order_by("unit__code").values_list("unit__name_vi", "status"))
    if not states:
        causes.append(
            Text(vi="Chưa đơn vị nào gửi phiếu.", en="No unit has submitted its sheet yet.")
        )
    causes += _reasons_in_open_sheets(ranking)
    unfinished = [name for name, status in states if status != Status.FINAL]
    if unfinished:
        causes.append(
            Text(
                vi=f"Còn {len(unfinished)} phiếu chưa thẩm định xong: {_listed(unfinished)}. Hãy kết "
                "thúc thẩm định rồi tính lại.",
                en=f"Sheets whose review is not finished: {len(unfinished)} ({_listed(unfinished)}). "
                "Finish it, then compute again.",
            )
        )
    changed = totals.changed_units(ranking)
    if changed:
        causes.append(
            Text(
                vi=f"Điểm đã thay đổi từ khi tính: {_listed(changed)}. Hãy tính lại rồi công bố.",
                en=f"Scores have changed since: {_listed(changed)}. Compute again, then publish.",
            )
        )
    return causes


def _reasons_in_open_sheets(ranking: Ranking) -> list[Text]:
    """Returns the reason of units that can still submit: published as not assessed, they would then have points.

    A unit that has let its deadline pass is rightly published as not assessed.
    """
    drafting = Assessment.objects.filter(round=ranking.round_id, status=Status.DRAFTING)
    sheets = drafting.select_related("unit", "round").order_by("unit__code")
    writing = [sheet for sheet in sheets if sheet.deadline > timezone.now()]
    if not writing:
        return []
    names = _listed([sheet.unit.name_vi for sheet in writing])
    last = vietnam_time(max(sheet.deadline for sheet in writing))
    return [
        Text(
            vi=f"Còn {len(writing)} đơn vị đang tự đánh giá và vẫn gửi được phiếu: {names}. Hãy chờ "
            f"phiếu của họ và thẩm định, hoặc chờ hết hạn ({last.vi}): đơn vị không gửi thì công bố "
            "là chưa đánh giá.",
            en=f"Units still assessing themselves that can submit: {len(writing)} ({names}). Wait for their "
            f"sheets and review them, or for their deadline ({last.en}): a unit that has not submitted "
            "by then is published as not assessed.",
        )
    ]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:8]) + ("…" if len(names) > 8 else "")
