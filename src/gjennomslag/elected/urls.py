from django.urls import path

from gjennomslag.elected import views

app_name = "elected"
ONE = "units/<slug:code>/elected/<int:mandate>/"
urlpatterns = [
    path("units/<slug:code>/elected/", views.unit, name="unit"),
    path("units/<slug:code>/elected/new/", views.new, name="new"),
    path(ONE, views.change, name="change"),
    path(f"{ONE}end/", views.end, name="end"),
    path(f"{ONE}remove/", views.remove, name="remove"),
]
