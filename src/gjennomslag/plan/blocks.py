"""A plan's text cut into blocks: headings, bullets and paragraphs, with broken lines joined."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum

_BULLET = re.compile(r"(?P<marker>[•‣◦▪●·*+–—-]|\(?\d{1,2}[.)]|[a-zæøå]\))\s+(?P<text>\S.*)")
_PAGE_NUMBER = re.compile(r"(?:side |page )?\d{1,3}(?: (?:av|of) \d{1,3})?", re.IGNORECASE)
_GOAL_NAME = re.compile(r"(?:hoved|del)?mål \d|goal \d|(?:inn)?sats(?:ing)?sområde", re.IGNORECASE)
_HEADING_LENGTH = 100


class Shape(Enum):
    """What a block looks like, before anyone knows what it means."""

    HEADING = "heading"
    BULLET = "bullet"
    NUMBERED = "numbered"
    PARAGRAPH = "paragraph"


@dataclass
class Block:
    """A joined piece of text. ``number`` is that of a numbered line; ``depth`` that of a marked heading (1 is top)."""

    shape: Shape
    text: str
    number: int = 0
    depth: int = 0
    lines: int = 1

    @property
    def looks_like_heading(self) -> bool:
        """One short line that does not end a sentence, or one that is marked as a heading."""
        if self.shape is Shape.HEADING:
            return True
        short = self.lines == 1 and len(self.text) <= _HEADING_LENGTH
        if re.search(r"[^\W\d]{2}[.!?] \S", self.text):
            return False
        return short and self.shape is not Shape.BULLET and self.text[-1] not in ".!?;,"


def cut_into_blocks(text: str) -> list[Block]:
    """Cut plain text into blocks.

    Lines that belong together are joined, also across a page break in the middle of a sentence. Page numbers are
    left out. Headings may be marked with ``#``; bullets may be ``•``, ``-``, ``*``, ``1.`` and their like.
    """
    lines = text.replace("\f", "\n").replace("\ufeff", "").splitlines()
    layout = _Layout(_hanging_indent(lines), _short_line(lines))
    blocks: list[Block] = []
    open_block: Block | None = None
    for raw in lines:
        line = raw.strip()
        if not line or _PAGE_NUMBER.fullmatch(line):
            open_block = None
            continue
        fresh = _begin(line)
        continued = _continued(blocks, open_block, raw, layout) if fresh.shape is Shape.PARAGRAPH else None
        if continued is not None:
            _append(continued, line)
            open_block = continued
            continue
        blocks.append(fresh)
        open_block = fresh if fresh.shape is not Shape.HEADING else None
    return blocks


@dataclass(frozen=True)
class _Layout:
    """How the text is set: how far lines after a bullet are indented, and which lines are too short to be full."""

    hanging: int
    short: float


def _continued(blocks: list[Block], open_block: Block | None, raw: str, layout: _Layout) -> Block | None:
    """The block that the line goes on with, if it does not begin one."""
    line = raw.strip()
    if open_block is not None and _goes_on(open_block, raw, layout):
        return open_block
    if line[0].islower() and blocks and blocks[-1].text[-1] not in ".:!?":
        return blocks[-1]
    return None


def _hanging_indent(lines: list[str]) -> int:
    """How far lines that go on after a bullet are usually indented."""
    indents: Counter[int] = Counter()
    after_bullet = False
    for raw in lines:
        if not raw.strip():
            after_bullet = False
        elif _BULLET.fullmatch(raw.strip()):
            after_bullet = True
        elif after_bullet:
            indents[len(raw) - len(raw.lstrip())] += 1
    return indents.most_common(1)[0][0] if indents else 0


def _short_line(lines: list[str]) -> float:
    """A line shorter than this was ended on purpose, and not because the page was full."""
    lengths = sorted(len(raw.strip()) for raw in lines if raw.strip())
    return 0.6 * lengths[len(lengths) * 9 // 10] if lengths else 0.0


def _is_title_of(block: Block, line: str, short: float) -> bool:
    """Whether the block is a title standing right on top of the paragraph that begins with this line."""
    one_line = block.lines == 1 and block.text[-1] not in ".!?;,"
    stands_out = block.text.isupper() or _GOAL_NAME.match(block.text) is not None
    return one_line and line[0].isupper() and (len(block.text) < short or stands_out)


def _begin(line: str) -> Block:
    marked = re.fullmatch(r"(#{1,6})\s+(.+?)\s*#*", line)
    if marked:
        return Block(Shape.HEADING, marked.group(2), depth=len(marked.group(1)))
    line = re.sub(r"\*\*(.+?)\*\*", r"\1", line)
    bullet = _BULLET.fullmatch(line)
    if bullet:
        digits = re.sub(r"\D", "", bullet["marker"])
        shape = Shape.NUMBERED if digits else Shape.BULLET
        return Block(shape, bullet["text"].strip(), number=int(digits or 0))
    return Block(Shape.PARAGRAPH, line)


def _goes_on(block: Block, raw: str, layout: _Layout) -> bool:
    """Whether the line belongs to the block that is open."""
    line, indent = raw.strip(), len(raw) - len(raw.lstrip())
    if block.text.endswith(":") or (line.endswith(":") and len(line) <= _HEADING_LENGTH and line[0].isupper()):
        return False
    if block.shape is Shape.PARAGRAPH:
        return not _is_title_of(block, line, layout.short)
    # A new page leaves a stray blank before its first line; where bullets hang, a line further out is a new block.
    return indent == 0 if layout.hanging == 0 else indent > 0


def _append(block: Block, line: str) -> None:
    if block.text.endswith("\u00ad"):
        block.text = block.text[:-1] + line
    elif re.search(r"\w-$", block.text) and line[0].islower() and not re.match(r"(og|eller|and|or)\b", line):
        block.text += line
    else:
        block.text += f" {line}"
    block.lines += 1
