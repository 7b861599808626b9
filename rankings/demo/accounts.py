"""The demo's accounts: one for each role, named after it; nobody is real."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from assessments.models import Assessment, Door, Membership, Role, Unit, User
from assessments.writing.actor import Actor
from criteria.common.text import Text
from criteria.models import Criterion, ReviewingBody
from rankings.demo.plans import DemoLeaf

PASSWORD = "cai-cach-2022"  # noqa: S105  # printed and documented; only demo data lies behind it
DOMAIN = "parindex.example"
QUANG_NINH, HA_NOI, HEALTH = ("province", "22"), ("province", "01"), ("ministry", "BYT")
HOME_AFFAIRS = ("department", "SNV")
BODIES = ("BNV", "VPCP", "BTP", "BTC", "BTTTT", "BKHDT")


@dataclass(frozen=True)
class Account:
    """One account. ``unit`` is (level, code), ``body`` a code, ``parts`` are domains of the unit's tree.

    An account without a name of its own has that of its role.
    """

    role: Role
    title: Text
    unit: tuple[str, str] | None = None
    body: str = ""
    parts: tuple[str, ...] = ()
    own_name: str = ""

    @property
    def name(self) -> str:
        return self.own_name or self.role.value

    @property
    def email(self) -> str:
        return f"{self.name}@{DOMAIN}"


def _at(unit: tuple[str, str], role: Role, vi: str, en: str, own_name: str = "") -> Account:
    return Account(role, Text(vi, en), unit, own_name=own_name)


ACCOUNTS = (
    _at(
        QUANG_NINH,
        Role.OFFICER,
        "Cán bộ chấm điểm (Quảng Ninh)",
        "Officer of Quảng Ninh, the whole sheet",
    ),
    Account(
        Role.OFFICER,
        Text("Cán bộ chấm điểm lĩnh vực 1, 2 (Quảng Ninh)", "Officer of Quảng Ninh, domains 1, 2"),
        QUANG_NINH,
        parts=("1", "2"),
        own_name="colleague",
    ),
    _at(QUANG_NINH, Role.LEADER, "Lãnh đạo đơn vị (Quảng Ninh)", "Leader of Quảng Ninh"),
    _at(HA_NOI, Role.OFFICER, "Cán bộ chấm điểm (Hà Nội)", "Officer of Hà Nội", "stranger"),
    _at(
        HEALTH,
        Role.OFFICER,
        "Cán bộ chấm điểm (Bộ Y tế)",
        "Officer of the Ministry of Health",
        "officer.ministry",
    ),
    _at(
        HEALTH,
        Role.LEADER,
        "Lãnh đạo đơn vị (Bộ Y tế)",
        "Leader of the Ministry of Health",
        "leader.ministry",
    ),
    _at(
        HOME_AFFAIRS,
        Role.OFFICER,
        "Cán bộ chấm điểm (Sở Nội vụ, minh họa)",
        "Officer of a department, a leaf of every part",
        "officer.department",
    ),
    *(
        Account(
            Role.REVIEWER,
            Text(f"Người thẩm định ({body})", f"Reviewer for {body}"),
            body=body,
            own_name=f"reviewer.{body.lower()}",
        )
        for body in BODIES
    ),
    Account(
        Role.COORDINATOR,
        Text(
            "Điều phối viên (Bộ Nội vụ)",
            "Coordinator: rounds, survey, ranking; opens rounds at /administration/rounds/",
        ),
    ),
    Account(Role.INSPECTOR, Text("Người giám sát", "Inspector: reads everything")),
    Account(Role.ADMIN, Text("Quản trị viên", "Administrator: /administration/people/")),
)


class Cast:
    """The people who act in the demo. Units without an account of their own share one, which ends with the demo."""

    def __init__(self) -> None:
        # All share one hash: fifteen slow ones would take longer than everything else.
        self._password = make_password(PASSWORD)
        self._people = {account.name: self._person(account) for account in ACCOUNTS}
        self._others = User.objects.create(
            email=f"units@{DOMAIN}",
            full_name="Các đơn vị khác (dữ liệu minh họa)",
            password=make_password(None),
        )
        Membership.objects.bulk_create(
            Membership(user=self._others, role=role, unit=unit)
            for unit in Unit.objects.filter(in_force_from=None)
            for role in Role.AT_UNIT
        )

    def _person(self, account: Account) -> User:
        staff = account.role in Role.STAFF
        person, _new = User.objects.get_or_create(
            email=account.email,
            defaults={
                "full_name": account.title.vi,
                "password": self._password,
                "is_staff": staff,
            },
        )
        unit = body = None
        if account.unit:
            level, code = account.unit
            unit = Unit.objects.get(level=level, code=code, in_force_from=None)
        if account.body:
            body = ReviewingBody.objects.get(code=account.body)
        membership, _new = Membership.objects.get_or_create(
            user=person, role=account.role, unit=unit, body=body
        )
        if unit and account.parts:
            membership.parts.set(
                Criterion.objects.filter(
                    criteria_set__code=f"{unit.level}-2022", code__in=account.parts
                )
            )
        return person

    def end(self) -> None:
        """Ends the shared account: it keeps its lines in the record, and can do nothing more."""
        self._others.memberships.all().delete()
        self._others.is_active = False
        self._others.save()

    def actor(self, name: str) -> Actor:
        """Returns the actor with the account of that name; accounts named after their role go by the role."""
        return Actor(self._people[name], Door.COMMAND)

    def officer(self, assessment: Assessment, leaf: DemoLeaf) -> Actor:
        """Returns the officer who fills in a leaf of a unit's sheet."""
        match (assessment.unit.level, assessment.unit.code):
            case ("province", "22"):
                first = leaf.criterion.code.split(".")[0]
                return self.actor("colleague" if first in ("1", "2") else Role.OFFICER)
            case ("province", "01"):
                return self.actor("stranger")
            case ("ministry", "BYT"):
                return self.actor("officer.ministry")
            case ("department", "SNV"):
                return self.actor("officer.department")
        return Actor(self._others, Door.COMMAND)

    def leader(self, assessment: Assessment) -> Actor:
        match (assessment.unit.level, assessment.unit.code):
            case ("province", "22"):
                return self.actor(Role.LEADER)
            case ("ministry", "BYT"):
                return self.actor("leader.ministry")
        return Actor(self._others, Door.COMMAND)

    def reviewer(self, leaf: Criterion) -> Actor:
        body = leaf.reviewing_body
        return self.actor(f"reviewer.{body.code.lower() if body else 'bnv'}")
