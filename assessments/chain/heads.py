"""Sends the chain's head out of the database, where nobody who rewrites the record can rewrite it too."""

import json
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from assessments.chain.sealing import Head, head_of_chain


def send_head() -> int:
    """Sends the head by mail and appends it to the file that the settings name; returns how many places have it."""
    head = head_of_chain()
    if not head.number:
        return 0
    line = json.dumps(_as_json(head))
    if settings.RECORD_HEAD_MAIL:
        send_mail(
            subject=f"[PAR Index] {head.number} {head.sha256}",
            message=f"Mắt xích mới nhất của chuỗi niêm phong hồ sơ; hãy lưu thư này.\n\n{line}\n\n--\n"
            "The newest link of the chain over the record; keep this mail.\n",
            from_email=None,
            recipient_list=settings.RECORD_HEAD_MAIL,
        )
    if settings.RECORD_HEAD_FILE:
        with Path(settings.RECORD_HEAD_FILE).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    return len(settings.RECORD_HEAD_MAIL) + bool(settings.RECORD_HEAD_FILE)


def _as_json(head: Head) -> dict[str, str | int]:
    return {
        "at": timezone.now().isoformat(timespec="seconds"),
        "number": head.number,
        "sha256": head.sha256,
    }
