"""Small worlds for tests: a set with a leaf of each scale kind, people in every role, an open round."""

import datetime
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assessments.acts import (
    award_points,
    dispute_flag,
    explain,
    open_round,
    raise_flag,
    request_explanation,
    save_claim,
    send_explanations,
    submit_assessment,
)
from assessments.models import (
    Assessment,
    Change,
    Door,
    Membership,
    Notice,
    Role,
    Round,
    Score,
    Unit,
    User,
)
from assessments.writing.actor import Actor
from criteria.actions import publish_set
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from tests.remembered import remembered

PASSWORD = "cai-cach-2022"
_numbers = itertools.count(1)

CHOICE = {
    "kind": "choice",
    "options": [{"label": "Đạt", "points": "2"}, {"label": "Không đạt", "points": "0"}],
}
CHECKLIST = {
    "kind": "checklist",
    "lines": [{"label": "Có kế hoạch", "points": "1"}, {"label": "Có báo cáo", "points": "1"}],
}
BANDS = {
    "kind": "bands",
    "of": "ratio",
    "bands": [{"min": "100", "points": "2"}, {"min": "80", "points": "1"}],
}
COUNT = {
    "kind": "bands",
    "of": "count",
    "bands": [{"min": "3", "points": "2"}, {"min": "1", "points": "1"}],
}
LINEAR = {"kind": "linear", "floor": "50", "allow_na": True}
PERCENT = {"kind": "percent"}
POINTS = {"kind": "points"}

LEAVES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    # code, title, reviewing body, scale: each of 2 points; domain 1 is BNV's, domain 2 VPCP's
    ("1.1", "Lựa chọn", "BNV", CHOICE),
    ("1.2", "Đánh dấu", "BNV", CHECKLIST),
    ("1.3", "Theo bậc", "BNV", BANDS),
    ("2.1", "Theo số lượng", "VPCP", COUNT),
    ("2.2", "Tuyến tính", "VPCP", LINEAR),
    ("2.3", "Nhập điểm", "VPCP", POINTS),
)
"""The reviewed leaves of ``make_set``; 3.1 (2 points, percent) comes from the survey."""


@remembered
def load_fixtures(*names: str) -> None:
    """Loads what is shipped: ``units``, ``criteria_province_2022``, ``criteria_ministry_2022``."""
    call_command("loaddata", *names, verbosity=0)


def body(code: str = "BNV") -> ReviewingBody:
    return ReviewingBody.objects.get_or_create(code=code, defaults={"name_vi": f"Cơ quan {code}"})[
        0
    ]


@remembered
def make_set(
    *,
    publish: bool = True,
    level: str = "province",
    year: int = 2022,
    owner: Unit | None = None,
    mark: str = "",
) -> CriteriaSet:
    """3 domains, 7 leaves of 2 points, 14 points in all; one leaf of each scale kind. Every title bears ``mark``."""
    number = next(_numbers)
    criteria_set = CriteriaSet.objects.create(
        owner=owner,
        code=f"test-{number}",
        level=level,
        year=year,
        title_vi=f"Bộ tiêu chí thử {number}{mark}",
        total_points=Decimal(14),
    )
    position = itertools.count(1)
    domains = {
        code: Criterion(
            criteria_set=criteria_set,
            position=next(position) * 100,
            kind="domain",
            code=code,
            title_vi=f"Lĩnh vực {code}{mark}",
            max_points=points,
        )
        for code, points in (("1", Decimal(6)), ("2", Decimal(6)), ("3", Decimal(2)))
    }
    # At once: most tests begin here.
    Criterion.objects.bulk_create(domains.values())
    bodies = {owner: body(owner) for owner in ("BNV", "VPCP")}
    Criterion.objects.bulk_create(
        Criterion(
            criteria_set=criteria_set,
            parent=domains[code[0]],
            domain=domains[code[0]],
            position=domains[code[0]].position + next(position),
            kind="criterion",
            code=code,
            title_vi=f"{title}{mark}",
            max_points=Decimal(2),
            source="survey" if code == "3.1" else "reviewed",
            scale=scale,
            evidence_vi="Văn bản, báo cáo",
            reviewing_body=bodies[owner],
        )
        for code, title, owner, scale in (*LEAVES, ("3.1", "Điều tra", "BNV", PERCENT))
    )
    if publish:
        publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR, owner=owner))
        criteria_set.refresh_from_db()
    return criteria_set


def make_unit(
    name: str = "",
    *,
    level: str = "province",
    region: str = "Tây Nguyên",
    ranked: bool = True,
    parent: Unit | None = None,
) -> Unit:
    number = next(_numbers)
    return Unit.objects.create(
        level=level,
        parent=parent,
        code=f"T{number}",
        name_vi=name or f"Đơn vị {number}",
        region=region,
        ranked=ranked,
    )


