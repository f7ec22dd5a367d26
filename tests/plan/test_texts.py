from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from gjennomslag.plan.drafting import draft_plan
from gjennomslag.plan.texts import UnreadableTextError, text_of

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(*paragraphs: tuple[str, str], head: str = "") -> BytesIO:
    """A Word file with one paragraph per (style, text); the style "list" numbers it as Word's lists do."""

    def xml(style: str, text: str) -> str:
        kind = "<w:numPr/>" if style == "list" else f'<w:pStyle w:val="{style}"/>' if style else ""
        half = len(text) // 2
        runs = f"<w:r><w:t>{text[:half]}</w:t></w:r><w:r><w:t>{text[half:]}</w:t></w:r>"
        return f"<w:p><w:pPr>{kind}</w:pPr>{runs}</w:p>"

    body = "".join(xml(style, text) for style, text in paragraphs)
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", f"{head}<w:document {_W}><w:body>{body}</w:body></w:document>")
    content.seek(0)
    return content


def pdf(*lines: str) -> BytesIO:
    """The smallest PDF with these lines on one page."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 800 Td {shown} ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(content),
    )
    return BytesIO(content)


def test_plain_text_in_either_encoding() -> None:
    assert text_of("plan.txt", BytesIO("mål".encode("utf-8-sig"))) == "mål"
    assert text_of("PLAN.TXT", BytesIO("mål".encode("cp1252"))) == "mål"


def test_word_with_headings_and_lists() -> None:
    content = word(
        ("Title", "Plan 2026-2029"),
        ("Heading1", "Et åpent parti"),
        ("", "Vi vil vokse."),
        ("Overskrift2", "Sentrale tiltak"),
        ("list", "Lage kurs"),
        ("ListBullet", "Reise rundt"),
        ("", ""),
    )
    text = text_of("plan.docx", content)
    assert text.split("\n\n") == [
        "Plan 2026-2029",
        "# Et åpent parti",
        "Vi vil vokse.",
        "## Sentrale tiltak",
        "• Lage kurs",
        "• Reise rundt",
    ]
    assert draft_plan(text).counts() == {"goals": 1, "priorities": 0, "measures": {"central": 2}}


def test_pdf() -> None:
    lines = [
        "Plan 2026-2029",
        "Et åpent parti",
        "Vi vil at flere skal bli med, og at alle som er med skal ha noe å gjøre i laget sitt.",
        "Sentrale tiltak:",
        "- Lage kurs i å snakke med folk på dørene, og holde dem minst en gang i hvert eneste",
        "fylke",
        "- Reise rundt",
    ]
    draft = draft_plan(text_of("plan.pdf", pdf(*lines)))
    assert [(goal.title, [item.text for item in goal.items]) for goal in draft.goals] == [
        (
            "Et åpent parti",
            [
                "Lage kurs i å snakke med folk på dørene, og holde dem minst en gang i hvert eneste fylke",
                "Reise rundt",
            ],
        )
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.odt", BytesIO(b"x"), "unknown-file"),
        ("plan", BytesIO(b"x"), "unknown-file"),
        ("plan.txt", BytesIO(b" \n"), "empty"),
        ("plan.docx", BytesIO(b"not a zip"), "broken"),
        ("plan.docx", word(head='<!DOCTYPE x [<!ENTITY a "b">]>'), "broken"),
        ("plan.docx", word(), "empty"),
        ("plan.pdf", BytesIO(b"%PDF-1.4 cut off"), "broken"),
        ("plan.pdf", pdf(), "empty"),
    ],
)
def test_files_without_readable_text(name: str, content: BytesIO, reason: str) -> None:
    with pytest.raises(UnreadableTextError, match=reason):
        text_of(name, content)
