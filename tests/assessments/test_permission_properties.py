"""A rule for one row and the same for many agree: anybody, on sheets in every state, at any time, whoever runs the round."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import permissions
from assessments.models import (
    Assessment,
    Council,
    CouncilItem,
    Flag,
    HeldRole,
    Role,
    Round,
    Score,
    Status,
    User,
)
from assessments.models.people import TreePart
from tests.factories import body, make_person, make_round, make_set, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SECOND = datetime.timedelta(seconds=1)


@dataclass(frozen=True)
class World:
    """The nation's round and the own rounds of two units, all of one set; in each a sheet in every state, and a council."""

    owners: list[int | None]
    units: list[int]
    bodies: list[int]
    sheets: list[Assessment]
    scores: list[Score]
    councils: list[Council]
    moments: list[datetime.datetime]
    parts: list[list[TreePart]]

    def scores_of(self, sheet: Assessment) -> list[Score]:
        return [score for score in self.scores if score.assessment_id == sheet.pk]


@pytest.fixture
def world() -> World:
    criteria_set = make_set()
    owners = [None, make_unit(), make_unit()]
    rounds = [
        make_round(criteria_set, [make_unit(parent=owner) for _ in Status], owner=owner)
        for owner in owners
    ]
    bodies = [None, *(body(code) for code in ("BNV", "VPCP", "BTP"))]
    flags, more = list(Flag), datetime.timedelta(days=10)
    councils, moments = [], {timezone.now()}
    for number, round_ in enumerate(rounds):
        moments |= {round_.opens_at, round_.submit_by, round_.review_by}
        sheets = Assessment.objects.filter(round=round_).order_by("pk")
        for place, (sheet, status) in enumerate(zip(sheets, Status, strict=True)):
            longer = place % 2 == number % 2
            late, last = round_.submit_by + more, round_.review_by + more
            Assessment.objects.filter(pk=sheet.pk).update(
                status=status,
                extended_to=late if longer else None,
                review_extended_to=last if longer else None,
                explain_by=late + more if longer else None,
            )
            moments |= {late, last, late + more} if longer else set()
            for leaf, score in enumerate(sheet.scores.order_by("pk")):
                theirs = bodies[(place + leaf + number) % 4] if longer else score.reviewing_body
                flag = flags[(place + leaf) % len(flags)]
                Score.objects.filter(pk=score.pk).update(reviewing_body=theirs, flag=flag)
        council = Council.objects.create(
            round=round_, title="Phiên họp", held_on="2023-01-05", opened_by=make_person()
        )
        for score in Score.objects.filter(assessment__in=sheets[:2], flag=Flag.DISPUTED):
            CouncilItem.objects.create(council=council, score=score)
        councils.append(council)
    scores = list(Score.objects.select_related("assessment__round", "criterion", "reviewing_body"))
    here, elsewhere = criteria_set.pk, make_set().pk
    return World(
        owners=[owner.pk if owner else None for owner in owners],
        units=[*{score.assessment.unit_id for score in scores}, make_unit().pk],
        bodies=[*(one.pk for one in bodies if one), body("BYT").pk],
        sheets=list({score.assessment_id: score.assessment for score in scores}.values()),
        scores=scores,
        councils=councils,
        moments=sorted(at + step for at in moments for step in (-SECOND, 0 * SECOND, SECOND)),
        parts=[[], [TreePart("1", here)], [TreePart("2.1", here), TreePart("1", elsewhere)]],
    )


@st.composite
def people(draw: st.DrawFn, world: World) -> User:
    """Somebody with up to three roles anywhere."""
    user = User(is_active=True)
    user.held = []
    for role in draw(st.lists(st.sampled_from(Role), max_size=3)):
        at_unit, at_body = role in Role.AT_UNIT, role == Role.REVIEWER
        places = [None] if role == Role.ADMIN else world.owners
        user.held.append(
            HeldRole(
                role,
                draw(st.sampled_from(world.units if at_unit else places)),
                draw(st.sampled_from(world.bodies)) if at_body else None,
                draw(st.sampled_from(world.parts)) if at_unit else [],
            )
        )
    return user


def tried(test: Callable[[User, datetime.datetime], None], world: World, examples: int) -> None:
    """Runs ``test`` with people of the world at its moments."""
    given(people(world), st.sampled_from(world.moments))(
        settings(
            max_examples=examples,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
        )(test)
    )()


