"""The demo data: seeded once for this module, then looked at from all sides."""

import datetime
import io
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from assessments.acts import set_references
from assessments.models import (
    Assessment,
    Change,
    Evidence,
    EvidenceLink,
    Flag,
    Membership,
    Remark,
    Role,
    Round,
    Score,
    Status,
    Unit,
    User,
)
from assessments.models.references import RoundValues
from assessments.models.sheet_scales import scale_of
from assessments.rounds.references import GivenValue
from assessments.sheets.last_year import last_awards
from assessments.writing.actor import Actor
from criteria.common.text import Refused
from criteria.models import CriteriaSet, Criterion
from criteria.scales import PARTS, Part, parse_scale
from criteria.scales.parts.choice import Choice
from criteria.workbench.tree import trees_of
from rankings.demo.accounts import ACCOUNTS, PASSWORD
from rankings.demo.entries import better, entry_for
from rankings.demo.files import pdf, png
from rankings.demo.past import MENDED, REPLACED, earlier_script, published_script
from rankings.demo.plans import demo_leaves, plan
from rankings.models import Ranking
from rankings.serving.publications import publications
from tests.factories import BANDS, CHECKLIST, CHOICE, COUNT, LINEAR, PERCENT, POINTS, make_round

PROVINCES, PRACTICE, MINISTRIES = "2022 (minh họa)", "(chấm thử)", "cấp bộ"
EARLIER = "2021 (minh họa)"


def seed() -> str:
    told = io.StringIO()
    call_command("seed_demo", "--yes", stdout=told)
    return told.getvalue()


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """What the command printed. Its rows live in a transaction that ends with this module."""
    folder = tmp_path_factory.mktemp("evidence")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=str(folder)),
        transaction.atomic(),
    ):
        yield seed()
        transaction.set_rollback(True)


def the_round(words: str) -> Round:
    level = "ministry" if words == MINISTRIES else "province"
    return Round.objects.get(title_vi__contains=words, criteria_set__level=level)


def in_force(round_: Round) -> Ranking:
    (found,) = (one for one in publications().in_force if one.round_id == round_.pk)
    return Ranking.objects.get(pk=found.pk)


def states(round_: Round) -> Counter[str]:
    return Counter(Assessment.objects.filter(round=round_).values_list("status", flat=True))


def test_everything_is_marked_as_demo(demo: str) -> None:
    assert Round.objects.count() == Round.objects.filter(is_demo=True).count() == 5
    assert CriteriaSet.objects.filter(is_official=False, status="published").count() == 4


def test_an_author_finds_a_draft_that_nothing_stands_against(demo: str) -> None:
    draft = CriteriaSet.objects.exclude(status="published").get()
    assert (draft.code, draft.year, draft.legal_basis) == ("province-2023", 2023, "")
    [tree] = trees_of([draft])
    assert (len(tree.leaves) > 60, tree.fault_count) == (True, 0)


def test_a_published_ranking_of_63_provinces(demo: str) -> None:
    round_ = the_round(PROVINCES)
    rows = in_force(round_).rows.all()
    indices = [row.index for row in rows if row.index is not None]

    assert len(indices) == 63
    assert min(indices) >= 60
    assert max(indices) <= 95
    assert max(indices) - min(indices) > 20
    assert set(rows.values_list("group", flat=True)) == {"A", "B", "C", "D"}
    assert states(round_) == {"final": 63}


@pytest.mark.parametrize("words", [PROVINCES, EARLIER])
def test_its_indices_are_those_of_its_points(demo: str, words: str) -> None:
    round_ = the_round(words)
    points: dict[int, Fraction] = defaultdict(Fraction)
    scores = Score.objects.filter(assessment__round=round_)
    for sheet, awarded in scores.values_list("assessment_id", "awarded_points"):
        points[sheet] += Fraction(awarded or 0)
    for row in in_force(round_).rows.all():
        hundredths = int(points[row.assessment_id] * 100 + Fraction(1, 2))
        assert row.index == Decimal(hundredths) / 100


