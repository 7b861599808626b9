"""Makes the whole demo: sets, accounts, two published years, a mended ranking, three open rounds."""

import datetime
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from assessments.acts import extend_deadline
from assessments.models import Assessment, Role, Round
from criteria.actions import copy_set, publish_set
from rankings.demo.accounts import Cast
from rankings.demo.every_part import departments_script, make_departments, make_set_of_every_part
from rankings.demo.improving import start_plan
from rankings.demo.past import publish_years, set_of, units_of, year_before
from rankings.demo.rounds import Play, Script, Times, evening
from rankings.demo.states import MINISTRIES, PROVINCES, states_by_unit

FIXTURES = ("units", "criteria_province_2022", "criteria_ministry_2022")
NEXT_YEAR = 2023
"""The year of the draft that an author of sets finds."""
EXTENSION = "Đơn vị vừa sáp nhập hệ thống một cửa, đề nghị thêm thời gian tổng hợp số liệu."

Say = Callable[[str], object]


@transaction.atomic
def seed(say: Say) -> None:
    """Makes everything or nothing; ``say`` is called with each step. Raises ``Refused`` if an act does."""
    say("Nạp đơn vị và bộ tiêu chí / Loading units and criteria sets")
    call_command("loaddata", *FIXTURES, verbosity=0)
    make_departments()
    every_part = make_set_of_every_part()
    cast = Cast()
    earlier = year_before(cast.actor(Role.ADMIN).user, set_of("province"))
    for criteria_set in (earlier, set_of("province"), set_of("ministry"), every_part):
        if not criteria_set.is_published:
            publish_set(criteria_set=criteria_set, by=cast.actor(Role.COORDINATOR).user)
    # An author of sets finds one to work on: next year's, with the scales of this one.
    draft = copy_set(
        by=cast.actor(Role.ADMIN).user, criteria_set=set_of("province"), year=NEXT_YEAR
    )
    draft.legal_basis = ""  # no decision of that year
    draft.save()
    say("Hai kỳ cấp tỉnh đã công bố / The two published rounds of provinces")
    publish_years(cast)
    start_plan(cast)
    say("Kỳ cấp tỉnh đang mở / The open round of provinces")
    open_ = Play(cast, _practice()).run()
    _extend(cast, open_)
    say("Kỳ cấp bộ đang mở / The open round of ministries")
    Play(cast, _ministries()).run()
    say(
        "Kỳ cấp sở, mỗi cách tính điểm một tiêu chí / The round of departments, a leaf of every part"
    )
    Play(cast, departments_script(_open_now())).run()
    cast.end()


def _practice() -> Script:
    units = units_of("province")
    return Script(
        name="practice",
        criteria_set=set_of("province"),
        units=units,
        title_vi="Chỉ số CCHC cấp tỉnh năm 2022 (chấm thử)",
        title_en="Provincial PAR Index 2022 (practice)",
        times=_open_now(),
        states=states_by_unit("practice", units, PROVINCES),
        at_work=True,
    )


def _ministries() -> Script:
    units = units_of("ministry")
    return Script(
        name="ministries",
        criteria_set=set_of("ministry"),
        units=units,
        title_vi="Chỉ số CCHC cấp bộ năm 2022 (minh họa)",
        title_en="Ministerial PAR Index 2022 (demo)",
        times=_open_now(),
        states=states_by_unit("ministries", units, MINISTRIES),
        at_work=True,
    )


def _open_now() -> Times:
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    return Times(
        opens_at=evening(-10),
        submit_by=evening(60),
        review_by=evening(120),
        claimed=(evening(-9), evening(-1)),
        awarded=(now - hour, now),
    )


def _extend(cast: Cast, round_: Round) -> None:
    sheet = Assessment.objects.get(round=round_, unit__code="01")
    extend_deadline(
        actor=cast.actor(Role.COORDINATOR),
        assessment_id=sheet.pk,
        until=evening(70),
        reason=EXTENSION,
    )
