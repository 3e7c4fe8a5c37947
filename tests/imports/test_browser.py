"""The whole assistant in a real browser, by keyboard and mouse as a person would: file, columns, questions, preview, cases."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from redress.complaints.models import Case
from tests.browsing import demo_pages
from tests.house import House

__all__ = ["demo_pages"]
TEXT = "编号,标题,投诉内容,投诉时间,姓名\nJD-1,洗衣机不转,报修三天没人来,05/02/2026 09:30,欧阳小满\nJD-2,想要发票,没有发票,后天,司马青\n"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_file_becomes_cases_step_by_step(org: House, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "旧台账.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    page.goto("/sign-in/")
    page.locator(f"button[name=username][value={org.user('supervisor').username}]").click()
    page.goto("/imports/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="上传文件").click()
    expect(page.get_by_role("cell", name="报修三天没人来")).to_be_visible()
    page.get_by_role("button", name="下一步：各列含义").click()
    page.get_by_role("button", name="通读文件").click()
    page.get_by_label("来源名称").fill("old-register")
    page.get_by_text("2026年2月5日").check()
    page.get_by_role("button", name="检查每一行").click()
    expect(page.get_by_text("将新增 1 张投诉单")).to_be_visible()
    expect(page.get_by_text("“后天”不是")).to_be_visible()
    page.get_by_role("button", name="导入合格的行").click()
    page.get_by_role("link", name="查看投诉单").click()
    expect(page.get_by_text("洗衣机不转")).to_be_visible()
    assert Case.objects.get().received_at.day == 5
