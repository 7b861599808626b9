"""The steps that the page of a round makes of many sheets at once, a row each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from assessments import acts
from assessments.pages.steps import NEVER, end_of_day
from criteria.common.text import FieldFault, Text


@dataclass(frozen=True)
class ManySteps:
    """A step with its act, the values that its form gives, and what is said when it is done."""

    act: str
    values: Callable[[QueryDict], dict[str, Any]]
    done: Text
    prefix: str = ""
    """What the names of its form's fields begin with, beside those of other steps."""

    def make(self, actor: object, ids: list[int], post: QueryDict) -> int:
        """Calls the act for the sheets (ids); returns their number. Raises ``Refused``."""
        act: Callable[..., int] = getattr(acts, self.act)
        return act(actor=actor, assessment_ids=ids, **self.values(post))

    def placed(self, causes: Iterable[Text]) -> tuple[Text, ...]:
        """Returns the causes of a refusal, those about one field by its name in the form of all steps."""
        return tuple(
            FieldFault(one.vi, one.en, f"{self.prefix}{one.field}")
            if isinstance(one, FieldFault)
            else one
            for one in causes
        )


def _nothing(_post: QueryDict) -> dict[str, Any]:
    return {}


def _needed_day(name: str) -> Callable[[QueryDict], dict[str, Any]]:
    """Returns the reader of a day that must be given: a missing one becomes one in the past, which the act names."""
    return lambda post: {"until": end_of_day(post.get(name, "")) or NEVER}


def _extension(post: QueryDict) -> dict[str, Any]:
    return _needed_day("extend-until")(post) | {
        "reason": post.get("extend-reason", ""),
        "document": post.get("extend-document", ""),
    }


def _return(post: QueryDict) -> dict[str, Any]:
    return {
        "reason": post.get("return-reason", ""),
        "until": end_of_day(post.get("return-until", "")),
    }


MANY_STEPS: dict[str, ManySteps] = {
    "remind": ManySteps(
        "remind_units", _nothing, Text(vi="Đã nhắc {n} đơn vị.", en="Units reminded: {n}.")
    ),
    "extend": ManySteps(
        "extend_deadlines",
        _extension,
        Text(vi="Đã gia hạn cho {n} đơn vị.", en="Units with more time: {n}."),
        prefix="extend-",
    ),
    "request_explanation": ManySteps(
        "request_explanations",
        _needed_day("until"),
        Text(
            vi="Đã gửi yêu cầu giải trình cho {n} đơn vị.",
            en="Units sent their questions: {n}.",
        ),
    ),
    "finish": ManySteps(
        "finish_review",
        _nothing,
        Text(vi="Đã kết thúc thẩm định {n} phiếu.", en="Reviews finished: {n}."),
    ),
    "return": ManySteps(
        "return_assessments",
        _return,
        Text(vi="Đã trả lại {n} phiếu.", en="Sheets returned: {n}."),
        prefix="return-",
    ),
}
"""The steps by the name of their button."""