@pytest.mark.parametrize("words", [PROVINCES, EARLIER])
def test_units_claim_more_than_they_are_awarded(demo: str, words: str) -> None:
    round_ = the_round(words)
    for sheet in Assessment.objects.filter(round=round_):
        own = sheet.scores.filter(criterion__source="reviewed")
        claimed = sum(score.claimed_points or 0 for score in own)
        awarded = sum(score.awarded_points or 0 for score in own)
        assert awarded <= claimed


@pytest.mark.parametrize(("words", "year"), [(EARLIER, 2022), (PROVINCES, 2023)])
def test_its_dates_lie_in_the_past(demo: str, words: str, year: int) -> None:
    round_ = the_round(words)
    late = Score.objects.filter(assessment__round=round_, changed_at__gt=round_.review_by)
    sheets = round_.assessments.filter(
        review_extended_to__gt=datetime.datetime(year, 12, 31, tzinfo=datetime.UTC)
    )

    assert timezone.localdate(round_.submit_by) == datetime.date(year, 1, 15)
    assert round_.phase() == Round.Phase.CLOSED
    assert not late.exists()
    assert not sheets.exists()


def test_a_ranking_was_replaced_by_one_with_a_reason(demo: str) -> None:
    first, second = Ranking.objects.filter(round=the_round(PROVINCES)).order_by("version")
    before, after = (
        dict(one.rows.exclude(index=None).values_list("code", "index")) for one in (first, second)
    )

    assert (first.version, second.version) == (1, 2)
    assert (first.state, second.state) == ("superseded", "published")
    assert (first.reason, second.reason) == ("", REPLACED)
    assert "minh họa" in second.reason
    assert all("MINHHỌA" in one.decision_number for one in (first, second))
    assert (first.decision_date, second.decision_date) == (
        datetime.date(2023, 4, 19),
        datetime.date(2023, 5, 10),
    )
    assert {code for code in before if before[code] != after[code]} == {MENDED}
    assert (str(before[MENDED]), str(after[MENDED])) == ("78.46", "78.96")


def test_the_year_before_has_its_own_set_and_ranking(demo: str) -> None:
    round_ = the_round(EARLIER)
    ranking = in_force(round_)
    rows = ranking.rows.filter(index__isnull=False)

    assert round_.criteria_set.code == "province-2021"
    assert round_.criteria_set.legal_basis == ""
    assert rows.count() == 63
    assert ranking.version == 1
    assert states(round_) == {"final": 63}
    assert set(rows.values_list("unit")) == set(
        in_force(the_round(PROVINCES)).rows.values_list("unit")
    )
    assert {1} <= set(rows.values_list("rank", flat=True))


def test_review_screens_show_the_award_of_the_year_before(demo: str) -> None:
    criteria = Criterion.objects.filter(criteria_set__code="province-2022").select_related(
        "ancestor__criteria_set"
    )

    assert not Criterion.objects.filter(criteria_set__code="province-2021").exclude(ancestor=None)
    for row in criteria:
        assert row.ancestor is not None
        assert row.ancestor.criteria_set.code == "province-2021"
        assert row.ancestor.code == row.code
    leaf = criteria.leaves().filter(source="reviewed")[0]
    found = last_awards(the_round(PRACTICE), leaf, list(Unit.objects.values_list("pk", flat=True)))
    assert len(found) == 63


def test_the_years_stand_side_by_side(demo: str, client: Client) -> None:
    ranking = in_force(the_round(PROVINCES))
    years = client.get(f"/rankings/{ranking.pk}/years/").content.decode()
    row = ranking.rows.get(code="22")
    unit = client.get(f"/rankings/{ranking.pk}/units/{row.pk}/").content.decode()

    assert years.count("cùng đơn vị") == 63
    assert "▲" in years
    assert all(year in unit for year in (">2021<", ">2022<"))
    assert 'class="track' in unit


def test_the_api_answers_with_the_ranking_in_force(demo: str, client: Client) -> None:
    found = client.get("/api/v1/rankings/?level=province&year=2022&page_size=100").json()

    assert found["count"] == 63
    assert {row["ranking"] for row in found["results"]} == {in_force(the_round(PROVINCES)).pk}


