"""A brief as a file: HTML by a template, PDF by WeasyPrint, a document by python-docx."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from countergaze.declare.errors import CountergazeError
from countergaze.reports import rendering
from countergaze.reports.brief.content import Brief

EXTRA = "pip install 'countergaze[brief]'"


class NoWriter(CountergazeError):
    """A kind of file that cannot be written here; the message says what would help."""


def html(brief: Brief) -> bytes:
    """Return the brief as one HTML page that opens offline, and prints on two A4 pages."""
    return rendering.brief({"brief": brief}).encode()


def pdf(brief: Brief) -> bytes:
    """Return the brief as a PDF; raise NoWriter without WeasyPrint."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as fault:
        raise NoWriter(f"a PDF is written by WeasyPrint, which is not at hand ({fault}): {EXTRA}, "
                       "or write .html and print it from a browser") from None
    made: bytes = HTML(string=html(brief).decode()).write_pdf()
    return made


def docx(brief: Brief) -> bytes:
    """Return the brief as a document; raise NoWriter without python-docx."""
    try:
        from docx import Document
        from docx.shared import Cm, Pt
    except ImportError as fault:
        raise NoWriter(f"a document is written by python-docx, which is not at hand ({fault}): "
                       f"{EXTRA}, or write .html") from None
    made = Document()
    made.styles["Normal"].font.size = Pt(10)
    for section in made.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.0)
        section.top_margin = section.bottom_margin = Cm(1.6)
    made.add_heading(brief.title, 1)
    made.add_paragraph(brief.question).runs[0].italic = True
    for line in brief.answers:
        made.add_paragraph(line)
    if brief.picture:
        made.add_heading(brief.picture_title, 2)
        made.add_picture(io.BytesIO(png(brief.picture)), width=Cm(13.0))
    made.add_heading("Whom it hits", 2)
    made.add_paragraph(brief.whom)
    _table(made, brief.heads, brief.rows)
    for heading, lines in (("What it costs", brief.cost), ("How sure", brief.sure),
                           ("Cite as", [brief.cite]), ("What it does not mean", [brief.not_meant])):
        made.add_heading(heading, 2)
        if lines is brief.sure and brief.both:
            made.add_paragraph(brief.both)
            _table(made, brief.both_heads, brief.both_rows)
        for line in lines:
            made.add_paragraph(line)
        for line in brief.assumed if lines is brief.sure else ():
            made.add_paragraph(line, style="List Bullet")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(heads))
    for cell, text in zip(table.rows[0].cells, heads):
        cell.text = text
        cell.paragraphs[0].runs[0].bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row):
            cell.text = text


def png(picture: str) -> bytes:
    """Return an SVG as pixels, by the PDF of it; raise NoWriter without the libraries."""
    try:
        import pypdfium2
        from weasyprint import HTML
    except (ImportError, OSError) as fault:
        raise NoWriter(f"the picture of a document needs WeasyPrint and pypdfium2 ({fault}): "
                       f"{EXTRA}") from None
    page = HTML(string=rendering.alone(picture)).write_pdf()
    drawn = pypdfium2.PdfDocument(page)[0].render(scale=2.0).to_pil()
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


WRITERS: dict[str, Callable[[Brief], bytes]] = {".html": html, ".pdf": pdf, ".docx": docx}
"""Ending of a file -> what writes it."""
