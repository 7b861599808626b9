"""The addresses of administration; all of them open from ``ADMIN_NETWORKS`` only, where that is set."""

from django.urls import path

from assessments.pages.administration import imports, people, rounds, units

urlpatterns = [
    path("people/", people.people_list, name="people_list"),
    path("people/add/", people.add_person_page, name="add_person"),
    path("people/<int:user_id>/", people.person_page, name="person"),
    path("units/", units.unit_list, name="unit_list"),
    path("units/add/", units.add_unit_page, name="add_unit"),
    path("units/<int:unit_id>/", units.unit_page, name="unit"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/open/", rounds.open_round_page, name="open_round"),
    path("rounds/<int:round_id>/", rounds.round_settings, name="round_settings"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<slug:kind>/", imports.import_file, name="import_file"),
    path("imports/<slug:kind>/confirm/", imports.confirm_import, name="confirm_import"),
    path("imports/<slug:kind>/template/", imports.import_template, name="import_template"),
    path("imports/<slug:kind>/current/", imports.import_current, name="import_current"),
]
