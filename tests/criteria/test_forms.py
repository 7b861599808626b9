"""A whole number from a form: read in one way, refused with the name of its field."""

import pytest
from django.http import QueryDict

from criteria.common.forms import (
    LARGEST,
    read_whole,
    whole_number,
    whole_number_or,
    whole_numbers,
)
from criteria.common.text import Refused

NONE = ["", " ", "x", "-1", "+1", "1.0", "1,0", "1e3", "²", "٣", "1\x00", "9" * 5000, "9" * 19]


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_whole_number(typed: str) -> None:
    data = QueryDict(mutable=True)
    data["item"] = typed
    assert read_whole(typed) is None
    assert whole_number_or(data, "item", -1) == -1
    for read in (whole_number, whole_numbers):
        with pytest.raises(Refused) as refused:
            read(data, "item")
        [cause] = refused.value.causes
        assert cause.vi.startswith("item: “")
        assert cause.vi.endswith("” không phải là số nguyên.")
        assert cause.en.endswith("” is not a whole number.")
        assert len(cause.vi) < 80


def test_what_is_one() -> None:
    data = QueryDict("item=7&item=007&item=0")
    assert whole_numbers(data, "item") == [7, 7, 0]
    assert (whole_number(data, "item"), whole_number_or(data, "other", None)) == (0, None)
    assert whole_numbers(data, "other") == []
    assert (read_whole(str(LARGEST)), read_whole(str(LARGEST + 1))) == (LARGEST, None)
    assert [read_whole(typed, least=1, most=20) for typed in ("0", "1", "20", "21")] == [
        *(None, 1, 20, None)
    ]


def test_a_field_that_is_not_there_is_named() -> None:
    with pytest.raises(Refused, match="item: “” không phải là số nguyên"):
        whole_number(QueryDict(), "item")
