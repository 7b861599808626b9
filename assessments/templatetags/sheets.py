"""How pages say what stands on a leaf: its points, its flag, its documents."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import permissions
from assessments.models import Assessment, Evidence, Membership, Score, Unit
from assessments.people.rosters.lookups import time_of
from assessments.sheets.evidence.asked import proof_count
from assessments.sheets.sums import Sums
from criteria.common.text import Text
from criteria.models import Criterion
from criteria.templatetags.par import language, num, title

register = template.Library()


def _points(points: Decimal | None, *, not_applicable: bool) -> str:
    return _("Không áp dụng") if not_applicable else num(points)


@register.filter
def claimed_points(score: Score) -> str:
    """The points that the unit claims, that the leaf does not apply to it, or a dash."""
    return _points(score.claimed_points, not_applicable=score.claimed_na)


@register.filter
def awarded_points(score: Score) -> str:
    """The points awarded, that the leaf does not apply, or a dash."""
    return _points(score.awarded_points, not_applicable=score.awarded_na)


@register.filter
def claimed_in_full(score: Score) -> str:
    """As ``claimed_points``, for a sentence."""
    return _("không áp dụng") if score.claimed_na else num(score.claimed_points)


@register.filter
def awarded_in_full(score: Score) -> str:
    """As ``awarded_points``, for a sentence."""
    return _("không áp dụng") if score.awarded_na else num(score.awarded_points)


@register.filter
def claimed_sum(sums: Sums | None) -> str:
    """The points claimed below a node, or a dash while nothing is filled in."""
    return num(sums.claimed if sums and sums.filled else None)


@register.filter
def awarded_sum(sums: Sums | None) -> str:
    """The points awarded below a node, or a dash while there are none."""
    return num(sums.awarded if sums and sums.scored else None)


@register.filter
def reviewer(score: Score) -> str:
    """The body that reviews a leaf; in Vietnamese as its annex words it, while it is still the annex's."""
    leaf = score.criterion
    if language() == "vi" and leaf.reviewing_body_id == score.reviewing_body_id:
        return leaf.reviewer_vi or title(score.reviewing_body)
    return title(score.reviewing_body)


@register.filter
def with_place(membership: Membership) -> str:
    """A role, with the body or unit at which it is held."""
    places = [title(place) for place in (membership.body, membership.unit) if place]
    return " · ".join((str(membership.get_role_display()), *places))


@register.filter
def time_in_force(unit: Unit) -> str:
    """The time of a unit, to stand after its name; nothing for one that is always in force."""
    return time_of(unit.in_force_from, unit.in_force_to)


@register.filter
def is_locked_on(score: Score, sheet: Assessment) -> bool:
    """Whether the leaf stays closed to its unit while the unit explains others of the sheet."""
    return sheet.is_explaining and not score.is_asked


@register.filter
def flag_words(score: Score) -> str:
    """The leaf's flag; of a question also that the unit has not got it yet."""
    if not score.flag:
        return ""
    words = str(score.get_flag_display())
    return f"{words} ({_('chưa gửi')})" if score.is_unsent else words


@register.filter
def proof_number(score: Score, leaf: Criterion) -> str:
    """How many documents prove a leaf; "1/2" where it asks for several."""
    return str(proof_count(score, leaf))


@register.filter
def codes(criteria: Iterable[Criterion]) -> str:
    """The codes of criteria, one after the other."""
    return ", ".join(one.code for one in criteria)


@register.filter
def former_name(score: Score, unit: Unit) -> Text | None:
    """Under which name or code the unit had this score, where it bears another one today."""
    former = score.assessment.unit
    if former.pk == unit.pk:
        return None
    if former.name_vi != unit.name_vi:
        return Text(vi=f"khi là {former.name_vi}", en=f"as {former.name_en or former.name_vi}")
    if former.code != unit.code:
        return Text(vi=f"khi có mã {former.code}", en=f"under the code {former.code}")
    return None


@register.filter
def time_or_day(at: datetime.datetime | None) -> str:
    """The time of a save of today; of an older one the day."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local:%d/%m/%Y}"


@register.filter
def reason_alone(why: Text) -> Text:
    """Why an entry gives its points, without the points, which stand beside it."""
    return Text(why.vi.rpartition(" → ")[0] or why.vi, why.en.rpartition(" → ")[0] or why.en)


@register.simple_tag(takes_context=True)
def closed_to_reader(context: Context, document: Evidence) -> bool:
    """Whether the page's reader may not open the document, for its scan."""
    user = context["request"].user
    return bool(document.file and permissions.reasons_against_opening(user, document))


@register.filter
def scan_note(document: Evidence) -> Text | None:
    """What a reader has to know of the document's scan."""
    return permissions.scan_note(document)
