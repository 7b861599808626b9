"""The demo's improvement plan: one unit has begun to plan from its published result of 2022."""

import datetime

from django.utils import timezone

from assessments.models import Role
from criteria.scales import parse_scale
from rankings.acts import GivenRemedy, make_plan, save_plan_leaf
from rankings.demo.accounts import QUANG_NINH, Cast
from rankings.demo.entries import better
from rankings.demo.plans import rng_for
from rankings.models import Ranking, RankingLeaf, RankingRow

REMEDIES = (
    ("Rà soát từng trường hợp chưa đạt, xử lý dứt điểm và báo cáo kết quả", "Sở Nội vụ", 90),
    ("Ban hành kế hoạch khắc phục, giao đầu mối theo dõi hằng tháng", "Sở Nội vụ", 60),
    ("Đôn đốc các đơn vị còn chậm tại giao ban quý", "Văn phòng Ủy ban nhân dân tỉnh", 150),
    ("Bố trí kinh phí và tổ chức thực hiện trong quý III", "Sở Tài chính", 210),
)
"""What is to be done, by which body, and in how many days."""


def start_plan(cast: Cast) -> None:
    """Makes the plan with remedies and targets on as many of its costliest leaves as there are remedies."""
    level, code = QUANG_NINH
    row = RankingRow.objects.get(
        ranking__in=Ranking.objects.in_force(),
        ranking__round__year=2022,
        ranking__round__criteria_set__level=level,
        code=code,
    )
    officer = cast.actor(Role.OFFICER)
    plan = make_plan(actor=officer, row_id=row.pk)
    entries = dict(RankingLeaf.objects.filter(row=row).values_list("criterion_id", "input"))
    left, today = list(REMEDIES), timezone.localdate()
    for leaf in plan.leaves.select_related("criterion"):
        if not left:
            return
        counted = entries[leaf.criterion_id]
        if not counted:
            continue
        scale = parse_scale(leaf.criterion.scale, leaf.max_points)
        entry = better(scale, counted, rng_for("plan", leaf.criterion.code))
        if scale.score(entry).points <= leaf.points:
            continue
        text, body, days = left.pop(0)
        due = today + datetime.timedelta(days=days)
        save_plan_leaf(
            actor=officer,
            leaf_id=leaf.pk,
            version=leaf.version,
            entry=entry,
            remedies=[GivenRemedy(text, officer.user.pk, body, due)],
        )
