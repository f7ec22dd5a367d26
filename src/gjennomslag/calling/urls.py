from django.urls import path

from gjennomslag.calling import views

app_name = "calling"
ROOT = "units/<slug:code>/welcome/"
urlpatterns = [
    path(ROOT, views.welcome, name="welcome"),
    path(f"{ROOT}next/", views.call_next, name="call_next"),
    path(f"{ROOT}give-back/", views.put_back, name="give_back"),
    path(f"{ROOT}<uuid:person>/take/", views.take_one, name="take"),
    path(f"{ROOT}<uuid:person>/", views.call, name="call"),
]
