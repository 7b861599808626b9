"""The rounds, sheets and people that the bench works on."""

import datetime
from decimal import Decimal

from django.core.management import call_command
from django.db import connection
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.test import Client
from django.utils import timezone

from assessments.models import Assessment, Role, Round, Score, Status, Unit, User
from criteria.actions import publish_set
from criteria.models import CriteriaSet, Criterion
from parindex.signing_in.factors import MARK
from rankings.models import Ranking
from tests.factories import body, make_person, make_round, make_unit

REGIONS = tuple(f"Vùng {number}" for number in range(1, 7))


def published_set(level: str) -> CriteriaSet:
    """The set of 2022 of a level, as its fixture has it."""
    found = CriteriaSet.objects.filter(code=f"{level}-2022").first()
    if found is None:
        call_command("loaddata", f"criteria_{level}_2022", verbosity=0)
        found = CriteriaSet.objects.get(code=f"{level}-2022")
        publish_set(criteria_set=found, by=make_person(Role.COORDINATOR))
        found.refresh_from_db()
    return found


def ministries(count: int) -> Round:
    """An open round of ministries, every leaf claimed in full and explained."""
    units = [make_unit(level="ministry", region="") for _ in range(count)]
    round_ = make_round(published_set("ministry"), units)
    Score.objects.filter(assessment__round=round_, criterion__source="reviewed").update(
        claimed_points=F("max_points"),
        claimed_note=Concat(
            Value("Theo báo cáo cải cách hành chính năm số "),
            Cast(F("pk"), CharField()),
            Value("/BC-BNV và các tài liệu kèm theo."),
        ),
    )
    analyze()
    return round_


def reviewed_provinces(count: int) -> Round:
    """A finished round of so many units: 95 leaves each, awarded between 40 and 100 percent.

    Its scores are made by one statement, which takes seconds where a round of thousands of units
    would take a minute.
    """
    criteria_set, now = published_set("province"), timezone.now()
    day = datetime.timedelta(days=1)
    round_ = Round.objects.create(
        criteria_set=criteria_set,
        title_vi=f"Kỳ đánh giá {count} đơn vị",
        year=criteria_set.year,
        opens_at=now - 3 * day,
        submit_by=now - 2 * day,
        review_by=now - day,
    )
    units = Unit.objects.bulk_create(
        Unit(
            level="province",
            code=f"{round_.pk}-{number}",
            name_vi=f"Đơn vị {number:05}",
            region=REGIONS[number % len(REGIONS)],
        )
        for number in range(count)
    )
    Assessment.objects.bulk_create(
        Assessment(round=round_, unit=unit, status=Status.FINAL, submitted_at=now - 2 * day)
        for unit in units
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO assessments_score (assessment_id, criterion_id, max_points,
                claimed_points, claimed_na, claimed_note, awarded_input,
                awarded_points, awarded_na, awarded_note, flag, returned_note, version)
            SELECT a.id, c.id, c.max_points, c.max_points, FALSE, '',
                   '{"numerator": "75", "denominator": "80"}',
                   c.max_points * (40 + (a.id * 37 + c.id * 11) %% 61) / 100, FALSE, 'Có lý do', '', '', 0
            FROM assessments_assessment a
            JOIN criteria_criterion c ON c.criteria_set_id = %s
            WHERE a.round_id = %s
              AND NOT EXISTS (SELECT FROM criteria_criterion x WHERE x.parent_id = c.id)
            """,
            [criteria_set.pk, round_.pk],
        )
    analyze()
    return round_


def survey_round(units: int, leaves: int) -> Round:
    """An open round of so many units whose set has nothing but so many survey leaves, 1 point each."""
    now, day = timezone.now(), datetime.timedelta(days=1)
    criteria_set = CriteriaSet.objects.create(
        code=f"survey-{leaves}",
        level="commune",
        year=2022,
        title_vi="Bộ tiêu chí điều tra",
        total_points=Decimal(leaves),
    )
    domain = Criterion.objects.create(
        criteria_set=criteria_set,
        position=1,
        kind="domain",
        code="1",
        title_vi="Điều tra xã hội học",
        max_points=Decimal(leaves),
    )
    Criterion.objects.bulk_create(
        Criterion(
            criteria_set=criteria_set,
            parent=domain,
            domain=domain,
            position=number + 1,
            kind="criterion",
            code=f"1.{number:02}",
            title_vi=f"Tiêu chí {number}",
            max_points=Decimal(1),
            source="survey",
            scale={"kind": "percent"},
            reviewing_body=body(),
        )
        for number in range(1, leaves + 1)
    )
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    round_ = Round.objects.create(
        criteria_set=criteria_set,
        title_vi=f"Kỳ điều tra {units} đơn vị",
        year=criteria_set.year,
        opens_at=now - day,
        submit_by=now + day,
        review_by=now + 2 * day,
    )
    communes = Unit.objects.bulk_create(
        Unit(level="commune", code=f"X{number:05}", name_vi=f"Xã {number:05}", region=REGIONS[0])
        for number in range(units)
    )
    Assessment.objects.bulk_create(Assessment(round=round_, unit=unit) for unit in communes)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO assessments_score (assessment_id, criterion_id, max_points, claimed_na,
                claimed_note, awarded_na, awarded_note, flag, returned_note, version)
            SELECT a.id, c.id, c.max_points, FALSE, '', FALSE, '', '', '', 0
            FROM assessments_assessment a
            JOIN criteria_criterion c ON c.criteria_set_id = %s
            WHERE a.round_id = %s
            """,
            [criteria_set.pk, round_.pk],
        )
    analyze()
    return round_


def new_ranking(round_: Round) -> Ranking:
    """A ranking that waits for its task."""
    return Ranking.objects.create(round=round_, started_by=make_person(Role.COORDINATOR))


def analyze() -> None:
    """Let the planner know what has just been written, as autovacuum would a minute later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def session_of(user: User, path: str) -> dict[str, str]:
    """The headers that the browser of a signed-in person sends once it has seen the page."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[MARK] = user.pk  # a second factor has been shown
    session.save()
    assert client.get(path).status_code == 200
    cookies = "; ".join(f"{name}={part.value}" for name, part in client.cookies.items())
    return {
        "Cookie": cookies,
        "X-CSRFToken": client.cookies["csrftoken"].value,
        "Accept-Encoding": "gzip",
    }
