"""What each act of the record is called."""

from criteria.common.text import Text

ACTS = {
    "accept_claim": Text(vi="Chấp nhận như kê khai", en="Accepted as claimed"),
    "add_file": Text(vi="Thêm tệp", en="Added a file"),
    "add_link": Text(vi="Thêm đường dẫn", en="Added a link"),
    "add_signed_report": Text(vi="Tải lên báo cáo đã ký", en="Added the signed report"),
    "add_to_council": Text(vi="Bổ sung phiên họp hội đồng", en="Added to a council"),
    "apply_workbook": Text(vi="Nhập từ Excel", en="Took a filled workbook"),
    "assign_parts": Text(vi="Phân công", en="Handed out parts"),
    "attach_evidence": Text(vi="Dùng lại tài liệu", en="Attached a document"),
    "award_points": Text(vi="Thẩm định", en="Awarded"),
    "change_round": Text(
        vi="Đổi thời hạn, quy định của kỳ", en="Changed the round's dates or rules"
    ),
    "clear_flag": Text(vi="Xóa yêu cầu giải trình", en="Cleared the flag"),
    "close_council": Text(vi="Kết thúc phiên họp hội đồng", en="Closed a council"),
    "council_decision": Text(vi="Hội đồng quyết định", en="Council's decision"),
    "decide_item": Text(vi="Ghi quyết định của hội đồng", en="Wrote down a council's decision"),
    "decided": Text(vi="Hội đồng đã quyết định", en="Decided by the council"),
    "describe_evidence": Text(vi="Sửa mô tả tài liệu", en="Corrected a document's description"),
    "dispute_flag": Text(vi="Đề nghị trình hội đồng", en="Left to the council"),
    "explain": Text(vi="Giải trình", en="Explained"),
    "explanation_over": Text(vi="Hết hạn giải trình", en="Explanation closed"),
    "extend_deadline": Text(vi="Gia hạn tự đánh giá", en="Extended the self-assessment"),
    "extend_explanation": Text(vi="Gia hạn giải trình", en="Extended the explanation"),
    "extend_review": Text(vi="Gia hạn thẩm định", en="Extended the review"),
    "finish": Text(vi="Kết thúc thẩm định", en="Finished the review"),
    "import_survey": Text(vi="Nhập điểm điều tra", en="Imported survey points"),
    "leave_council": Text(vi="Rút khỏi hội đồng", en="Took back from the council"),
    "leave_unanswered": Text(vi="Đơn vị không giải trình", en="Left unanswered"),
    "open_council": Text(vi="Mở phiên họp hội đồng", en="Opened a council"),
    "open_round": Text(vi="Mở kỳ đánh giá", en="Opened the round"),
    "publish_ranking": Text(vi="Công bố xếp hạng", en="Published a ranking"),
    "raise_flag": Text(vi="Yêu cầu giải trình tiêu chí", en="Asked for an explanation"),
    "reassign_body": Text(vi="Giao lại cơ quan thẩm định", en="Gave leaves to another body"),
    "record_attendance": Text(vi="Ghi thành viên dự họp", en="Recorded the attendance"),
    "remove_council_item": Text(vi="Đưa khỏi chương trình hội đồng", en="Took off an agenda"),
    "remove_council_member": Text(vi="Bớt thành viên hội đồng", en="Struck a council's member"),
    "reopen": Text(vi="Mở lại thẩm định", en="Reopened the review"),
    "request_explanation": Text(vi="Gửi yêu cầu giải trình", en="Requested the explanation"),
    "return": Text(vi="Trả lại đơn vị", en="Returned to the unit"),
    "return_leaf": Text(vi="Lãnh đạo trả lại cán bộ", en="Given back to the officer"),
    "save_claim": Text(vi="Tự đánh giá", en="Claimed"),
    "send_explanations": Text(vi="Gửi giải trình", en="Sent the explanations"),
    "settle_flag": Text(vi="Thống nhất sau giải trình", en="Settled"),
    "start_job": Text(vi="Bắt đầu việc chạy lâu", en="Started long work"),
    "start_ranking": Text(vi="Tính xếp hạng", en="Computed a ranking"),
    "start_review": Text(vi="Bắt đầu thẩm định", en="Started the review"),
    "submit": Text(vi="Gửi phiếu", en="Submitted"),
    "to_council": Text(vi="Trình hội đồng", en="Taken to the council"),
    "void_award": Text(vi="Hủy điểm thẩm định cũ", en="Voided the old award"),
    "withdraw_evidence": Text(vi="Rút tài liệu", en="Withdrew a document"),
    "withdraw_flag": Text(vi="Rút yêu cầu giải trình", en="Withdrew the question"),
}


def act_name(act: str) -> Text:
    """What an act is called; its own name where it has none yet."""
    return ACTS.get(act, Text(vi=act, en=act))
