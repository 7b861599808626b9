"""The names of regions: data in Vietnamese, of which the country's are known in English."""

from criteria.common.text import Text

# The six of the 63 provinces, and those of the 34 since Resolution 306/NQ-CP of 5 October 2025.
_KNOWN = {
    name.vi: name
    for name in (
        Text("Bắc Trung Bộ", "North Central"),
        Text("Bắc Trung Bộ và duyên hải miền Trung", "North Central and Central Coast"),
        Text("Duyên hải Nam Trung Bộ và Tây Nguyên", "South Central Coast and Central Highlands"),
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
