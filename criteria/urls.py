from django.urls import path

from criteria import views

urlpatterns = [path("criteria/<int:set_id>/changes/", views.changes, name="set_changes")]
