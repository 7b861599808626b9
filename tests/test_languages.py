"""Pages speak one language through and through: Vietnamese unless English was chosen."""

import datetime
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import reverse

from assessments.actions import add_link, award_points, extend_deadline
from assessments.models import Assessment, Role, Round, User
from criteria.fields import fold
from rankings.models import Ranking
from tests import messages
from tests.factories import (
    PASSWORD,
    fill,
    make_person,
    make_round,
    make_submitted,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)
from tests.rankings.worlds import Sheet, computed, graded, make_tree, published
from tests.test_messages import VIETNAMESE

pytestmark = pytest.mark.django_db
Value = TypeVar("Value")
ADMIN = {"criteria", "assessments", "rankings", "account"}


class Words(HTMLParser):
    """What a reader sees or hears: texts, and the attributes that hold words."""

    SPOKEN = frozenset({"title", "placeholder", "aria-label", "alt", "content", "label"})

    def __init__(self, page_: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = False
        self.feed(page_)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # A language is offered in its own words.
        self.silent = tag in {"script", "style"} or (tag == "button" and "lang" in given)
        words = (v for k, v in attrs if v and (k in self.SPOKEN or k.startswith("data-")))
        self.found += words
        if tag in {"input", "button"} and given.get("type") in {"submit", "button"}:
            self.found.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)

    @property
    def texts(self) -> list[str]:
        return [text for one in self.found if (text := " ".join(one.split()))]


def words(response: Any) -> list[str]:
    return Words(response.content.decode()).texts


def client_of(user: User | None, language: str = "en") -> Client:
    # Office machines ask for English unasked; only the cookie is a choice.
    client = Client(raise_request_exception=False, headers={"accept-language": "en-US,en;q=0.9"})
    if user:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    if language != "vi":
        client.cookies["django_language"] = language
    return client


def plain(value: Any) -> Any:
    """Text without accents, in JSON too."""
    if isinstance(value, str):
        return fold(value) if VIETNAMESE.search(value) else value
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def strip_accents_from_data() -> None:
    """What is left with accents afterwards was written by the program."""
    for app in ("criteria", "assessments", "rankings"):
        for model in apps.get_app_config(app).get_models():
            fields = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField | models.JSONField)
            ]
            # Django's own queryset: ours refuses to change what is published.
            rows = models.QuerySet(model)
            for pk, *values in list(rows.values_list("pk", *fields)):
                changed = {
                    name: plain(value)
                    for name, value in zip(fields, values, strict=True)
                    if plain(value) != value
                }
                if changed:
                    models.QuerySet(model).filter(pk=pk).update(**changed)


def english(response: Any, status: int = 200) -> list[str]:
    """The words of an answer, all of them English."""
    assert response.status_code == status
    found = words(response)
    assert found
    assert [text for text in found if VIETNAMESE.search(text)] == []
    return found


class World:
    """A round with a sheet in each state, two rankings, and a person in each role."""

    def __init__(self) -> None:
        units = [make_unit() for _ in range(3)]
        self.round: Round = make_round(units=units)
        self.draft: Assessment = sheet_of(self.round, units[0])
        self.officer = fill(self.draft, "1.1", "1.3")
        proved = score_of(self.draft, "1.2")
        add_link(
            actor=page(self.officer),
            score_id=proved.pk,
            url="https://example.org/",
            title="Kế hoạch",
        )
        self.leader = make_person(Role.LEADER, unit=units[0])
        self.submitted = make_submitted(self.round, units[1])
        self.reviewer = make_person(Role.REVIEWER)
        score = score_of(self.submitted, "1.1")
        award_points(
            actor=page(self.reviewer),
            score_id=score.pk,
            version=score.version,
            entry={"option": 1},
            reason="Chưa đủ căn cứ",
        )
        self.coordinator = make_person(Role.COORDINATOR)
        tree = make_tree({"1.1": "10", "1.2": "10", "2.1": "5"}, survey=["2.1"])
        points = {"1.1": "9", "1.2": "7.5", "2.1": "4"}
        sheets = [Sheet(points), Sheet(points, ranked=False), Sheet(status="drafting")]
        graded_round = graded(tree, sheets)
        self.published: Ranking = published(graded_round)
        self.computed: Ranking = computed(graded_round)
        strip_accents_from_data()

    def addresses(self) -> list[tuple[User | None, str]]:
        row = self.published.rows.filter(rank=1).get()
        rounds = self.published.round_id
        sheets = [
            (person, reverse("sheet", args=[sheet.pk]))
            for sheet, people in (
                (self.draft, (self.officer, self.leader, self.coordinator)),
                (self.submitted, (self.reviewer, self.coordinator)),
            )
            for person in people
        ]
        leaves = [
            (person, reverse("leaf", args=[sheet.pk, code]))
            for sheet, person in (
                (self.draft, self.officer),
                (self.submitted, self.reviewer),
            )
            for code in ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1")
        ]
        return [
            (None, reverse("home")),
            (None, reverse("ranking", args=[self.published.pk])),
            (None, reverse("ranking", args=[self.published.pk]) + "?q=nothing"),
            (None, reverse("result", args=[self.published.pk, row.pk])),
            (self.coordinator, reverse("ranking", args=[self.computed.pk])),
            (self.coordinator, reverse("round_rankings", args=[rounds])),
            (self.coordinator, reverse("ranking_progress", args=[self.computed.pk])),
            (self.coordinator, reverse("round", args=[self.round.pk])),
            (self.coordinator, reverse("survey", args=[self.round.pk])),
            *((who, reverse("rounds")) for who in (self.officer, self.reviewer, make_person())),
            *((who, reverse("account")) for who in (self.officer, self.coordinator, make_person())),
            *sheets,
            *leaves,
            (self.leader, reverse("check", args=[self.draft.pk])),
        ]