def make_person(
    role: str | None = None,
    *,
    unit: Unit | None = None,
    at: str = "BNV",
    owner: Unit | None = None,
    parts: Sequence[Criterion] = (),
    email: str = "",
) -> User:
    """A person with one role (or none: a stranger). ``at`` is a reviewer's body; ``owner`` runs the rounds of the role."""
    number = next(_numbers)
    user = User(
        email=email or f"person{number}@parindex.example",
        full_name=f"{role or 'stranger'} {number}",
    )
    user.is_staff = role == Role.ADMIN
    # Hashing a password takes longer than most tests; they sign in by force_login or set one.
    user.set_unusable_password()
    user.save()
    if role:
        membership = Membership.objects.create(
            user=user,
            role=role,
            unit=unit if role in Role.AT_UNIT else owner,
            body=body(at) if role == Role.REVIEWER else None,
        )
        membership.parts.set(parts)
    return user


def session_of(person: User) -> str:
    """The key of a session that the person has signed in to."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def page(user: User) -> Actor:
    """The person acting through a page."""
    return Actor(user, Door.PAGE)


@remembered
def make_round(
    criteria_set: CriteriaSet | None = None,
    units: Sequence[Unit] = (),
    *,
    submit_in: datetime.timedelta = datetime.timedelta(days=30),
    owner: Unit | None = None,
) -> Round:
    """A round that opened yesterday, open for self-assessment for ``submit_in``, for review 60 days longer.

    Nobody has the notice of its opening: a test sees those of what it does itself.
    """
    now = timezone.now()
    round_ = open_round(
        actor=page(make_person(Role.COORDINATOR, owner=owner)),
        owner_id=owner.pk if owner else None,
        criteria_set=criteria_set or make_set(),
        units=list(units) or [make_unit(parent=owner)],
        title_vi="Kỳ đánh giá thử",
        opens_at=now - datetime.timedelta(days=1),
        submit_by=now + submit_in,
        review_by=now + submit_in + datetime.timedelta(days=60),
    )
    Notice.objects.filter(path=f"/rounds/{round_.pk}/").delete()
    return round_


def sheet_of(round_: Round, unit: Unit | None = None) -> Assessment:
    sheets = Assessment.objects.filter(round=round_).select_related("round__criteria_set", "unit")
    return sheets.get(unit=unit) if unit else sheets.get()


def score_of(assessment: Assessment, code: str) -> Score:
    return Score.objects.select_related("criterion", "assessment__round", "reviewing_body").get(
        assessment=assessment, criterion__code=code
    )


FULL: dict[str, dict[str, Any]] = {
    "1.1": {"option": 0},
    "1.2": {"lines": [0, 1]},
    "1.3": {"numerator": "80", "denominator": "80"},
    "2.1": {"count": "3"},
    "2.2": {"numerator": "10", "denominator": "10"},
    "2.3": {"points": "2"},
}
"""An entry for every reviewed leaf that earns its 2 points."""

NOTHING: dict[str, dict[str, Any]] = {
    "1.1": {"option": 1},
    "1.2": {"lines": []},
    "1.3": {"numerator": "0", "denominator": "80"},
    "2.1": {"count": "0"},
    "2.2": {"numerator": "0", "denominator": "10"},
    "2.3": {"points": "0"},
}
"""An entry for every reviewed leaf that earns 0 points."""


def fill(assessment: Assessment, *codes: str, by: User | None = None) -> User:
    """Claim full points on the named leaves, or on all; answers the officer who did."""
    officer = by or make_person(Role.OFFICER, unit=assessment.unit)
    for code in codes or FULL:
        score = score_of(assessment, code)
        save_claim(actor=page(officer), score_id=score.pk, version=score.version, entry=FULL[code])
    return officer


@remembered
def make_submitted(round_: Round | None = None, unit: Unit | None = None) -> Assessment:
    """A sheet with full points on every leaf of its own, submitted by its leader."""
    assessment = sheet_of(round_ or make_round(), unit)
    fill(assessment)
    leader = make_person(Role.LEADER, unit=assessment.unit)
    submit_assessment(actor=page(leader), assessment_id=assessment.pk)
    return sheet_of(assessment.round, assessment.unit)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime.datetime) -> None:
    """The server's clock stands at ``moment`` until the test ends."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


