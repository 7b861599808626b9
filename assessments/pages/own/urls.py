"""The addresses of a unit's own rounds, people and units below it."""

from django.urls import path

from assessments.pages.administration import imports
from assessments.pages.own import handing, hub, people, rounds, units

urlpatterns = [
    path("", hub.own_page, name="own"),
    path("units/", units.own_units, name="own_units"),
    path("units/add/", units.own_add_unit, name="own_add_unit"),
    path("units/<int:unit_id>/", units.own_unit, name="own_unit"),
    path("people/", people.own_people, name="own_people"),
    path("people/add/", people.own_add_person, name="own_add_person"),
    path("people/<int:user_id>/", people.own_person, name="own_person"),
    path("rounds/open/", rounds.own_open_round, name="own_open_round"),
    path("rounds/<int:round_id>/results/", rounds.own_open_results, name="own_open_results"),
    path("figures/", handing.own_handing, name="own_handing"),
    path("imports/<slug:kind>/", imports.import_file, name="own_import_file"),
    path("imports/<slug:kind>/confirm/", imports.confirm_import, name="own_confirm_import"),
    path("imports/<slug:kind>/template/", imports.import_template, name="own_import_template"),
    path("imports/<slug:kind>/current/", imports.import_current, name="own_import_current"),
]
