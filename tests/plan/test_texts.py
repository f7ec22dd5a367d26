from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from pypdf import PdfWriter

from gjennomslag.plan.drafting import draft_plan
from gjennomslag.plan.texts import LARGEST, UNREADABLE, UnreadableTextError, text_of


def word(*paragraphs: tuple[str, str], cells: tuple[str, ...] = ()) -> BytesIO:
    """A Word file with one paragraph per (style, text), each in two runs, and a table with one row of cells."""
    document = Document()
    for style, text in paragraphs:
        if style.startswith("Overskrift"):
            document.styles.add_style(style, WD_STYLE_TYPE.PARAGRAPH)
        paragraph = document.add_paragraph(style=style or None)
        paragraph.add_run(text[: len(text) // 2])
        paragraph.add_run(text[len(text) // 2 :])
    if cells:
        row = document.add_table(rows=1, cols=len(cells)).rows[0]
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    content = BytesIO()
    document.save(content)
    content.seek(0)
    return content


def word_with_entities() -> BytesIO:
    """A Word file whose text asks for a file of the server's."""
    content = BytesIO()
    with ZipFile(word(("", "tekst"))) as old, ZipFile(content, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "word/document.xml":
                text = text.replace(
                    b"<w:document", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'
                )
                text = text.replace(b"</w:t>", b"&a;</w:t>")
            new.writestr(part, text)
    content.seek(0)
    return content


def large_word() -> BytesIO:
    """A small Word file that is enormous once it is unpacked."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(LARGEST + 1))
    content.seek(0)
    return content


def locked_pdf(password: str) -> BytesIO:
    """A PDF that is encrypted; an empty password is what files locked against printing have."""
    writer = PdfWriter(pdf("Plan 2026-2029"))
    writer.encrypt(user_password=password, owner_password="eier")
    content = BytesIO()
    writer.write(content)
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
        ("Heading 1", "Et åpent parti"),
        ("", "Vi vil vokse."),
        ("Overskrift 2", "Sentrale tiltak"),
        ("List Paragraph", "Lage kurs"),
        ("List Bullet", "Reise rundt"),
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
        ("plan.docx", large_word(), "too-large"),
        ("plan.docx", BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1"), "old-word"),
        ("plan.doc", BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1"), "old-word"),
        ("plan.txt", BytesIO(b"\x7fELF\x00\x00"), "broken"),
        ("plan.pdf", locked_pdf("hemmelig"), "locked"),
        ("plan.docx", word(), "empty"),
        ("plan.pdf", BytesIO(b"%PDF-1.4 cut off"), "broken"),
        ("plan.pdf", pdf(), "empty"),
    ],
)
def test_files_without_readable_text(name: str, content: BytesIO, reason: str) -> None:
    with pytest.raises(UnreadableTextError, match=reason):
        text_of(name, content)
    assert reason in UNREADABLE


def test_a_word_file_fetches_nothing() -> None:
    assert text_of("plan.docx", word_with_entities()) == "tekst"


def test_tables_in_word_are_read_cell_by_cell() -> None:
    content = word(("Heading 1", "Et åpent parti"), cells=("Lage kurs", "Reise rundt"))
    assert text_of("plan.docx", content) == "# Et åpent parti\n\nLage kurs\n\nReise rundt"


def test_a_pdf_that_is_only_locked_against_printing_is_read() -> None:
    assert text_of("plan.pdf", locked_pdf("")).strip() == "Plan 2026-2029"


def test_text_in_utf_16() -> None:
    assert text_of("plan.txt", BytesIO("mål".encode("utf-16"))) == "mål"
