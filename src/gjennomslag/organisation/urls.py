from django.urls import path

from gjennomslag.organisation.views import changes, duplicates, join, lists, members, mine, offices, processing

app_name = "organisation"
ONE = "units/<slug:code>/members/<uuid:person>/"
urlpatterns = [
    path("join/", join.join, name="join"),
    path("join/<slug:language>/", join.join_in, name="join_in"),
    path("join/<slug:language>/thanks/", join.joined, name="joined"),
    path("joined-by-mistake/<str:token>/", join.not_me, name="not_me"),
    path("mine/data/", mine.data, name="my_data"),
    path("mine/data/export/", mine.export, name="export_my_data"),
    path("mine/data/consents/", mine.consents, name="consents"),
    path("mine/data/erase/", mine.erase_me, name="erase_me"),
    path("units/<slug:code>/members/", members.members, name="members"),
    path(ONE, members.person, name="person"),
    path(f"{ONE}purpose/", members.state_purpose, name="state_purpose"),
    path(f"{ONE}change/", changes.change, name="change_person"),
    path(f"{ONE}move/", changes.move, name="move_person"),
    path(f"{ONE}end/", changes.end, name="end_membership"),
    path(f"{ONE}contact/", changes.contact, name="log_contact"),
    path(f"{ONE}involvement/", changes.involve, name="involve"),
    path(f"{ONE}household/", duplicates.household, name="household"),
    path("units/<slug:code>/members/duplicates/", duplicates.duplicates, name="duplicates"),
    path("units/<slug:code>/members/duplicates/merge/", duplicates.merge_pair, name="merge"),
    path("units/<slug:code>/members/duplicates/<int:merged>/undo/", duplicates.undo, name="undo_merge"),
    path("units/<slug:code>/members/list/", lists.take_out, name="take_out"),
    path("units/<slug:code>/members/list/<int:bulk_request>/answer/", lists.answer, name="answer_list"),
    path("units/<slug:code>/members/list/<int:bulk_request>/fetch/", lists.fetch, name="fetch_list"),
    path("units/<slug:code>/offices/", offices.offices, name="offices"),
    path("units/<slug:code>/offices/new-board/", offices.new_board, name="new_board"),
    path("units/<slug:code>/offices/<int:change>/undo/", offices.undo, name="undo_board"),
    path("units/<slug:code>/processing/", processing.processing, name="processing"),
]
