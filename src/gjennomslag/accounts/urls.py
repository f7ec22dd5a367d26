from django.urls import path
from django.views.generic import RedirectView

from gjennomslag.accounts import own_views, views
from gjennomslag.core.access import signed_in

app_name = "accounts"
urlpatterns = [
    path("demo/<slug:role>/", views.demo_sign_in, name="demo_sign_in"),
    # The library's own page would take an address that nobody has confirmed.
    path("email/", signed_in(RedirectView.as_view(pattern_name="accounts:contact")), name="email"),
    path("contact/", own_views.contact, name="contact"),
    path("contact/confirm/", own_views.confirm, name="confirm_address"),
]