def test_every_sheet_that_was_sent_in_an_open_round_has_evidence(demo: str) -> None:
    sheets = Assessment.objects.filter(round__in=[the_round(PRACTICE), the_round(MINISTRIES)])
    sent = sheets.exclude(status="drafting")

    assert sent.count() > 30
    assert not sent.filter(evidence=None).exists()


@pytest.mark.parametrize("words", [PRACTICE, MINISTRIES])
def test_open_rounds_have_units_in_every_state(demo: str, words: str) -> None:
    round_ = the_round(words)
    sheets: Any = Assessment.objects.filter(round=round_).with_progress()
    drafts = [sheet for sheet in sheets if sheet.status == "drafting"]

    assert round_.phase() == Round.Phase.SELF_ASSESSMENT
    assert set(states(round_)) == set(Status)
    assert any(sheet.filled == 0 for sheet in drafts)
    assert any(0 < sheet.filled < sheet.leaves for sheet in drafts)
    assert any(sheet.filled == sheet.leaves for sheet in drafts)
    assert any(sheet.return_reason for sheet in drafts)
    assert any(0 < sheet.reviewed < sheet.leaves for sheet in sheets if sheet.status == "in_review")


@pytest.mark.parametrize("words", [PRACTICE, MINISTRIES])
def test_explanations_stand_at_every_step(demo: str, words: str) -> None:
    scores = Score.objects.filter(assessment__round=the_round(words))
    second = Assessment.objects.filter(round=the_round(words), explanations=1)

    assert set(scores.values_list("flag", flat=True)) >= {"", *Flag.OPEN, Flag.SETTLED}
    assert {"explaining", "in_review", "council"} <= set(second.values_list("status", flat=True))
    kinds = set(Remark.objects.filter(score__in=scores).values_list("kind", flat=True))
    assert kinds >= {"question", "explanation", "reply"}


def test_a_council_is_closed_and_one_is_open(demo: str) -> None:
    closed, open_ = the_round(PRACTICE).councils.order_by("pk")

    assert closed.closed_at
    assert closed.minutes_number
    assert open_.closed_at is None
    assert open_.items.exclude(decided_at=None).count() == 1
    assert open_.items.filter(decided_at=None).exists()


def test_the_ministry_of_health_explains(demo: str) -> None:
    sheet = Assessment.objects.get(round=the_round(MINISTRIES), unit__code="BYT")
    flags = set(sheet.scores.exclude(flag="").values_list("flag", flat=True))

    assert sheet.status == "explaining"
    assert flags == {"raised", "answered"}


def test_departments_have_a_leaf_of_every_part(demo: str) -> None:
    round_ = Round.objects.get(criteria_set__level="department")
    leaves = demo_leaves(round_.criteria_set)
    shown = {part.name for leaf in leaves for part in parts_of(leaf.scale.parts)}

    assert shown == {*PARTS}
    assert {leaf.scale.zero for leaf in leaves} >= {"refused", "na"}
    assert {leaf.scale.na for leaf in leaves} >= {"", "full"}
    assert any(len(leaf.scale.parts) > 1 for leaf in leaves)
    assert any(field.type == "date" for leaf in leaves for field in leaf.scale.fields)
    assert set(states(round_)) == {"drafting", "submitted", "in_review", "final"}
    sheet = Assessment.objects.get(round=round_, unit__code="SNV")
    by = set(sheet.scores.exclude(changed_by=None).values_list("changed_by__email", flat=True))
    assert by == {"officer.department@parindex.example"}


def test_a_leaf_waits_for_its_value_and_then_uses_it(demo: str) -> None:
    round_ = Round.objects.get(criteria_set__level="department")
    scores = Score.objects.filter(assessment__round=round_, criterion__code="2.6")
    by_unit = {score.assessment.unit.code: score for score in scores}
    waiting = by_unit.pop("SNV")

    assert [one.key for one in scale_of(waiting).awaited] == ["chi_tieu"]
    assert waiting.claimed_points is None
    for score in by_unit.values():
        assert scale_of(score).awaited == ()
        assert score.claimed_points is not None
        assert "chi_tieu" not in (score.claimed_input or {})
    with pytest.raises(Refused, match="Đang chờ “Chỉ tiêu"):
        scale_of(waiting).score({"so_thu": "45"})
    with transaction.atomic():
        set_references(
            actor=Actor(User.objects.get(email="coordinator@parindex.example"), "page"),
            round_id=round_.pk,
            values=[GivenValue("chi_tieu", waiting.assessment.unit_id, Decimal(50), "Kế hoạch")],
        )
        assert scale_of(waiting).score({"so_thu": "45"}).points == Decimal("1.5")
        transaction.set_rollback(True)


