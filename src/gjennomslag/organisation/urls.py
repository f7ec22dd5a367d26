from django.urls import path

from gjennomslag.organisation.views import changes, duplicates, imports, join, lists, members, mine, offices, processing

app_name = "organisation"
FILE = "units/<slug:code>/members/import/<int:member_import>/"
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
    path("units/<slug:code>/members/import/", imports.imports, name="imports"),
    path("units/<slug:code>/members/import/example/", imports.import_template, name="import_template"),
    path("units/<slug:code>/members/import/missing/", imports.missing, name="missing"),
    path("units/<slug:code>/members/import/missing/<uuid:person>/", imports.answer, name="answer_missing"),
    path(f"{FILE}", imports.member_import, name="import"),
    path(f"{FILE}columns/", imports.import_columns, name="import_columns"),
    path(f"{FILE}names/", imports.import_names, name="import_names"),
    path(f"{FILE}sheet/", imports.import_sheet, name="import_sheet"),
    path(f"{FILE}confirm/", imports.confirm, name="confirm_import"),
    path(f"{FILE}drop/", imports.drop, name="drop_import"),
    path(f"{FILE}again/", imports.again, name="try_import_again"),
    path("units/<slug:code>/processing/", processing.processing, name="processing"),
]
