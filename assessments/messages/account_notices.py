"""Notices to a person of what happened to their own account: password, factors, address, roles, new devices."""

from django.urls import reverse
from django.utils import timezone

from assessments.messages.notices import notify
from criteria.common.moments import vietnam_time
from criteria.common.text import Text

ELSE_VI = "Nếu không phải do chủ tài khoản, hãy đổi mật khẩu ngay và báo quản trị viên."
ELSE_EN = (
    "If it was not the account's owner, change the password at once and tell the administrator."
)


def notify_of_account(user_id: int, occasion: str, what: Text, address: str = "") -> None:
    """Notifies a person of what has just happened to their account, with the time and the address it came from."""
    now = timezone.now()
    at = vietnam_time(now)
    vi = f" từ địa chỉ {address}" if address else ""
    en = f" from the address {address}" if address else ""
    text = Text(
        vi=f"{what.vi} lúc {at.vi}{vi}. {ELSE_VI}",
        en=f"{what.en} at {at.en} (Vietnam time){en}. {ELSE_EN}",
    )
    notify([user_id], f"{occasion}:{now.isoformat()}", text, reverse("account"))


def notify_of_wrong_codes(user_id: int, address: str) -> None:
    """Notifies a person, once a day, that somebody who knows the password keeps trying codes."""
    at = vietnam_time(timezone.now())
    text = Text(
        vi="Có người biết mật khẩu của tài khoản này và nhập sai mã xác thực nhiều lần, lần gần nhất lúc "
        f"{at.vi} từ địa chỉ {address}. {ELSE_VI}",
        en="Somebody knows this account's password and typed wrong codes of the second step several times, last at "
        f"{at.en} (Vietnam time) from the address {address}. {ELSE_EN}",
    )
    notify([user_id], f"wrong-codes:{timezone.localdate()}", text, reverse("account"))
