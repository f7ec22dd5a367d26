from django.urls import path

from gjennomslag.messaging import views

app_name = "messaging"
urlpatterns = [
    path("units/<slug:code>/segments/", views.segments, name="segments"),
    path("units/<slug:code>/segments/new/", views.new_segment, name="new_segment"),
    path("units/<slug:code>/segments/count/", views.count_segment, name="count_segment"),
    path("units/<slug:code>/segments/<int:segment>/", views.segment_page, name="segment"),
    path("units/<slug:code>/segments/<int:segment>/change/", views.change_segment, name="change_segment"),
    path("units/<slug:code>/segments/<int:segment>/delete/", views.remove_segment, name="delete_segment"),
]
