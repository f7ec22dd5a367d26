from django.urls import path

from gjennomslag.accounts import views

app_name = "accounts"
urlpatterns = [path("demo/<slug:role>/", views.demo_sign_in, name="demo_sign_in")]