def parts_of(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, Choice):
            yield from parts_of(inner for _index, inner in part.inner)


def test_rounds_have_their_units(demo: str) -> None:
    counts = {words: the_round(words).assessments.count() for words in (PROVINCES, PRACTICE)}
    ministries = Assessment.objects.filter(round=the_round(MINISTRIES))

    assert counts == {PROVINCES: 63, PRACTICE: 63}
    assert ministries.count() == 19
    assert ministries.filter(ranked=False).count() == 2


def test_the_demo_unit_is_at_work(demo: str) -> None:
    sheets: Any = Assessment.objects.filter(round=the_round(PRACTICE)).with_progress()
    sheet = sheets.get(unit__name_vi="Quảng Ninh")
    by = set(sheet.scores.exclude(changed_by=None).values_list("changed_by__email", flat=True))

    assert 50 <= 100 * sheet.filled // sheet.leaves <= 70
    assert by == {"officer@parindex.example", "colleague@parindex.example"}
    assert sheet.evidence.count() >= 10


def test_points_are_those_of_the_scales(demo: str) -> None:
    looked_at = 0
    scores = Score.objects.select_related("criterion", "assessment__unit")
    values = {round_: RoundValues(round_) for round_ in Round.objects.values_list("pk", flat=True)}
    for score in scores.exclude(claimed_input=None, awarded_input=None):
        scale = scale_of(score, values[score.assessment.round_id])
        for entry, points in (
            (score.claimed_input, score.claimed_points),
            (score.awarded_input, score.awarded_points),
        ):
            if entry is not None:
                outcome = scale.score(entry)
                assert (outcome.points, outcome.entry) == (points, entry)
                looked_at += 1
    assert looked_at > 12_000


def test_every_adjustment_has_its_reason(demo: str) -> None:
    reviewed = Score.objects.filter(criterion__source="reviewed", awarded_points__isnull=False)
    adjusted = [s for s in reviewed if s.awarded_points != s.claimed_points]

    assert len(adjusted) > 300
    assert all(len(score.awarded_note) > 20 for score in adjusted)
    assert len({score.awarded_note for score in adjusted}) > 50


def test_the_record_tells_of_every_score(demo: str) -> None:
    # Evidence, and what a council writes down before it closes, leave the score as it is.
    apart = ("add_file", "add_link", "attach_evidence", "decide_item")
    writes = Change.objects.exclude(act__in=apart)
    # A year long past was written without.
    written = Score.objects.filter(version__gt=0).exclude(assessment__round=the_round(EARLIER))
    writes = writes.exclude(assessment__round=the_round(EARLIER))
    told = Counter(writes.exclude(score=None).values_list("score", flat=True))

    assert told == dict(written.values_list("pk", "version"))
    assert not Score.objects.filter(version__gt=0, changed_by=None).exists()
    assert not Score.objects.filter(version__gt=0, changed_at=None).exists()


def test_the_same_figures_at_every_run(demo: str) -> None:
    for words, script in ((PROVINCES, published_script()), (EARLIER, earlier_script())):
        leaves = demo_leaves(script.criteria_set)
        for code in ("01", "22", "96"):
            sheet = Assessment.objects.get(round=the_round(words), unit__code=code)
            stored = sheet.scores.in_tree_order().values_list("claimed_points", "awarded_points")
            again = plan(leaves, script.name, code, script.quality(code))
            assert list(stored) == [(p.claim and p.claim.points, p.award.points) for p in again]
        best = in_force(the_round(words)).rows.filter(rank__lte=3).order_by("rank")
        assert [(str(row.unit), str(row.index)) for row in best] == BEST[words]


