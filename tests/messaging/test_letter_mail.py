"""A letter as mail: what is filled in, what is escaped, and that the quick way says the same as the slow one."""

from __future__ import annotations

import email
import re
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.messaging.choices import BlockKind, LetterKind
from gjennomslag.messaging.letter_mail import LetterMail, Ready
from gjennomslag.messaging.merging import check_fields, filled, forbid_fields
from gjennomslag.messaging.models import Letter, LetterBlock
from gjennomslag.messaging.rendering import Reader, as_html, as_text
from gjennomslag.messaging.sms import parts_of
from gjennomslag.messaging.tokens import message_id_of, recipient_in, unsubscribe_token_of, unsubscription_in
from gjennomslag.organisation.choices import Channel, Topic
from gjennomslag.organisation.models import Unit

UNIT = Unit(code="lillevik", name="Lillevik lag")
NASTY = 'Å <b>"bold"</b> & {x}'
ADDRESS = "https://example.org/a?b=1&c=2"


def letter_of(**values: object) -> Letter:
    return Letter(**({"pk": 7, "unit": UNIT, "topic": Topic.NEWS, "subject_nb": "Brev på norsk"} | values))


def block(kind: BlockKind, text: str, **values: str) -> LetterBlock:
    return LetterBlock(kind=kind, text_nb=text, **values)


BLOCKS = [
    block(BlockKind.HEADING, "Overskrift & mer"),
    block(BlockKind.PARAGRAPH, "Hei, {fornavn}!\n.En linje med prikk\n\nVi i {lag}.", text_nn="Hei på deg, {fornavn}!"),
    block(BlockKind.BUTTON, "Meld deg på", address=ADDRESS),
    block(BlockKind.PICTURE, "Vi på stand", address=ADDRESS),
    block(BlockKind.ACTIVITY, "Stand på torget", detail_nb="Lørdag kl. 12", address=ADDRESS),
    block(BlockKind.QUOTE, "Husleia er for høy", detail_nb="Kari"),
]


def ready(name: str = "Kari", branch: str = "Lillevik lag", address: str = "kari@example.org") -> Ready:
    return Ready(3, uuid4(), "nb", address, name, branch)


class Tags(HTMLParser):
    """Keeps the tags that are open, and everything that would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "hr", "br"}:
            self.open.append(tag)
        self.fetched += [name for name, _ in attrs if name in {"src", "srcset", "background", "onclick"}]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def bodies(message: EmailMessage) -> list[str]:
    return [part.get_content() for part in message.iter_parts()]


def test_a_letter_is_sound_html_that_fetches_nothing() -> None:
    page = as_html(letter_of(), BLOCKS, "nb", Reader(NASTY, NASTY, "https://x.example/leave"))
    tags = Tags()
    tags.feed(page)
    assert (tags.open, tags.fetched) == ([], [])
    assert "Å &lt;b&gt;&quot;bold&quot;&lt;/b&gt; &amp; {x}" in page
    assert page.count("<b>") == 0
    assert 'lang="nb"' in page
    assert max(len(line) for line in page.split("\n")) <= 400


def test_the_plain_text_says_the_same() -> None:
    text = as_text(letter_of(), BLOCKS, "nb", Reader("Kari", "Lillevik lag", "https://x.example/leave"))
    for piece in ("OVERSKRIFT & MER", "Hei, Kari!", ADDRESS, "Stand på torget", "Lørdag kl. 12", "– Kari"):
        assert piece in text
    assert text.rstrip().endswith("Meld deg av: https://x.example/leave")


def test_nynorsk_readers_get_nynorsk_where_there_is_some() -> None:
    text = as_text(letter_of(), BLOCKS, "nn", Reader("Kari", "Lillevik lag"))
    assert "Hei på deg, Kari!" in text
    assert "OVERSKRIFT & MER" in text
    assert "Du får dette frå Lillevik lag" in text


def test_one_click_unsubscription_stands_in_the_headers() -> None:
    """RFC 8058: both headers, an HTTPS address, and nothing else needed."""
    message = parsed(LetterMail(letter_of(), BLOCKS, "nb").bytes_to(ready()))
    token = re.fullmatch(r"<https?://[^/]+/letters/unsubscribe/(.+)/>", message["List-Unsubscribe"])
    assert token is not None
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = unsubscription_in(token[1])
    assert found is not None
    assert (found.topic, found.channel, found.letter) == (Topic.NEWS, Channel.EMAIL, 7)


def test_a_necessary_notice_cannot_be_unsubscribed_from() -> None:
    mail = LetterMail(letter_of(kind=LetterKind.NOTICE, topic=""), BLOCKS, "nb")
    message = parsed(mail.bytes_to(ready()))
    assert message["List-Unsubscribe"] is None
    assert "Meld deg av" not in "".join(bodies(message))


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@settings(max_examples=25)
@given(names, names)
def test_the_quick_way_says_the_same_as_the_slow_one(name: str, branch: str) -> None:
    """Whatever somebody is called: the bytes that travel read as the message that Django would build."""
    mail = LetterMail(letter_of(), BLOCKS, "nb")
    reader = ready(" ".join(name.split()), " ".join(branch.split()))
    quick, slow = parsed(mail.bytes_to(reader)), parsed(mail.message_to(reader).message().as_bytes())
    assert mail._template
    for header in ("From", "To", "Subject", "Message-ID", "List-Unsubscribe", "Reply-To"):
        assert str(quick[header]).strip() == str(slow[header]).strip()
    words = [[" ".join(body.split()) for body in bodies(each)] for each in (quick, slow)]
    assert words[0] == words[1]


@pytest.mark.parametrize("address", ["kåre@example.org", 'a b"@example.org', "a@b\r\nBcc: c@d.org"])
def test_a_strange_address_cannot_put_anything_in_the_headers(address: str) -> None:
    try:
        content = LetterMail(letter_of(), BLOCKS, "nb").bytes_to(ready(address=address))
    except ValueError:
        return
    assert parsed(content)["Bcc"] is None


def test_only_the_name_and_the_branch_are_filled_in() -> None:
    assert filled("{Fornavn} i { lag }", first_name="{lag}", branch="B") == "{lag} i B"
    for text in ("{navn}", "{}", "a {fornavn} {telefon}"):
        with pytest.raises(ValidationError):
            check_fields(text)
    with pytest.raises(ValidationError):
        forbid_fields("Hei {fornavn}")


def test_tokens_of_others_open_nothing() -> None:
    token = unsubscribe_token_of(uuid4(), "news", "email", 7)
    assert unsubscription_in(token + "x") is None
    assert unsubscription_in(token.replace("news", "surveys")) is None
    assert recipient_in(message_id_of(42)) == 42
    assert recipient_in("<42.abc@localhost>") is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("ø" * 160, 1),
        ("š" * 70, 1),
        ("š" * 71, 2),
        ("a" * 307, 3),
        ("{" * 80, 1),
        ("~" * 81, 2),
    ],
)
def test_an_sms_is_paid_by_its_parts(text: str, parts: int) -> None:
    assert parts_of(text) == parts
