"""Which field a column probably means, by its name in Chinese or English; and what a value probably means. A person decides."""

import hashlib
import re
from collections.abc import Iterable

from redress.policies.policy import Policy

NAMES: dict[str, tuple[str, ...]] = {
    "key": ("id", "no", "number", "case id", "complaint id", "case enquiry id", "ticket", "ticket id", "reference", "编号", "單號", "单号", "案號", "案件编号", "工单号", "工单编号", "投诉编号", "客訴編號", "编号id", "序号", "序號", "留言编号", "key"),
    "title": ("title", "subject", "case title", "issue", "summary", "matter", "标题", "標題", "主题", "主題", "留言主题", "事由", "what"),
    "account": ("account", "text", "body", "description", "details", "narrative", "consumer complaint narrative", "complaint", "内容", "內容", "投诉内容", "客訴內容", "详情", "留言详情", "描述", "投诉描述", "问题描述", "closure reason"),
    "received_at": ("received", "received at", "date received", "created", "created at", "open dt", "opened", "date", "at", "time", "受理时间", "受理時間", "登记时间", "登錄時間", "投诉时间", "客訴時間", "投诉日期", "客訴日期", "留言时间", "日期", "时间", "創建時間", "创建时间", "接收时间"),
    "kind": ("kind", "kind of matter", "投诉类型", "类型", "類型", "诉求类型"),
    "channel": ("channel", "way", "source", "submitted via", "via", "渠道", "管道", "来源", "來源", "投诉渠道", "受理渠道"),
    "category": ("category", "about", "product", "type", "reason", "labels", "tags", "topic", "类别", "類別", "投诉类别", "客訴類別", "分类", "分類", "标签", "標籤", "一级标签", "一级分类"),
    "name": ("name", "customer", "customer name", "complainant", "who", "user", "姓名", "客户", "客户姓名", "顧客", "顧客姓名", "投诉人", "客訴人", "联系人", "聯絡人", "留言用户"),
    "phone": ("phone", "tel", "telephone", "mobile", "phone number", "电话", "電話", "手机", "手機", "联系电话", "聯絡電話", "手机号", "手机号码"),
    "email": ("email", "e-mail", "mail", "email address", "邮箱", "電子郵件", "电子邮箱", "电子邮件", "信箱"),
    "address": ("address", "地址", "联系地址", "聯絡地址"),
    "wish": ("wish", "desired outcome", "request", "诉求", "訴求", "要求", "客户诉求"),
    "place": ("place", "location", "neighborhood", "store", "地点", "地點", "门店", "門市", "发生地点"),
    "department": ("department", "department code", "部门", "部門", "责任部门", "主責部門", "承办单位"),
    "customer_kind": ("customer kind", "客户类型", "顧客類型"),
    "reply": ("reply", "answer", "response", "company public response", "答复", "答覆", "答复意见", "回复", "回覆", "回复内容", "处理结果说明"),
    "replied_at": ("replied", "replied at", "answered", "answered at", "date sent to company", "答复时间", "答覆時間", "回复时间", "回覆時間"),
    "ended_at": ("closed", "closed at", "closed dt", "done", "ended", "resolved at", "办结时间", "結案時間", "完成时间", "关闭时间", "办结日期", "結案日期"),
    "result": ("result", "outcome", "resolution", "how", "company response to consumer", "case status", "status", "结果", "結果", "处理结果", "處理結果", "办结结果"),
}
"""Usual names of columns for each field."""
ONCE = frozenset(NAMES) - {"account", "title", "key"}
"""Fields that come from one column; several columns may be joined for the others."""


def plain(name: str) -> str:
    """A name without its looks: lower case, words parted by one space."""
    return re.sub(r"[\s_\-*:：?？（）()]+", " ", name).strip().lower()


def mark_of(columns: Iterable[str]) -> str:
    """The fingerprint of the names of columns, in their order."""
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()


def suggested(columns: Iterable[str], policy: Policy) -> dict[str, str]:
    """For each column the field it probably means (``fields.x`` for one of the pack's own); columns without a guess are left out."""
    known = {plain(name): field for field, names in NAMES.items() for name in names}
    for item in policy.pack.fields:
        if not item.fills:
            known |= {plain(text): f"fields.{item.id}" for text in (item.id, *item.title.values())}
    found: dict[str, str] = {}
    for column in columns:
        field = known.get(plain(column))
        if field and field not in found.values():
            found[column] = field
    alone = {one for one, other in (("result", "ended_at"), ("replied_at", "reply")) if other not in found.values()}
    return {column: field for column, field in found.items() if field not in alone}


def meant(value: str, choices: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The code whose id or title in any language is ``value``; empty for none."""
    wanted = plain(value)
    return next((code for code, titles in choices if wanted and wanted in {plain(code), *map(plain, titles)}), "")
