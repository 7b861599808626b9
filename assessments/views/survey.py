"""Survey points from a file: a dry run first, then all or nothing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from assessments import actions, permissions
from assessments.actions.survey import SurveyFaults
from assessments.models import Round
from assessments.views.doors import Visitor, acting, signed_in
from criteria.text import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def survey(request: Visitor, round_id: int) -> HttpResponse:
    """Upload, see every fault by row or what would change, then import."""
    round_ = get_object_or_404(Round.objects.select_related("criteria_set"), pk=round_id)
    permissions.demand(permissions.to_coordinate(request.user))
    context: dict[str, object] = {"round": round_}
    status = 200
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            context["missing"] = True
            return render(request, "assessments/survey.html", context, status=422)
        dry_run = "import" not in request.POST
        try:
            context["report"] = actions.import_survey(
                actor=acting(request),
                round_id=round_id,
                name=upload.name or "",
                stream=upload.file,  # type: ignore[arg-type]
                dry_run=dry_run,
            )
            context["dry_run"] = dry_run
        except SurveyFaults as error:
            context |= {"faults": error.faults, "more": error.more}
            context["number"] = len(error.faults) + error.more
            status = 422
        except Refused as error:
            context["causes"], status = error.causes, 422
    return render(request, "assessments/survey.html", context, status=status)
