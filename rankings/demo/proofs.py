"""The evidence that the units of the demo attach to their sheets."""

import datetime
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.acts import add_file, add_link, attach_evidence
from assessments.models import Assessment
from criteria.models import Level
from rankings.demo.accounts import Cast
from rankings.demo.book import DemoBook
from rankings.demo.files import pdf, png
from rankings.demo.plans import DemoLeaf, rng_for

DOCUMENTS = (
    # title, number's ending
    ("Kế hoạch cải cách hành chính năm 2022", "KH"),
    ("Báo cáo kết quả cải cách hành chính năm 2022", "BC"),
    ("Quyết định ban hành danh mục thủ tục hành chính", "QĐ"),
    ("Kết luận kiểm tra công tác cải cách hành chính", "KL"),
    ("Công văn chấn chỉnh kỷ luật, kỷ cương hành chính", "CV"),
    ("Phụ lục số liệu kèm theo báo cáo năm", "PL"),
)
PORTAL = "https://dichvucong.gov.vn/"


def attach(cast: Cast, book: DemoBook, sheet: Assessment, leaves: Iterable[DemoLeaf]) -> None:
    """Adds a document for each of ``leaves``: mostly PDF, one picture, one link; the first serves twice."""
    first: int | None = None
    for number, leaf in enumerate(leaves):
        actor, score_id = cast.officer(sheet, leaf), book.score(sheet, leaf).pk
        rng = rng_for(sheet.round.title_vi, sheet.unit.code, leaf.criterion.code, "proof")
        if number == 2:
            name = f"Ảnh chụp số liệu tiêu chí {leaf.criterion.code} – {sheet.unit.name_vi}.png"
            upload = SimpleUploadedFile(name, png(rng), "image/png")
            add_file(actor=actor, score_id=score_id, upload=upload, title="Ảnh chụp số liệu")
            continue
        if number == 3:
            title = "Số liệu trên Cổng Dịch vụ công quốc gia"
            add_link(actor=actor, score_id=score_id, url=PORTAL, title=title)
            continue
        asked = leaf.criterion.asked_documents
        title, ending = DOCUMENTS[number % len(DOCUMENTS)]
        place = "UBND" if sheet.unit.level == Level.PROVINCE else sheet.unit.code
        sign = f"{rng.randrange(10, 900)}/{ending}-{place}"
        day = datetime.date(2022, 1, 4) + datetime.timedelta(days=rng.randrange(350))
        heading = (sheet.unit.name_vi, f"Số {sign}, ngày {day:%d/%m/%Y}", title)
        about = f"Tiêu chí {leaf.criterion.code}: {leaf.criterion.title_vi}"
        content = pdf((*heading, "", about, "", "Tài liệu minh họa, không phải văn bản thật."))
        evidence = add_file(
            actor=actor,
            score_id=score_id,
            upload=SimpleUploadedFile(
                f"{title} ({sheet.unit.name_vi}).pdf", content, "application/pdf"
            ),
            title=title,
            number=sign,
            issued_on=day,
            asked_for=1 if asked else None,
        )
        if first is None:
            first = evidence.pk
        elif number == 1:
            other = 2 if len(asked) > 1 else None
            attach_evidence(actor=actor, score_id=score_id, evidence_id=first, asked_for=other)
