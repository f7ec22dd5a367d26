from __future__ import annotations

from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

import pytest
from django.core.mail import EmailMessage

from gjennomslag.core.mail import NotHandedOver, Posted, post, post_to_somebody

FATES: list[Exception | None] = [
    None,
    SMTPRecipientsRefused({"nobody@example.org": (550, b"no such user nobody@example.org")}),
    SMTPRecipientsRefused({"full@example.org": (452, b"mailbox full")}),
    SMTPResponseException(554, "not wanted"),
    SMTPResponseException(421, "too busy"),
    SMTPServerDisconnected(),
    ConnectionRefusedError(),
    None,
]


def test_what_cannot_be_delivered_keeps_nothing_else_and_says_no_address(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def send(letter: EmailMessage) -> int:
        fate = FATES[int(letter.subject)]
        if fate is not None:
            raise fate
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    letters = [EmailMessage(str(number), "", to=["nobody@example.org"]) for number in range(len(FATES))]
    assert post(letters) == Posted(sent=2, refused=2, failed=4)
    assert "example.org" not in caplog.text
    assert caplog.text.count("a mail was not handed over") == 6


def test_a_fault_that_is_not_of_the_mail_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(letter: EmailMessage) -> int:
        raise ValueError(letter.subject)

    monkeypatch.setattr(EmailMessage, "send", send)
    with pytest.raises(ValueError, match="words"):
        post([EmailMessage("words", "", to=["nobody@example.org"])])
    assert post([]) == Posted()


@pytest.mark.parametrize(
    ("fates", "outcome"),
    [
        ([None, ConnectionRefusedError()], 1),
        ([ConnectionRefusedError(), SMTPResponseException(554, "not wanted")], NotHandedOver),
        ([SMTPResponseException(554, "not wanted")], 0),
        ([], 0),
    ],
)
def test_a_job_is_tried_again_where_nobody_was_reached_and_somebody_may_be(
    fates: list[Exception | None], outcome: int | type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(letter: EmailMessage) -> int:
        fate = fates[int(letter.subject)]
        if fate is not None:
            raise fate
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    letters = [EmailMessage(str(number), "", to=["nobody@example.org"]) for number in range(len(fates))]
    if isinstance(outcome, int):
        assert post_to_somebody(letters) == outcome
    else:
        with pytest.raises(outcome):
            post_to_somebody(letters)
