from django.urls import path

from gjennomslag.home import views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("mine/", views.mine, name="mine"),
    path("units/<slug:code>/", views.unit_page, name="unit"),
    path("units/<slug:code>/board/", views.board, name="board"),
]
