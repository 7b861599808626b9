"""Permissions that come from a role over the whole exercise, whatever the sheet."""

from assessments.models import Role, User
from criteria.common.text import Text


def may_coordinate(user: User) -> bool:
    """Returns whether the person opens rounds, imports, ranks and publishes."""
    return user.holds(Role.COORDINATOR)


def reasons_against_coordinating(user: User) -> list[Text]:
    """Returns the reasons against opening rounds, importing, ranking and publishing."""
    if may_coordinate(user):
        return []
    return [
        Text(
            vi="Việc này dành cho điều phối viên của Bộ Nội vụ.",
            en="This is for a coordinator of the Ministry of Home Affairs.",
        )
    ]


def may_administer(user: User) -> bool:
    """Returns whether the person writes units, people and their parts of the tree."""
    return user.is_active and (user.is_superuser or user.holds(Role.ADMIN))


def reasons_against_administering(user: User) -> list[Text]:
    """Returns the reasons against writing units, people and their parts of the tree."""
    if may_administer(user):
        return []
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


def may_watch(user: User) -> bool:
    """Returns whether the person watches over everybody: sees each person's acts and every unit's sheet at any time."""
    return user.holds(*Role.WATCHERS)


def reasons_against_watching(user: User) -> list[Text]:
    """Returns the reasons against watching over everybody."""
    if may_watch(user):
        return []
    return [
        Text(
            vi="Chỉ quản trị viên, người giám sát và điều phối viên xem được việc của người khác.",
            en="Only administrators, inspectors and coordinators may list what somebody else did.",
        )
    ]


def may_audit(user: User) -> bool:
    """Returns whether the person reads everybody's lines of the security journal and the state of the chain."""
    return user.holds(*Role.AUDITORS)


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


def may_read_draft_sets(user: User) -> bool:
    """Returns whether the person reads criteria sets before they are published, as the admin site shows them."""
    return user.is_active and (user.is_superuser or user.holds(*Role.STAFF))


def reasons_against_reading_draft_sets(user: User) -> list[Text]:
    """Returns the reasons against reading criteria sets before they are published."""
    if may_read_draft_sets(user):
        return []
    return [
        Text(
            vi="Bộ tiêu chí dự thảo dành cho quản trị viên và điều phối viên.",
            en="Draft criteria sets are for administrators and coordinators.",
        )
    ]


def may_see_settings(user: User) -> bool:
    """Returns whether the person sees how rounds are set, and what is imported."""
    return user.is_active and (user.is_superuser or user.holds(*Role.STAFF))


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


def reasons_against_collecting_reports(user: User) -> list[Text]:
    """Returns the reasons against collecting the reports of all units."""
    if may_watch(user):
        return []
    return [
        Text(
            vi="Báo cáo của mọi đơn vị dành cho điều phối viên, người giám sát và quản trị viên.",
            en="The reports of all units are for coordinators, inspectors and administrators.",
        )
    ]
