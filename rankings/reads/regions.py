"""The names of regions: data in Vietnamese, of which the country's six are known in English."""

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


def region_name(region: str) -> Text:
    """Returns the name in both languages; a region that is not known has the name that was entered in both."""
    return _KNOWN.get(region, Text(region, region))
