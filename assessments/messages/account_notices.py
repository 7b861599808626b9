"""Notices to a person of what happened to their own account: password, factors, address, roles, new devices."""

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db import transaction
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


def invite(user_ids: list[int]) -> None:
    """Sends people the mail with the page where they set their first password themselves."""
    text = Text(
        vi="Một tài khoản trên hệ thống Chỉ số cải cách hành chính đã được tạo cho địa chỉ thư này. Để đặt mật khẩu, "
        "mở trang dưới đây, nhập địa chỉ thư này rồi nhập mã mà hệ thống gửi đến.",
        en="An account of the PAR Index was made for this mail address. To set its password, open the page below, "
        "type this mail address, and then the code that the system sends.",
    )
    key = f"invitation:{timezone.now().isoformat()}"
    notify(user_ids, key, text, reverse("account_reset_password"))


def notify_of_roles(user_ids: Iterable[int]) -> None:
    """Notifies people that their roles were changed; their own page says which they hold."""
    text = Text(
        vi="Vai trò của tài khoản được thay đổi; các vai trò hiện có nêu ở trang Tài khoản.",
        en="The roles of the account were changed; the page “Account” says which they are now.",
    )
    notify(user_ids, f"roles:{timezone.now().isoformat()}", text, reverse("account"))


def notify_of_address(user_id: int, old: str, new: str) -> None:
    """Notifies a person of another address of their account, at both: the old one may be the owner's alone."""
    what = Text(
        vi=f"Địa chỉ thư của tài khoản được đổi từ {old} thành {new}",
        en=f"The account's mail address was changed from {old} to {new}",
    )
    notify_of_account(user_id, "address", what)
    message = EmailMessage(
        subject=f"[PAR Index] {what.vi}",
        body=f"{what.vi}. {ELSE_VI}\n\n--\n{what.en}. {ELSE_EN}\n",
        to=[old],
        headers={"Auto-Submitted": "auto-generated"},
    )
    # A mail server that is away is no reason to keep the old address.
    transaction.on_commit(message.send, robust=True)
