"""What regions are called: data in Vietnamese, of which the six of the country are known in English."""

from criteria.common.text import Text

_KNOWN = {
    name.vi: name
    for name in (
        Text("Bắc Trung Bộ và duyên hải miền Trung", "North Central and Central Coast"),
        Text("Trung du và miền núi phía Bắc", "Northern Midlands and Mountains"),
        Text("Tây Nguyên", "Central Highlands"),
        Text("Đông Nam Bộ", "Southeast"),
        Text("Đồng bằng sông Cửu Long", "Mekong River Delta"),
        Text("Đồng bằng sông Hồng", "Red River Delta"),
    )
}


def name_of(region: str) -> Text:
    """In both languages; one that is not known as it was entered."""
    return _KNOWN.get(region, Text(region, region))
