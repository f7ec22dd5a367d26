from django.urls import path

from gjennomslag.campaigns.views import breakthroughs, campaigns, parts

app_name = "campaigns"
ALL = "units/<slug:code>/issue-campaigns/"
ONE = f"{ALL}<int:campaign>/"
WON = "units/<slug:code>/breakthroughs/"
urlpatterns = [
    path(ALL, campaigns.campaigns, name="campaigns"),
    path(f"{ALL}new/", campaigns.new_campaign, name="new_campaign"),
    path(ONE, campaigns.campaign_page, name="campaign"),
    path(f"{ONE}change/", campaigns.change_campaign, name="change_campaign"),
    path(f"{ONE}delete/", campaigns.remove, name="remove_campaign"),
    path(f"{ONE}call-off/", campaigns.call_off, name="call_off_campaign"),
    path(f"{ONE}again/", campaigns.take_up_again, name="campaign_again"),
    path(f"{ONE}copy/", campaigns.copy, name="copy_campaign"),
    path(f"{ONE}news/", campaigns.news, name="campaign_news"),
    path(f"{ONE}check-in/", parts.note_check_in, name="check_in"),
    path(f"{ONE}evaluate/", parts.evaluation, name="evaluate"),
    path(f"{ONE}tasks/new/", parts.new_task, name="new_task"),
    path(f"{ONE}tasks/<int:task>/change/", parts.change_task, name="change_task"),
    path(f"{ONE}tasks/<int:task>/take/", parts.take, name="take_task"),
    path(f"{ONE}materials/new/", parts.new_material, name="new_material"),
    path(f"{ONE}materials/<int:material>/file/", parts.material_file, name="material_file"),
    path(f"{ONE}days/new/", parts.new_day, name="new_day"),
    path(f"{ONE}remove/<slug:kind>/<int:part>/", parts.remove, name="remove_part"),
    path(WON, breakthroughs.breakthroughs, name="breakthroughs"),
    path(f"{WON}new/", breakthroughs.new_breakthrough, name="new_breakthrough"),
    path(f"{WON}wall/", breakthroughs.wall_setting, name="wall_setting"),
    path(f"{WON}<int:breakthrough>/", breakthroughs.change_breakthrough, name="change_breakthrough"),
    path(f"{WON}<int:breakthrough>/remove/", breakthroughs.remove, name="remove_breakthrough"),
    path("breakthroughs/<slug:code>/", breakthroughs.wall, name="wall"),
]
