from django.urls import URLPattern, URLResolver, include, path

from gjennomslag.canvass import sync
from gjennomslag.canvass.views import (
    addresses,
    areas,
    barriers,
    contacts,
    do_not_knock,
    drives,
    live,
    paces,
    paper,
    places,
    put_aside,
    shifts,
    sign_ups,
    streets,
    summaries,
    turf_edits,
    turf_order,
    turfs,
    walking,
)

app_name = "canvass"

of_turf: list[URLPattern] = [
    path("", turfs.turf_page, name="turf"),
    path("code/", live.turf_code, name="turf_code"),
    path("walk-list.pdf", paper.walk_list, name="walk_list"),
    path("type/", paper.type_in, name="type_in"),
    path("order/", turf_order.turf_order, name="turf_order"),
    path("move/", turf_edits.turf_move, name="turf_move"),
    path("split/", turf_edits.turf_split, name="turf_split"),
    path("merge/", turf_edits.turf_merge, name="turf_merge"),
    path("share-out/", turf_edits.turf_share_out, name="turf_share_out"),
    path("lock/", turf_edits.turf_lock, name="turf_lock"),
    path("hand-out/", turfs.turf_hand_out, name="turf_hand_out"),
    path("take-back/", turfs.turf_take_back, name="turf_take_back"),
    path("extend/", turfs.turf_extend, name="turf_extend"),
    path("revoke/", turfs.turf_revoke, name="turf_revoke"),
]
of_drive: list[URLPattern | URLResolver] = [
    path("", drives.drive_page, name="drive"),
    path("map.geojson", drives.drive_geojson, name="drive_map"),
    path("cut/", drives.cut, name="cut"),
    path("places/", places.places, name="places"),
    path("places/find/", places.find, name="find_places"),
    path("undo/", turf_edits.undo, name="undo"),
    path("close/", paces.close, name="close"),
    path("hours/", paces.hours, name="hours"),
    path("live/", live.live, name="live"),
    path("phones/<int:phone>/", live.phone, name="phone"),
    path("phones/<int:phone>/revoke/", live.phone_revoke, name="phone_revoke"),
    path("walk-lists.pdf", paper.walk_lists, name="walk_lists"),
    path("summary/", summaries.summary, name="summary"),
    path("shifts/", shifts.shifts, name="shifts"),
    path("put-aside/", put_aside.put_aside, name="put_aside"),
    path("put-aside/<int:aside>/", put_aside.settle_put_aside, name="settle_put_aside"),
    path("turfs/<int:number>/", include(of_turf)),
]
of_import: list[URLPattern] = [
    path("", addresses.address_import, name="address_import"),
    path("confirm/", addresses.confirm_address_import, name="confirm_address_import"),
    path("drop/", addresses.drop_address_import, name="drop_address_import"),
    path("again/", addresses.try_address_import_again, name="try_address_import_again"),
]
of_shift: list[URLPattern] = [
    path("", shifts.shift, name="shift"),
    path("change/", shifts.shift_change, name="shift_change"),
    path("call-off/", shifts.shift_call_off, name="shift_call_off"),
    path("pairs/", shifts.shift_pairs, name="shift_pairs"),
    path("pairs/<int:pair>/hand-out/", shifts.pair_hand_out, name="pair_hand_out"),
    path("people/<int:sign_up>/", shifts.sign_up_change, name="sign_up_change"),
]
of_street_map: list[URLPattern] = [
    path("use/", streets.use, name="use_streets"),
    path("remove/", streets.remove, name="remove_streets"),
    path("again/", streets.again, name="read_streets_again"),
]
of_unit: list[URLPattern | URLResolver] = [
    path("addresses/", addresses.addresses, name="addresses"),
    path("addresses/<int:address_import>/", include(of_import)),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/<int:contact>/handled/", contacts.contact_handled, name="contact_handled"),
    path("do-not-knock/", do_not_knock.wishes, name="wishes"),
    path("do-not-knock/<int:door>/", do_not_knock.review_wish, name="review_wish"),
    path("drives/", drives.drives, name="drives"),
    path("areas/", areas.areas, name="areas"),
    path("areas/map.geojson", areas.areas_map, name="areas_map"),
    path("pace/", paces.pace, name="pace"),
    path("barriers/", barriers.barriers, name="barriers"),
    path("barriers/remove/", barriers.remove, name="remove_barriers"),
    path("streets/", streets.streets, name="streets"),
    path("streets/<int:street_map>/", include(of_street_map)),
    path("drives/new/", drives.new_drive, name="new_drive"),
    path("drives/<int:drive>/", include(of_drive)),
    path("shifts/<int:shift>/", include(of_shift)),
]
urlpatterns = [
    path("units/<slug:code>/", include(of_unit)),
    path("contact/<str:token>/", contacts.ask, name="ask"),
    path("shifts/<str:token>/", sign_ups.join_shift, name="join_shift"),
    path("shifts/place/<str:token>/", sign_ups.leave_shift_page, name="leave_shift"),
    path("walk/", walking.walk, name="walk"),
    path("walk/worker.js", walking.worker, name="worker"),
    path("walk/app.webmanifest", walking.web_manifest, name="web_manifest"),
    path("walk/take/v1", sync.take, name="take"),
    path("walk/sync/v1", sync.sync, name="sync"),
    path("walk/turf/v1", sync.turf, name="turf_for_phones"),
    path("walk/tally/v1", sync.tally, name="tally"),
    path("walk/<str:token>/", walking.enter, name="enter"),
]
