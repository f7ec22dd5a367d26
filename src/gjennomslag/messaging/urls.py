from django.urls import path

from gjennomslag.messaging.views import archive, blocks, channels, doubts, letters, public, segments, sending, sent_mail

app_name = "messaging"
LETTERS = "units/<slug:code>/letters/"
ONE = f"{LETTERS}<int:letter>/"
urlpatterns = [
    path("units/<slug:code>/segments/", segments.segments, name="segments"),
    path("units/<slug:code>/segments/new/", segments.new_segment, name="new_segment"),
    path("units/<slug:code>/segments/count/", segments.count_segment, name="count_segment"),
    path("units/<slug:code>/segments/<int:segment>/", segments.segment_page, name="segment"),
    path("units/<slug:code>/segments/<int:segment>/people/", segments.people, name="segment_people"),
    path("units/<slug:code>/segments/<int:segment>/change/", segments.change_segment, name="change_segment"),
    path("units/<slug:code>/segments/<int:segment>/delete/", segments.remove_segment, name="delete_segment"),
    path(LETTERS, letters.letters, name="letters"),
    path(f"{LETTERS}new/<slug:medium>/", letters.new_letter, name="new_letter"),
    path(f"{LETTERS}archive/", archive.archive, name="archive"),
    path(f"{LETTERS}archive/<int:letter>/", archive.archived_letter, name="archived_letter"),
    path(ONE, letters.letter_page, name="letter"),
    path(f"{ONE}change/", letters.change_letter, name="change_letter"),
    path(f"{ONE}copy/", letters.copy, name="copy_letter"),
    path(f"{ONE}delete/", letters.remove_draft, name="delete_draft"),
    path(f"{ONE}as-mail/<slug:form>/", letters.as_mail, name="letter_as_mail"),
    path(f"{ONE}blocks/new/<slug:kind>/", blocks.new_block, name="new_block"),
    path(f"{ONE}blocks/<int:block>/", blocks.change_block, name="change_block"),
    path(f"{ONE}blocks/<int:block>/move/", blocks.move, name="move_block"),
    path(f"{ONE}blocks/<int:block>/remove/", blocks.remove, name="remove_block"),
    path(f"{ONE}test/", sending.send_test, name="send_test"),
    path(f"{ONE}send/", sending.send, name="send_letter"),
    path(f"{ONE}take-back/", sending.take_back, name="take_back_letter"),
    path(f"{ONE}stop/", sending.stop, name="stop_letter"),
    path(f"{ONE}doubts/", doubts.doubts, name="doubts"),
    path("units/<slug:code>/channels/", channels.channels, name="channels"),
    path("units/<slug:code>/channels/new/", channels.new_channel, name="new_channel"),
    path("units/<slug:code>/channels/<int:channel>/", channels.change_channel, name="change_channel"),
    path("units/<slug:code>/channels/<int:channel>/used/", channels.used_today, name="channel_used"),
    path("units/<slug:code>/channels/<int:channel>/end/", channels.end, name="end_channel"),
    path("letters/unsubscribe/<str:token>/", public.unsubscribe_page, name="unsubscribe"),
    path("demo/sent/", sent_mail.sent_mail, name="sent_mail"),
    path("demo/sent/<slug:name>/", sent_mail.sent_mail_page, name="sent_mail_page"),
    path("demo/sent/<slug:name>/page/", sent_mail.sent_mail_frame, name="sent_mail_frame"),
    path("letters/events/", public.provider_events, name="provider_events"),
]
