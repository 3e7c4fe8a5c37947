"""What a letter says anew, and what it only quotes."""

import re

from mailparser_reply import EmailReplyParser

_LANGUAGES = ["en", "zh"]
_MARKS = (
    r"^-{2,}\s*(原始邮件|原始郵件|原邮件|原郵件|Original Message|回复的原邮件|转发的邮件|Forwarded message)\s*-{2,}",
    r"^(在\s*)?\d{4}\s*[年/.-].{0,60}(写道|寫道|wrote)\s*[:：]?\s*$",
    r"^(于|於)\s*\d{4}\s*[年/.-].{0,80}(写道|寫道)\s*[:：]?\s*$",
    r"^.{0,80}<[^<>@\s]+@[^<>\s]+>.{0,40}(写道|寫道|wrote)\s*[:：]?\s*$",
    r"^(发件人|發件人|寄件者|寄件人|From)\s*[:：].*$",
    r"^_{10,}\s*$",
)
_BEGIN = re.compile("|".join(_MARKS), re.MULTILINE | re.IGNORECASE)


def fold(text: str) -> tuple[str, str]:
    """The new words of a letter and what it quotes below; a letter of nothing but quotes keeps them as its words.

    The library knows the usual forms; what Chinese mail programs write around a quote (QQ, 163, Outlook, Foxmail) is ours.
    """
    text = text.replace("\r\n", "\n").strip()
    found = _BEGIN.search(text)
    said = text[: found.start()] if found else text
    said = "\n".join(line for line in said.split("\n") if not line.startswith(">")).strip()
    parsed = EmailReplyParser(languages=_LANGUAGES).parse_reply(text=said) if said else ""
    said = (parsed or said).strip()
    if not said:
        return text, ""
    return said, text[len(said) :].strip() if text.startswith(said) else ""
