from django.urls import path

from gjennomslag.calling.views import campaigns, welcome

app_name = "calling"
ROOT = "units/<slug:code>/welcome/"
CAMPAIGNS = "units/<slug:code>/campaigns/"
ONE = f"{CAMPAIGNS}<int:campaign>/"
urlpatterns = [
    path(ROOT, welcome.welcome, name="welcome"),
    path(f"{ROOT}next/", welcome.call_next, name="call_next"),
    path(f"{ROOT}give-back/", welcome.put_back, name="give_back"),
    path(f"{ROOT}<uuid:person>/take/", welcome.take_one, name="take"),
    path(f"{ROOT}<uuid:person>/", welcome.call, name="call"),
    path(CAMPAIGNS, campaigns.campaigns, name="campaigns"),
    path(f"{CAMPAIGNS}new/", campaigns.new_campaign, name="new_campaign"),
    path(ONE, campaigns.campaign, name="campaign"),
    path(f"{ONE}callers/", campaigns.new_caller, name="new_caller"),
    path(f"{ONE}end/", campaigns.end, name="end_campaign"),
    path(f"{ONE}next/", campaigns.next_call, name="next_call"),
    path(f"{ONE}give-back/", campaigns.give_back, name="give_back_call"),
    path(f"{ONE}call/", campaigns.campaign_call, name="campaign_call"),
    path(f"{ONE}evening/", campaigns.evening, name="evening"),
]
