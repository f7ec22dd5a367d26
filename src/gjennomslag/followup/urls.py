from django.urls import URLPattern, URLResolver, include, path

from gjennomslag.followup import views

app_name = "followup"

of_help: list[URLPattern] = [
    path("answer/", views.answer, name="answer"),
    path("reply/", views.reply, name="reply"),
    path("pass-on/", views.pass_on, name="pass_on"),
    path("settle/", views.settle, name="settle"),
]
of_unit: list[URLPattern | URLResolver] = [
    path("", views.unit, name="unit"),
    path("contact/", views.contact, name="contact"),
    path("contacts/<int:contact>/withdraw/", views.withdraw, name="withdraw"),
    path("offer/", views.offer, name="offer"),
    path("ask/", views.ask, name="ask"),
    path("help/<int:help>/", include(of_help)),
]
urlpatterns = [path("units/<slug:code>/follow-up/", include(of_unit))]