@remembered
def make_large_set() -> CriteriaSet:
    """7 domains × 5 criteria × 3 leaves of 1 point: 105 leaves, the size of the ministry set of 2022."""
    number = next(_numbers)
    criteria_set = CriteriaSet.objects.create(
        code=f"large-{number}",
        level="ministry",
        year=2022,
        title_vi=f"Bộ tiêu chí lớn {number}",
        total_points=Decimal(105),
    )
    position = itertools.count(1)

    def node(code: str, points: int, parent: Criterion | None, **fields: Any) -> Criterion:
        return Criterion(
            criteria_set=criteria_set,
            parent=parent,
            domain=(parent.domain or parent) if parent else None,
            position=next(position),
            kind=("domain", "criterion", "subcriterion")[code.count(".")],
            code=code,
            title_vi=f"{code} Mức độ hoàn thành kế hoạch cải cách hành chính trong năm",
            max_points=Decimal(points),
            **fields,
        )

    leaf = {"source": "reviewed", "scale": LINEAR, "reviewing_body": body()}
    domains = Criterion.objects.bulk_create(node(f"{d}", 15, None) for d in range(1, 8))
    criteria = Criterion.objects.bulk_create(
        node(f"{domain.code}.{c}", 3, domain) for domain in domains for c in range(1, 6)
    )
    Criterion.objects.bulk_create(
        node(f"{parent.code}.{s}", 1, parent, **leaf) for parent in criteria for s in range(1, 4)
    )
    # Rows were made level by level; the annex runs branch by branch.
    rows = sorted(
        Criterion.objects.filter(criteria_set=criteria_set),
        key=lambda row: [int(part) for part in row.code.split(".")],
    )
    for place, row in enumerate(rows, 1):
        row.position = place
    Criterion.objects.bulk_update(rows, ["position"])
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    criteria_set.refresh_from_db()
    return criteria_set


def line_of(**where: Any) -> Any:
    """The one line of the record of changes that matches."""
    return Change.objects.get(**where)


def last_line(**where: Any) -> Any:
    """The newest line of the record of changes that matches."""
    return Change.objects.filter(**where).latest("pk")


def act_on(score: Score) -> dict[str, Any]:
    """What every act on a leaf names: the score as it is now, and its version."""
    return {
        "score_id": score.pk,
        "version": score_of(score.assessment, score.criterion.code).version,
    }


def reviewer_of(score: Score) -> Actor:
    """Somebody who reviews this leaf."""
    at = score.reviewing_body.code if score.reviewing_body else "BNV"
    return page(make_person(Role.REVIEWER, at=at, owner=score.assessment.round.owner))


@remembered
def make_reviewed(
    sheet: Assessment | None = None, *lowered: str, survey: bool = False
) -> Assessment:
    """A submitted sheet with a first award on every leaf of its own: as claimed, but 0 on ``lowered``."""
    sheet = sheet or make_submitted()
    for code in FULL:
        score = score_of(sheet, code)
        reviewer = reviewer_of(score)
        lower: dict[str, Any] = {"entry": NOTHING[code], "reason": "Thiếu tài liệu"}
        given = lower if code in lowered else {"accept": True}
        award_points(actor=reviewer, **act_on(score), **given)
    if survey:
        Score.objects.filter(assessment=sheet, criterion__code="3.1").update(
            awarded_points=2, awarded_note="Kết quả điều tra"
        )
    return sheet_of(sheet.round, sheet.unit)


def flag(sheet: Assessment, *codes: str) -> None:
    """A reviewer of each leaf asks about it."""
    for code in codes:
        score = score_of(sheet, code)
        reviewer = reviewer_of(score)
        raise_flag(actor=reviewer, **act_on(score), question=f"Giải trình {code}")


@remembered
def make_explaining(*codes: str, survey: bool = False) -> Assessment:
    """A sheet with 0 points and a question on each of ``codes``, sent to its unit for a week from now."""
    sheet = make_reviewed(None, *codes, survey=survey)
    flag(sheet, *codes)
    request_explanation(
        actor=page(make_person(Role.COORDINATOR)),
        assessment_id=sheet.pk,
        until=timezone.now() + datetime.timedelta(days=7),
    )
    return sheet_of(sheet.round, sheet.unit)


@remembered
def make_answered(*codes: str, survey: bool = False) -> Assessment:
    """A sheet whose unit has explained ``codes``; back in review, waiting for the replies."""
    sheet = make_explaining(*codes, survey=survey)
    leader = page(make_person(Role.LEADER, unit=sheet.unit))
    for code in codes:
        explain(actor=leader, **act_on(score_of(sheet, code)), text=f"Đã làm {code}")
    send_explanations(actor=leader, assessment_id=sheet.pk)
    return sheet_of(sheet.round, sheet.unit)


@remembered
def make_disputed(*codes: str, survey: bool = False) -> Assessment:
    """A sheet on which unit and reviewers still differ about ``codes`` after explanation."""
    sheet = make_answered(*codes, survey=survey)
    for code in codes:
        score = score_of(sheet, code)
        reviewer = reviewer_of(score)
        dispute_flag(actor=reviewer, **act_on(score), reply="Vẫn thiếu tài liệu")
    return sheet_of(sheet.round, sheet.unit)
