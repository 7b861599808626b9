"""Takes the demo's sheets on after their first review: explained, reviewed again, before the council, decided."""

import datetime
from collections.abc import Callable, Sequence

from django.utils import timezone

from assessments.acts import (
    close_council,
    decide_item,
    dispute_flag,
    explain,
    finish_review,
    open_council,
    raise_flag,
    record_attendance,
    request_explanation,
    send_explanations,
    send_to_council,
    settle_flag,
)
from assessments.models import Assessment, Council, CouncilMember, Flag, Role, Round, Score
from rankings.demo.accounts import Cast
from rankings.demo.plans import PlannedLeaf
from rankings.demo.states import State

ASKED = 4
"""The largest number of leaves that a sheet is asked about."""
QUESTION = "{reason} Đề nghị đơn vị giải trình và bổ sung tài liệu kiểm chứng."
ANSWERS = (
    "Đơn vị đã hoàn thành trước thời điểm chốt số liệu; xin gửi bổ sung báo cáo và danh mục văn bản.",
    "Số liệu của cơ quan thẩm định chưa gồm các đơn vị trực thuộc báo cáo sau ngày 15/12.",
    "Văn bản ban hành đúng hạn, đơn vị gửi nhầm bản dự thảo; xin gửi lại bản đã ký.",
)
KEPT = "Tài liệu bổ sung chưa đủ căn cứ để thay đổi điểm đã thẩm định."
DISPUTED = "Hai bên còn cách hiểu khác nhau về thang điểm; đề nghị hội đồng quyết định."
DECIDED = "Hội đồng thống nhất giữ điểm thẩm định: tài liệu ban hành sau thời điểm chốt số liệu."
MINUTES = "Hội đồng đã nghe cơ quan thẩm định và đơn vị trình bày, thảo luận và biểu quyết."
MEMBERS = (
    ("Chủ tịch Hội đồng (minh họa)", "Lãnh đạo Bộ Nội vụ, Chủ tịch Hội đồng"),
    ("Thư ký Hội đồng (minh họa)", "Vụ Cải cách hành chính, Thư ký Hội đồng"),
    ("Ủy viên 1 (minh họa)", "Văn phòng Chính phủ"),
    ("Ủy viên 2 (minh họa)", "Bộ Tài chính"),
    ("Ủy viên 3 (minh họa)", "Bộ Tư pháp"),
)


class Talk:
    """The exchange of units and reviewers about one round's sheets."""

    def __init__(
        self,
        cast: Cast,
        round_: Round,
        plans: dict[int, list[PlannedLeaf]],
        until: datetime.datetime,
    ) -> None:
        self.cast, self.round, self.plans, self.until = cast, round_, plans, until
        self.coordinator = cast.actor(Role.COORDINATOR)

    def run(self, sheets: Sequence[Assessment], state: Callable[[Assessment], State]) -> None:
        """Takes each sheet as far as its state says."""
        for sheet in sheets:
            self._ask(sheet)
            self._answer(sheet, state(sheet))
        for wanted in (State.DECIDED, State.COUNCIL):
            if chosen := [sheet for sheet in sheets if state(sheet) is wanted]:
                self._council(chosen, close=wanted is State.DECIDED)

    def _asked(self, sheet: Assessment) -> list[tuple[PlannedLeaf, Score]]:
        """Returns the adjusted leaves that the sheet is asked about."""
        chosen = [planned for planned in self.plans[sheet.pk] if planned.reason][:ASKED]
        scores = {score.criterion_id: score for score in sheet.scores.all()}
        return [(planned, scores[planned.leaf.criterion.pk]) for planned in chosen]

    def _ask(self, sheet: Assessment) -> None:
        for planned, score in self._asked(sheet):
            raise_flag(
                actor=self.cast.reviewer(planned.leaf.criterion),
                score_id=score.pk,
                version=score.version,
                question=QUESTION.format(reason=planned.reason),
            )
        request_explanation(actor=self.coordinator, assessment_id=sheet.pk, until=self.until)

    def _answer(self, sheet: Assessment, state: State) -> None:
        questions = self._asked(sheet)
        # While the unit is at work only one question is answered; once it has sent, only one is not.
        answered = (
            questions[:1] if state is State.EXPLAINING else questions[: max(1, len(questions) - 1)]
        )
        for number, (planned, score) in enumerate(answered):
            explain(
                actor=self.cast.officer(sheet, planned.leaf),
                score_id=score.pk,
                version=score.version,
                text=ANSWERS[number % len(ANSWERS)],
            )
        if state is State.EXPLAINING:
            return
        send_explanations(actor=self.cast.leader(sheet), assessment_id=sheet.pk)
        if state is not State.ANSWERED:
            self._reply(sheet)

    def _reply(self, sheet: Assessment) -> None:
        """Settles the first explanation and leaves the others to the council."""
        waiting = [(p, s) for p, s in self._asked(sheet) if s.flag == Flag.ANSWERED]
        for number, (planned, score) in enumerate(waiting):
            actor = self.cast.reviewer(planned.leaf.criterion)
            if number == 0 and len(waiting) > 1:
                settle_flag(actor=actor, score_id=score.pk, version=score.version, reply=KEPT)
            else:
                dispute_flag(actor=actor, score_id=score.pk, version=score.version, reply=DISPUTED)

    def _council(self, sheets: Sequence[Assessment], *, close: bool) -> None:
        scores = Score.objects.filter(assessment__in=sheets, flag=Flag.DISPUTED).order_by("pk")
        council = open_council(
            actor=self.coordinator,
            round_id=self.round.pk,
            title=f"Phiên họp thứ {'nhất' if close else 'hai'} của Hội đồng thẩm định",
            held_on=timezone.localdate(),
            members=MEMBERS,
            score_ids=list(scores.values_list("pk", flat=True)),
        )
        send_to_council(actor=self.coordinator, council_id=council.pk)
        self._attend(council)
        items = list(council.items.all())
        for item in items if close else items[:1]:
            decide_item(actor=self.coordinator, item_id=item.pk, reason=DECIDED)
        if close:
            close_council(
                actor=self.coordinator,
                council_id=council.pk,
                minutes_number="01/BB-HĐTĐ",
                minutes=MINUTES,
            )
            finish_review(actor=self.coordinator, assessment_ids=[sheet.pk for sheet in sheets])

    def _attend(self, council: Council) -> None:
        kinds = CouncilMember.Presence
        presences = [kinds.PRESENT, kinds.PRESENT, kinds.PRESENT, kinds.WRITTEN, kinds.ABSENT]
        members = council.members.all()
        record_attendance(
            actor=self.coordinator,
            council_id=council.pk,
            presences={member.pk: kind for member, kind in zip(members, presences, strict=True)},
        )
