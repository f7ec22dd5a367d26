from django.urls import path

from gjennomslag.activities.views import answering, calendars, door, kits, leading, leading_below, listing, public

app_name = "activities"
UNIT = "units/<slug:code>/activities/"
ONE = f"{UNIT}<int:activity>/"
urlpatterns = [
    path("activities/yes/<str:token>/", answering.invitation, name="invitation"),
    path("activities/", listing.mine, name="mine"),
    path("activities/<int:activity>/", answering.activity_page, name="activity"),
    path("activities/<int:activity>/calendar.ics", calendars.activity_file, name="activity_file"),
    path("activities/calendar/", calendars.own_calendar, name="own_calendar"),
    path("activities/calendar/<str:token>.ics", calendars.own_feed, name="own_feed"),
    path("activities/place/<str:token>/calendar.ics", calendars.place_file, name="place_file"),
    path("activities/at/<slug:code>/", public.at_unit, name="at_unit"),
    path("activities/at/<slug:code>/calendar.ics", calendars.unit_feed, name="unit_feed"),
    path("activities/door/worker.js", door.worker, name="door_worker"),
    path("activities/door/<str:token>/", door.door, name="door"),
    path("activities/door/<str:token>/taps/", door.taps, name="taps"),
    path("activities/place/<str:token>/", answering.place, name="place"),
    path("units/<slug:code>/activity-templates/", kits.templates, name="templates"),
    path("units/<slug:code>/activity-templates/<slug:template>/", kits.template, name="template"),
    path("units/<slug:code>/activity-templates/<slug:template>/use/", kits.use, name="use_template"),
    path("units/<slug:code>/expected-activity/", kits.expected, name="expected"),
    path(UNIT, listing.in_unit_page, name="in_unit"),
    path(f"{UNIT}year/", leading_below.year_view, name="year"),
    path(f"{UNIT}below/", leading_below.below, name="below"),
    path(f"{UNIT}new/", leading.choose_template, name="new"),
    path(f"{UNIT}new/<slug:template>/", leading.plan, name="plan"),
    path(ONE, leading.lead, name="lead"),
    path(f"{ONE}change/", leading.change, name="change"),
    path(f"{ONE}parts/", leading.parts, name="parts"),
    path(f"{ONE}parts/<int:part>/remove/", leading.remove_part, name="remove_part"),
    path(f"{ONE}copy/", leading.copy, name="copy"),
    path(f"{ONE}letter/", leading.write_letter, name="write_letter"),
    path(f"{ONE}cancel/", leading.cancel, name="cancel"),
    path(f"{ONE}tasks/<int:task>/", leading.tick, name="tick"),
    path(f"{ONE}add/", leading.add_person, name="add_person"),
    path(f"{ONE}people/<int:registration>/remove/", leading.remove_person, name="remove_person"),
    path(f"{ONE}people/<int:registration>/came/", door.came, name="came"),
    path(f"{ONE}check-in/", door.check_in, name="check_in"),
    path(f"{ONE}headcount/", leading.headcount, name="headcount"),
]
