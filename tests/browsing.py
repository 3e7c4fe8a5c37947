"""A real browser for tests: pages whose script errors or policy breaches fail the test that used them."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(autouse=True)
def demo_pages(settings: object) -> None:
    """Static files straight from their folders, and the pages that only a demo organisation has."""
    settings.STORAGES = STORAGES
    settings.ENV = settings.ENV.model_copy(update={"demo": True})


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine. Playwright's event loop makes Django think that tests run asynchronously."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    """A fresh browser profile whose addresses begin at the test server."""
    made = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; a script error or a breach of the content policy fails the test that used it."""
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield made
    assert faults == []


TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => "too wide: " + one.outerHTML.slice(0, 120))"""


def faults(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds wrong, and what is wider than the screen. Contrast takes most of the time and is the same in every language."""
    options: dict[str, object] = {"resultTypes": ["violations"]}  # what is right would otherwise be listed node by node, which costs most of the time
    if not colours:
        options["rules"] = {"color-contrast": {"enabled": False}}
    found = Axe().run(page, options=options).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    beyond = [f"the page can be moved sideways by {wide}"] if wide > 0 else []
    return [f"{fault['id']} {fault['nodes'][0]['target']}" for fault in found] + page.evaluate(TOO_WIDE) + beyond
