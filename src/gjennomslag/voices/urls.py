from django.urls import path

from gjennomslag.voices import views

app_name = "voices"
urlpatterns = [
    path("units/<slug:code>/themes/", views.themes, name="themes"),
    path("units/<slug:code>/quotes/", views.quotes, name="quotes"),
    path("units/<slug:code>/quotes/<uuid:quote>/approve/", views.approve, name="approve"),
    path("units/<slug:code>/quotes/<uuid:quote>/delete/", views.delete, name="delete"),
]
