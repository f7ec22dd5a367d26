"""The addresses of the whole site. Pages about a unit stand under ``units/<code>/``."""

from django.urls import include, path

urlpatterns = [
    # Addresses are tried in turn, and none is asked for by so many in the same second as that of an invitation.
    path("", include("gjennomslag.activities.urls")),
    path("", include("gjennomslag.home.urls")),
    path("", include("gjennomslag.canvass.urls")),
    path("", include("gjennomslag.calling.urls")),
    path("", include("gjennomslag.followup.urls")),
    path("", include("gjennomslag.elected.urls")),
    path("", include("gjennomslag.campaigns.urls")),
    path("", include("gjennomslag.plan.urls")),
    path("", include("gjennomslag.voices.urls")),
    path("", include("gjennomslag.messaging.urls")),
    path("", include("gjennomslag.organisation.urls")),
    path("accounts/", include("gjennomslag.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