# Written down once: a change of these is a change of the demo.
BEST = {
    PROVINCES: [("Bình Dương", "93.47"), ("Phú Thọ", "93.21"), ("Bến Tre", "92.64")],
    EARLIER: [("Hà Giang", "95.14"), ("Bắc Kạn", "92.94"), ("Long An", "92.59")],
}


def test_accounts(demo: str) -> None:
    for account in ACCOUNTS:
        person = User.objects.get(email=account.email)
        assert person.check_password(PASSWORD)
        assert person.holds_anywhere(account.role)
        assert account.email in demo
        assert account.title.vi in demo
    assert PASSWORD in demo
    assert {account.role for account in ACCOUNTS} == set(Role)


def test_the_colleague_has_two_domains(demo: str) -> None:
    membership = Membership.objects.get(user__email="colleague@parindex.example")

    assert [part.code for part in membership.parts.order_by("code")] == ["1", "2"]


def test_the_shared_account_is_over(demo: str) -> None:
    shared = User.objects.get(email="units@parindex.example")

    assert not shared.is_active
    assert not shared.has_usable_password()
    assert not shared.memberships.exists()


def test_files_are_what_they_say(demo: str) -> None:
    files = Evidence.objects.exclude(file="")
    kinds = Counter(files.values_list("content_type", flat=True))

    assert set(kinds) == {"application/pdf", "image/png"}
    assert Evidence.objects.exclude(url="").exists()
    for evidence in files[:20]:
        start = b"%PDF-1.4" if evidence.content_type == "application/pdf" else b"\x89PNG"
        assert evidence.file.read().startswith(start)
        evidence.file.close()
    assert files.filter(file_name__contains="Quảng Ninh").exists()
    shared = Counter(EvidenceLink.objects.values_list("evidence", flat=True))
    assert max(shared.values()) == 2


def test_a_second_run_only_prints(demo: str) -> None:
    def counts() -> list[int]:
        models = (User, Unit, Round, Score, Change, Evidence, Ranking)
        return [model._default_manager.count() for model in models]

    before = counts()
    told = seed()

    assert counts() == before
    assert "officer@parindex.example" in told
    assert "..." not in told


@pytest.mark.django_db
def test_not_beside_real_rounds() -> None:
    make_round()
    with pytest.raises(CommandError, match="kỳ đánh giá thật"):
        seed()

    assert Round.objects.count() == 1
    assert not User.objects.filter(email="officer@parindex.example").exists()


@pytest.mark.django_db
@override_settings(EMBEDDED=False)
def test_a_server_has_to_be_asked_for() -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("seed_demo", stdout=io.StringIO())

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "given", [CHOICE, CHECKLIST, BANDS, COUNT, LINEAR, PERCENT, POINTS], ids=lambda s: s["kind"]
)
def test_an_entry_for_each_scale(given: dict[str, object]) -> None:
    scale = parse_scale(given, Decimal(2))
    reached = set()
    for number in range(200):
        rng = Random(number)
        entry = entry_for(scale, rng.randrange(400, 1000), rng)
        points = scale.score(entry).points
        assert scale.score(better(scale, entry, rng)).points >= points
        reached.add(points)

    assert max(reached) <= 2
    assert len(reached) > 1


def test_a_pdf_finds_its_own_parts() -> None:
    made = pdf(("Số 12/KH-UBND (bản ký)", "Đắk Lắk"))
    table = int(made.rsplit(b"startxref\n", 1)[1].split()[0])

    assert made[table:].startswith(b"xref\n0 6\n")
    for number, line in enumerate(made[table:].split(b"\n")[3:8], 1):
        offset = int(line.split()[0])
        assert made[offset:].startswith(b"%d 0 obj" % number)
    assert b"(SO 12/KH-UBND BAN KY) Tj" in made
    assert b"(DAK LAK) Tj" in made


def test_a_png_has_its_size() -> None:
    made = png(Random(1))

    assert struct.unpack(">II", made[16:24]) == (480, 280)
    assert made.endswith(b"IEND\xaeB`\x82")