def test_pages_in_english() -> None:
    world = World()
    for user, address in world.addresses():
        english(client_of(user).get(address))


def test_pages_in_vietnamese_are_without_english() -> None:
    """No sentence of the English catalogue, whatever the browser asks for."""
    world = World()
    said = {
        text
        for entry in messages.read("en")
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if " " in text and text != entry.msgid
    }
    for user, address in world.addresses():
        response = client_of(user, "vi").get(address)
        assert response.status_code == 200
        assert said & set(words(response)) == set()
        assert '<html lang="vi">' in response.content.decode() or "progress" in address


def test_acts_and_refusals_in_english() -> None:
    world = World()
    draft, submitted = world.draft, world.submitted
    officer, leader = client_of(world.officer), client_of(world.leader)
    coordinator = client_of(world.coordinator)
    score = score_of(draft, "1.3")
    claim = reverse("claim", args=[score.pk])
    good = {"version": score.version, "numerator": "75", "denominator": "80", "note": "ok"}
    htmx: Any = {"HTTP_HX_REQUEST": "true"}
    english(officer.post(claim, good, **htmx))
    english(officer.post(claim, good, **htmx), 409)
    english(officer.post(claim, good), 409)
    bad = good | {"version": score.version + 1, "numerator": "abc", "denominator": ""}
    english(officer.post(claim, bad, **htmx), 422)
    english(officer.post(claim, bad), 422)
    english(officer.post(reverse("preview_claim", args=[score.pk]), good, **htmx))
    english(officer.post(reverse("add_evidence", args=[score.pk]), {}, **htmx), 422)
    english(leader.post(reverse("submit", args=[draft.pk])), 403)
    english(coordinator.post(reverse("finish", args=[submitted.pk])), 403)
    for content in (b"unit;leaf;percent\nX;9.9;abc\n", b"a;b\n1;2\n", b"unit;leaf;percent\n", b"\0"):
        file = io.BytesIO(content)
        file.name = "survey.csv"
        english(coordinator.post(reverse("survey", args=[world.round.pk]), {"file": file}), 422)
    english(coordinator.post(reverse("survey", args=[world.round.pk]), {}), 422)
    until = (draft.deadline + datetime.timedelta(days=2)).date().isoformat()
    extend = reverse("extend", args=[draft.pk])
    english(coordinator.post(extend, {"until": until, "reason": ""}), 422)
    english(coordinator.post(extend, {"until": until, "reason": "storm"}, follow=True))
    publish = reverse("publish_ranking", args=[world.computed.pk])
    english(coordinator.post(publish, follow=True))
    english(officer.post(publish), 403)
    giveback = reverse("return", args=[submitted.pk])
    english(coordinator.post(giveback, {"reason": "incomplete"}, follow=True))
    english(officer.get("/no-such-page/"), 404)
    english(client_of(make_person()).get(reverse("sheet", args=[draft.pk])), 403)


def test_closed_and_extended_sheets_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    late = world.draft.deadline + datetime.timedelta(hours=1)
    set_clock(monkeypatch, late)
    address = reverse("sheet", args=[world.draft.pk])
    assert any("deadline" in text for text in english(client_of(world.officer).get(address)))
    extend_deadline(
        actor=page(world.coordinator),
        assessment_id=world.draft.pk,
        until=late + datetime.timedelta(days=1),
        reason="storm",
    )
    english(client_of(world.officer).get(address))
    set_clock(monkeypatch, world.round.opens_at - datetime.timedelta(days=1))
    english(client_of(world.officer).get(address))
    set_clock(monkeypatch, world.round.review_by + datetime.timedelta(days=1))
    english(client_of(world.reviewer).get(reverse("leaf", args=[world.submitted.pk, "1.1"])))


def test_numbers_plurals_and_the_document_language_follow_the_reader() -> None:
    world = World()
    sheet = reverse("sheet", args=[world.draft.pk])
    assert "1 document" in english(client_of(world.officer).get(sheet))
    response = client_of(None).get(reverse("ranking", args=[world.published.pk]))
    assert "20.50" in english(response)
    assert '<html lang="en">' in response.content.decode()
    assert "20,50" in words(client_of(None, "vi").get(response.request["PATH_INFO"]))