def test_scores_that_may_be_awarded(world: World) -> None:
    def agree(user: User, now: datetime.datetime) -> None:
        many = Score.objects.filter(permissions.scores_awardable_by(user, now))
        one_by_one = {score.pk for score in world.scores if permissions.may_award(user, score, now)}
        assert set(many.values_list("pk", flat=True)) == one_by_one
        for sheet in world.sheets:
            own = {
                score.pk
                for score in world.scores_of(sheet)
                if score.reviewing_body_id in user.bodies(sheet.round.owner_id)
                and not score.criterion.is_survey
            }
            assert own & one_by_one == (
                own if permissions.may_review_sheet(user, sheet, now) else set()
            )

    tried(agree, world, 150)


def test_scores_that_may_be_claimed(world: World) -> None:
    """``may_claim_on_sheet`` says of a sheet what ``may_claim`` says of the person's leaves on it."""

    def agree(user: User, now: datetime.datetime) -> None:
        for score in world.scores:
            sheet = score.assessment
            held = permissions.holds_leaf(user, sheet.unit_id, score.criterion)
            assert permissions.may_claim(user, score, now) == (
                permissions.may_claim_on_sheet(user, sheet, now)
                and held
                and not score.criterion.is_survey
            )

    tried(agree, world, 50)


def test_sheets_that_may_be_read(world: World) -> None:
    """The two forms ask the database the same; the rule in plain words stands here."""

    def agree(user: User, _now: datetime.datetime) -> None:
        many = Assessment.objects.filter(permissions.sheets_readable_by(user))
        listed = list(many.values_list("pk", flat=True))
        assert len(listed) == len(set(listed))
        for sheet in world.sheets:
            bodies = {score.reviewing_body_id for score in world.scores_of(sheet)}
            reads = (
                user.holds(
                    *(Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN), owner=sheet.round.owner_id
                )
                or sheet.unit_id in user.units(Role.OFFICER, Role.LEADER)
                or (
                    sheet.status != Status.DRAFTING
                    and bool(bodies & user.bodies(sheet.round.owner_id))
                )
            )
            assert reads == (sheet.pk in listed)
            assert reads == (not permissions.reasons_against_reading(user, sheet))

    tried(agree, world, 30)


def test_rounds_and_councils_that_may_be_seen(world: World) -> None:
    """Those with something of the person's: a sheet of their unit, a leaf of their body."""

    def agree(user: User, _now: datetime.datetime) -> None:
        rounds = Round.objects.filter(permissions.rounds_visible_to(user))
        councils = Council.objects.filter(permissions.councils_readable_by(user))
        for council in world.councils:
            owner = council.round.owner_id
            watches, own_bodies = permissions.may_watch(user, owner), user.bodies(owner)
            scores = [s for s in world.scores if s.assessment.round_id == council.round_id]
            units = {score.assessment.unit_id for score in scores}
            bodies = {score.reviewing_body_id for score in scores}
            concerns = watches or bool(units & user.unit_ids or bodies & own_bodies)
            assert concerns == (council.round_id in rounds.values_list("pk", flat=True))
            agenda = set(council.items.values_list("score__reviewing_body", flat=True))
            reads = watches or bool(agenda & own_bodies)
            assert reads == (council.pk in councils.values_list("pk", flat=True))
            # Whoever reads one may see the page of them.
            assert not reads or not permissions.reasons_against_seeing_councils(user, owner)
        assert rounds.count() <= Round.objects.count()
        assert councils.count() <= len(world.councils)

    tried(agree, world, 50)


def test_rounds_watched_over_and_coordinated(world: World) -> None:
    """A role reaches the rounds of the owner for whom it is held, and no others: neither of the nation nor of another."""

    def agree(user: User, _now: datetime.datetime) -> None:
        for rule, condition, roles in (
            (permissions.may_watch, permissions.rounds_watched_by(user), Role.WATCHERS),
            (
                permissions.may_coordinate,
                permissions.rounds_coordinated_by(user),
                (Role.COORDINATOR,),
            ),
        ):
            reached = set(Round.objects.filter(condition).values_list("owner", flat=True))
            assert reached == {owner for owner in world.owners if rule(user, owner)}
            assert reached == {held.unit_id for held in user.held if held.role in roles}

    tried(agree, world, 50)
