"""The cards of a publication: drawn once, when it is published, and stored like every other file."""

import datetime
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client, TestCase
from django.utils import timezone

from assessments.jobs.run_state import MOST_TRIES, STALLED_AFTER
from assessments.models import Role, Round
from criteria.common.drawing import Drawing
from rankings.acts import draw_cards, resume_stalled_cards, take_back_ranking
from rankings.cards import drawn, making
from rankings.models import Card, CardWork, Ranking
from rankings.pictures.painting import png_of
from rankings.serving import files
from tests.factories import make_person, page
from tests.rankings.test_units_at_stay import sheet, year_of
from tests.rankings.worlds import Sheet, computed, publish
from tests.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
RESULT, UNIT = "/2022/tinh/anh.png", "/2022/tinh/quang-ninh/anh.png"
ALL = {
    (slug, language)
    for slug in ("", "quang-ninh", "ha-tinh", "an-giang")
    for language in ("vi", "en")
}
HOUR = datetime.timedelta(hours=1)


class Killed(BaseException):
    """What a worker's death is to its work."""


@pytest.fixture
@remembered
def draft() -> Ranking:
    round_ = year_of(
        2022,
        sheet("Quảng Ninh", "9", "8", "7", "6", "5", "4", "10", "10"),
        sheet("Hà Tĩnh", *["10"] * 4, *["1"] * 4),
        Sheet(status="drafting", name="An Giang"),
    )
    Round.objects.filter(pk=round_.pk).update(is_demo=True)
    return computed(round_)


@pytest.fixture(autouse=True)
def no_file_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets every answer be made: a file that another test has left would hide where it comes from."""
    monkeypatch.setattr(files, "content_of", lambda _family, _fingerprint, make: make())


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a machine that is busy with something else draw all that this process is to draw."""
    monkeypatch.setattr(making, "SECONDS_HERE", 600)


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The title of each picture that was painted."""
    titles: list[str] = []

    def paint(drawing: Drawing, sharp: int) -> bytes:
        titles.append(drawing.title)
        return png_of(drawing, sharp)

    monkeypatch.setattr(drawn, "png_of", paint)
    return titles


def dying_after(monkeypatch: pytest.MonkeyPatch, most: int) -> Callable[[], None]:
    """Lets the worker die once it has painted so many; returns what heals it."""
    left = [None] * most

    def dying(drawing: Drawing, sharp: int) -> bytes:
        if not left:
            raise Killed
        left.pop()
        return png_of(drawing, sharp)

    monkeypatch.setattr(drawn, "png_of", dying)
    return lambda: monkeypatch.setattr(drawn, "png_of", png_of)


def release(ranking: Ranking, publish_at: datetime.datetime | None = None) -> Ranking:
    """Publishes, and lets what follows the commit happen; the moment of an embargo may be given."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return publish(ranking, publish_at=publish_at)


def stored() -> set[tuple[str, str]]:
    return set(Card.objects.values_list("slug", "language"))


def test_all_are_drawn_at_publication_in_both_languages(
    draft: Ranking, drawings: list[str]
) -> None:
    release(draft)
    assert stored() == ALL
    assert CardWork.objects.get().is_over
    assert len(drawings) == len(ALL)
    for card in Card.objects.all():
        assert default_storage.size(str(card.file.name)) == card.size
    for path, language in ((RESULT, "vi"), (UNIT, "vi"), (UNIT, "en")):
        slug = "quang-ninh" if path == UNIT else ""
        with Card.objects.get(slug=slug, language=language).file.open() as file:
            content = file.read()
        reader = Client()
        reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert reader.get(path).content == content
    assert len(drawings) == len(ALL)


def test_before_they_are_there_who_asks_is_drawn_one(draft: Ranking, drawings: list[str]) -> None:
    publish(draft)
    assert stored() == set()
    assert Client().get(UNIT).status_code == 200
    assert drawings == ["Quảng Ninh"]


def test_what_a_killed_worker_has_drawn_is_not_drawn_again(
    draft: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    heal = dying_after(monkeypatch, 3)
    with pytest.raises(Killed):
        release(draft)
    known = set(Card.objects.values_list("pk", flat=True))
    assert len(known) == 3
    heal()
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert resume_stalled_cards() == 0
    CardWork.objects.update(progressed_at=timezone.now() - STALLED_AFTER)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert resume_stalled_cards() == 1
    assert stored() == ALL
    assert known < set(Card.objects.values_list("pk", flat=True))
    assert CardWork.objects.get().is_over


def test_after_the_last_lost_worker_they_are_left_to_who_asks(
    draft: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    heal = dying_after(monkeypatch, 0)
    with pytest.raises(Killed):
        release(draft)
    for _turn in range(MOST_TRIES - 1):
        with pytest.raises(Killed):
            draw_cards(draft.pk, is_again=True)
    draw_cards(draft.pk, is_again=True)
    assert CardWork.objects.get().is_over
    heal()
    assert stored() == set()
    assert Client().get(UNIT).status_code == 200


def test_a_second_worker_does_no_harm(draft: Ranking, drawings: list[str]) -> None:
    release(draft)
    draw_cards(draft.pk)
    CardWork.objects.update(is_over=False)
    draw_cards(draft.pk)
    assert stored() == ALL
    assert len(drawings) == len(ALL)


def test_they_wait_with_an_embargo_and_go_when_it_is_taken_back(draft: Ranking) -> None:
    waiting = release(draft, timezone.now() + HOUR)
    assert stored() == ALL
    assert Client().get(UNIT).status_code == 404
    names = list(Card.objects.values_list("file", flat=True))
    actor = page(make_person(Role.COORDINATOR))
    with TestCase.captureOnCommitCallbacks(execute=True):
        take_back_ranking(actor=actor, ranking_id=waiting.pk, reason="Sai ngày.")
    assert stored() == set()
    assert not CardWork.objects.exists()
    assert not any(default_storage.exists(name) for name in names)
    # A worker that still draws has nothing left to store.
    draw_cards(waiting.pk)
    assert stored() == set()


def test_one_that_no_longer_says_what_is_in_force_is_drawn_anew(
    draft: Ranking, drawings: list[str]
) -> None:
    release(draft)
    before = Client().get(UNIT).content
    Round.objects.update(is_demo=False)
    assert Client().get(UNIT).content != before
    assert drawings[-1] == "Quảng Ninh"


def test_one_whose_file_is_lost_is_drawn_anew(draft: Ranking, drawings: list[str]) -> None:
    release(draft)
    default_storage.delete(str(Card.objects.get(slug="quang-ninh", language="vi").file.name))
    assert Client().get(UNIT).status_code == 200
    assert len(drawings) == len(ALL) + 1


def test_a_new_version_of_the_year_before_draws_the_result_anew_and_no_unit(
    draft: Ranking, drawings: list[str]
) -> None:
    earlier = year_of(2021, sheet("Quảng Ninh", *["7"] * 8), sheet("Khác", *["8"] * 8))
    release(computed(earlier))
    release(draft)
    known = len(drawings)
    Client().get(RESULT)
    assert len(drawings) == known
    publish(computed(earlier), reason="Sửa sai sót.")
    Client().get(RESULT)
    Client().get(UNIT)
    assert len(drawings) == known + 1


def test_without_a_worker_nobody_waits_for_all_of_them(
    draft: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SECONDS_HERE", 0)
    release(draft)
    assert len(stored()) == 1
    assert not CardWork.objects.get().is_over
    CardWork.objects.update(progressed_at=timezone.now() - STALLED_AFTER)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert resume_stalled_cards() == 1
    assert len(stored()) == 2
    assert CardWork.objects.get().tries == 0
