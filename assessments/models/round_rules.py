"""The rules of a round that its coordinator sets. Every form, check and record reads them from this table."""

from dataclasses import dataclass

from criteria.common.text import Text


@dataclass(frozen=True)
class RoundRule:
    """A whole number that a round carries in the field ``name``, from ``least`` to ``most``."""

    name: str
    label: Text
    hint: Text
    least: int
    most: int
    out_of_range: Text

    def faults(self, value: int) -> list[Text]:
        """Returns the faults of a value; none where it is allowed."""
        return [] if self.least <= value <= self.most else [self.out_of_range]


ROUND_RULES = {
    rule.name: rule
    for rule in (
        RoundRule(
            "explanations_allowed",
            Text(vi="Số lần giải trình", en="Explanations allowed"),
            Text(
                vi="Số lần giải trình: một phiếu được gửi yêu cầu giải trình nhiều nhất mấy lần.",
                en="Explanations allowed: how often a sheet may be sent out to be explained.",
            ),
            least=0,
            # Guards against a slip of the hand; nobody explains a sheet ten times.
            most=9,
            out_of_range=Text(
                vi="Số lần giải trình phải từ 0 đến 9.",
                en="The number of explanations must be from 0 to 9.",
            ),
        ),
        RoundRule(
            "quorum_percent",
            Text(vi="Tỷ lệ dự họp (%)", en="Quorum (%)"),
            Text(
                vi="Tỷ lệ dự họp: phần trăm thành viên hội đồng dự họp hoặc cho ý kiến bằng văn bản.",
                en="Quorum: the percentage of a council's members present or consenting in writing.",
            ),
            least=1,
            most=100,
            out_of_range=Text(
                vi="Tỷ lệ dự họp hội đồng phải từ 1 đến 100%.",
                en="The council's quorum must be from 1 to 100%.",
            ),
        ),
    )
}
