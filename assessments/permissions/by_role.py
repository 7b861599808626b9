"""Permissions that come from a role over the whole exercise, whatever the sheet."""

from assessments.models import Role, User
from criteria.common.text import Text


def may_coordinate(user: User, owner: int | None) -> bool:
    """Returns whether the person opens, imports, ranks and publishes an owner's rounds. For many: ``rounds_coordinated_by``."""
    return user.holds(Role.COORDINATOR, owner=owner)


def reasons_against_coordinating(user: User, owner: int | None) -> list[Text]:
    """Returns the reasons against opening, importing, ranking and publishing an owner's rounds."""
    if may_coordinate(user, owner):
        return []
    if owner is not None:
        return [
            Text(
                vi="Việc này dành cho điều phối viên của đơn vị tổ chức kỳ đánh giá.",
                en="This is for a coordinator of the unit that runs the round.",
            )
        ]
    return [Text(vi="Việc này dành cho điều phối viên.", en="This is for a coordinator.")]


def reasons_against_coordinating_any(user: User) -> list[Text]:
    """Returns the reasons against an act on many rounds or sheets of somebody who coordinates none; each is asked for again."""
    if user.owners(Role.COORDINATOR):
        return []
    return reasons_against_coordinating(user, owner=None)


def may_administer(user: User, owner: int | None = None) -> bool:
    """Returns whether the person writes units, people and their parts of the tree: the nation's, or those of a unit's own rounds.

    Those of its own are for the unit's coordinators alone.
    """
    if owner is not None:
        return may_coordinate(user, owner)
    return user.is_active and (user.is_superuser or user.holds(Role.ADMIN, owner=None))


def reasons_against_administering(user: User, owner: int | None = None) -> list[Text]:
    """Returns the reasons against writing units, people and their parts of the tree, the nation's or an owner's."""
    if may_administer(user, owner):
        return []
    if owner is not None:
        return reasons_against_coordinating(user, owner)
    return [Text(vi="Việc này dành cho quản trị viên.", en="This is for an administrator.")]


def reasons_against_changing_account(user: User, person: User) -> list[Text]:
    """Returns the reasons against changing a person's account, roles and sessions."""
    reasons = reasons_against_administering(user)
    if person.is_superuser and not user.is_superuser:
        reasons.append(
            Text(
                vi="Chỉ quản trị viên hệ thống thay đổi được tài khoản này.",
                en="Only a superuser may change this account.",
            )
        )
    return reasons


def may_watch(user: User, owner: int | None) -> bool:
    """Returns whether the person watches over an owner's rounds: sees each person's acts and every unit's sheet at any time.

    For many rounds: ``rounds_watched_by``.
    """
    return user.holds(*Role.WATCHERS, owner=owner)


def may_watch_any(user: User) -> bool:
    """Returns whether the person watches over the rounds of any owner."""
    return bool(user.owners(*Role.WATCHERS))


def reasons_against_watching(user: User) -> list[Text]:
    """Returns the reasons against watching over the nation's rounds, and with them over what belongs to no round."""
    if may_watch(user, owner=None):
        return []
    return [
        Text(
            vi="Chỉ quản trị viên, người giám sát và điều phối viên xem được việc của người khác.",
            en="Only administrators, inspectors and coordinators may list what somebody else did.",
        )
    ]


def may_audit(user: User) -> bool:
    """Returns whether the person reads everybody's lines of the security journal and the state of the chain."""
    return user.holds(*Role.AUDITORS, owner=None)


def reasons_against_auditing(user: User) -> list[Text]:
    """Returns the reasons against reading everybody's lines of the security journal."""
    if may_audit(user):
        return []
    return [
        Text(
            vi="Nhật ký an ninh và việc kiểm tra hồ sơ dành cho quản trị viên và người giám sát.",
            en="The security journal and the checks of the record are for administrators and inspectors.",
        )
    ]


def may_read_draft_sets(user: User, owner: int | None = None) -> bool:
    """Returns whether the person reads criteria sets before they are published: the nation's, or a unit's own."""
    if owner is not None:
        return may_coordinate(user, owner)
    return user.is_active and (user.is_superuser or user.holds(*Role.STAFF, owner=None))


def reasons_against_reading_draft_sets(user: User, owner: int | None = None) -> list[Text]:
    """Returns the reasons against reading criteria sets before they are published, the nation's or a unit's own."""
    if may_read_draft_sets(user, owner):
        return []
    return [
        Text(
            vi="Bộ tiêu chí dự thảo dành cho quản trị viên và điều phối viên.",
            en="Draft criteria sets are for administrators and coordinators.",
        )
    ]


def may_see_settings(user: User) -> bool:
    """Returns whether the person sees how rounds are set, and what is imported."""
    return user.is_active and (user.is_superuser or user.holds(*Role.STAFF, owner=None))


def reasons_against_seeing_settings(user: User) -> list[Text]:
    """Returns the reasons against seeing how rounds are set, and what is imported."""
    if may_see_settings(user):
        return []
    return [
        Text(
            vi="Thiết lập của các kỳ dành cho quản trị viên và điều phối viên.",
            en="The settings of rounds are for administrators and coordinators.",
        )
    ]


def reasons_against_collecting_reports(user: User, owner: int | None) -> list[Text]:
    """Returns the reasons against collecting the reports of all units of an owner's round."""
    if may_watch(user, owner):
        return []
    return [
        Text(
            vi="Báo cáo của mọi đơn vị dành cho điều phối viên, người giám sát và quản trị viên.",
            en="The reports of all units are for coordinators, inspectors and administrators.",
        )
    ]