def test_the_reader_chooses_and_goes_back() -> None:
    client = client_of(None, "vi")
    for language, offered in (("en", "Tiếng Việt"), ("vi", "English")):
        client.post(reverse("set_language"), {"language": language, "next": "/"})
        shown = client.get("/").content.decode()
        assert f'<html lang="{language}">' in shown
        assert re.search(rf'<button[^>]* lang="\w+">{offered}</button>', shown)


# --- Django's and allauth's own pages -----------------------------------------------------------------


def member() -> User:
    user = make_person(Role.ADMIN, email="admin@parindex.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def reset_link(client: Client) -> str:
    client.post(reverse("account_reset_password"), {"email": "admin@parindex.example"})
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


FOREIGN: dict[str, Callable[[Client], Any]] = {
    "login": lambda c: c.get(reverse("account_login")),
    "login empty": lambda c: c.post(reverse("account_login"), {}),
    "login wrong": lambda c: c.post(
        reverse("account_login"), {"login": "admin@parindex.example", "password": "wrong"}
    ),
    "signup": lambda c: c.get(reverse("account_signup")),
    "inactive": lambda c: c.get(reverse("account_inactive")),
    "reset": lambda c: c.get(reverse("account_reset_password")),
    "reset wrong": lambda c: c.post(reverse("account_reset_password"), {"email": "x"}),
    "reset done": lambda c: c.get(reverse("account_reset_password_done")),
    "reset used": lambda c: c.get("/accounts/password/reset/key/1-x/"),
    "reset key": lambda c: c.get(reset_link(c), follow=True),
    "reset key done": lambda c: c.get(reverse("account_reset_password_from_key_done")),
}
SIGNED_IN: dict[str, Callable[[Client], Any]] = {
    "logout": lambda c: c.get(reverse("account_logout")),
    "logged out": lambda c: c.post(reverse("account_logout"), follow=True),
    "change": lambda c: c.get(reverse("account_change_password")),
    "change wrong": lambda c: c.post(
        reverse("account_change_password"),
        {"oldpassword": "x", "password1": "123", "password2": "4"},
    ),
    "change short": lambda c: c.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "123", "password2": "123"},
    ),
    "email": lambda c: c.get(reverse("account_email")),
    "email wrong": lambda c: c.post(reverse("account_email"), {"action_add": "", "email": "x"}),
    "email added": lambda c: c.post(
        reverse("account_email"), {"action_add": "", "email": "new@parindex.example"}, follow=True
    ),
    "again": lambda c: c.get(reverse("account_reauthenticate")),
    "unconfirmed": lambda c: c.get("/accounts/confirm-email/x/"),
    "sent": lambda c: c.get(reverse("account_email_verification_sent")),
    "admin": lambda c: c.get(reverse("admin:index")),
    "admin export": lambda c: c.get(reverse("admin:assessments_unit_export")),
}


def english_of_libraries() -> set[str]:
    """What libraries would say in English; words that both languages share stand for nothing."""
    return {
        " ".join(entry.msgid.split())
        for entry in messages.read("vi")
        if entry.msgid not in (entry.msgstr, "API")
    }


@pytest.mark.parametrize("name", [*FOREIGN, *SIGNED_IN])
def test_library_pages_in_both_languages(name: str) -> None:
    user = member()
    visit = FOREIGN.get(name) or SIGNED_IN[name]
    signed = user if name in SIGNED_IN else None
    strip_accents_from_data()
    english(visit(client_of(signed)))
    response = visit(client_of(signed, "vi"))
    assert response.status_code == 200
    spoken = words(response)
    assert any(VIETNAMESE.search(text) for text in spoken)
    assert english_of_libraries() & set(spoken) == set()


def test_mails_are_in_the_reader_s_language() -> None:
    member()
    for language in ("vi", "en"):
        for email in ("admin@parindex.example", "nobody@parindex.example"):
            client_of(None, language).post(reverse("account_reset_password"), {"email": email})
            said = f"{mail.outbox[-1].subject}\n{mail.outbox[-1].body}"
            assert bool(VIETNAMESE.search(said)) == (language == "vi")
            if language == "vi":
                assert not re.search(r"\b(You|you|Hello|link|below|Thank)\b", said)


def test_administration_in_english() -> None:
    client, world = client_of(member()), World()
    assert world.round
    from django.contrib import admin

    seen = 0
    for model, desk in admin.site._registry.items():
        if model._meta.app_label not in ADMIN:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        english(client.get(reverse(f"{name}_changelist")))
        seen += 1
        row = model._base_manager.first()
        if row:
            english(client.get(reverse(f"{name}_change", args=[row.pk])))
        answer = client.get(reverse(f"{name}_add"))
        if answer.status_code != 403:
            english(answer)
    assert seen > 5
