"""The people of a demo organisation: for each role somebody in each of its seats, with invented names."""

from datetime import datetime

from redress.accounts.models import Department, Role, User
from redress.accounts.operations import give_role
from redress.kernel.actor import SYSTEM, Scope
from redress.policies.policy import Policy

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
GIVEN = (
    "建国", "晓梅", "志强", "丽华", "文博", "雨桐", "海燕", "子轩", "国庆", "秀英", "俊杰", "思远", "佳怡", "明辉", "雪琴", "振宇",
    "美玲", "浩然", "淑芬", "家豪", "欣怡", "伟民", "春兰", "天佑", "慧敏", "立新", "若曦", "承志", "静雯", "东升", "婉婷", "永康",
    "晨曦", "少华", "玉洁", "一鸣", "怀瑾", "向阳", "小满", "知行",
)  # fmt: skip


SURNAMES_HANT = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾游詹胡施沈余盧梁趙顏柯翁魏孫戴方宋鄧杜傅侯曹薛丁卓馬董唐藍石紀姚連馮歐程湯田康姜汪白"
GIVEN_HANT = (
    "志明", "淑芬", "家豪", "怡君", "雅婷", "俊傑", "美玲", "建宏", "欣怡", "宗翰", "佩珊", "冠宇", "淑惠", "承恩", "詩涵", "柏翰",
    "麗華", "信宏", "雅惠", "品妤", "志偉", "惠雯", "彥廷", "秀英", "文彬", "宜蓁", "國華", "佳穎", "子軒", "玉珍", "明哲", "靜怡",
    "偉倫", "思妤", "振宇", "筱涵", "啟文", "鳳英", "育誠", "心怡",
)  # fmt: skip


def invented_name(number: int, language: str = "zh-Hans") -> str:
    """The ``number``-th invented name, mostly different from the others. Taiwanese for zh-Hant."""
    surnames, given = (SURNAMES_HANT, GIVEN_HANT) if language.lower() == "zh-hant" else (SURNAMES, GIVEN)
    return surnames[(number * 7) % len(surnames)] + given[(number * 11 + number // len(given)) % len(given)]


def hire(policy: Policy, *, at: datetime, language: str = "") -> dict[str, list[User]]:
    """Somebody for every seat of every role; chiefs become heads of their departments. People by role."""
    departments = {item.code: item for item in Department.objects.all()}
    roles = {item.code: item for item in Role.objects.all()}
    spoken = (language or policy.pack.language).lower()
    people: dict[str, list[User]] = {}
    number = 0
    for role in policy.pack.roles:
        for place, seat in enumerate(role.seats, 1):
            number += 1
            department = departments[seat]
            username = role.code if len(role.seats) == 1 else f"{role.code}-{place}"
            user, _made = User.objects.get_or_create(
                username=username,
                defaults={
                    "name": invented_name(number, policy.pack.language), "department": department, "language": spoken,
                    "email": f"{username}@example.com", "job_title": role.title.get(policy.pack.language, role.code),
                    "notify_by": "app", "password": "!",
                },
            )  # fmt: skip
            scope = Scope(role.scope)
            anchor = department if scope in (Scope.DEPARTMENT, Scope.SUBTREE) else None
            give_role(user, roles[role.code], scope, by=SYSTEM, at=at, department=anchor)
            if role.chief and department.head_id is None:
                Department.objects.filter(pk=department.pk).update(head=user)
            people.setdefault(role.code, []).append(user)
    _name_heads(people)
    return people


def _name_heads(people: dict[str, list[User]]) -> None:
    """A department without a chief of its own is headed by its first person."""
    for users in people.values():
        for user in users:
            Department.objects.filter(pk=user.department_id, head=None).update(head=user)
