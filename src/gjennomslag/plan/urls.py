from django.urls import URLPattern, URLResolver, include, path

from gjennomslag.plan.views import targets

app_name = "plan"

of_year: list[URLPattern] = [
    path("commit/", targets.commit, name="commit_target"),
    path("share/", targets.share, name="share_targets"),
    path("share/save/", targets.share_out, name="save_shares"),
]
of_unit: list[URLPattern | URLResolver] = [
    path("targets/", targets.targets, name="targets"),
    path("targets/<int:sheet>/revise/", targets.revise, name="revise_targets"),
    path("targets/<int:sheet>/<int:year>/", include(of_year)),
]
urlpatterns = [path("units/<slug:code>/", include(of_unit))]
