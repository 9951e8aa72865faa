"""The pages in a real browser: both languages, wide and narrow, with and without script."""

import shutil
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from infra.ports import free_ports
from tests.integration.projections.served import served
from tests.support.engines import PostgresEngine, fresh_database
from tests.support.listening import listening
from tests.unit.projections.history import CASE, whole

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
if CHROMIUM is None:
    pytest.skip("needs Chromium", allow_module_level=True)
playwright = pytest.importorskip("playwright.async_api")
axe = pytest.importorskip("axe_playwright_python.async_playwright")

WIDE, NARROW = {"width": 1200, "height": 900}, {"width": 360, "height": 780}
PAGE = f"/cases/{CASE}"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def base(postgres_server: PostgresEngine) -> AsyncIterator[str]:
    """Where the pages of the played history are served."""
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        (port,) = free_ports(1)
        async with served(dsn, whole().carried) as found, listening(found.app, port):
            yield f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator["playwright.Browser"]:
    async with playwright.async_playwright() as driver:
        found = await driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        await found.close()


@pytest.mark.parametrize(
    ("view", "lang", "scheme"),
    [(WIDE, "en", "light"), (NARROW, "zh", "dark"), (NARROW, "en", "light")],
)
@pytest.mark.parametrize(
    "path", [PAGE, "/", "/registers/outcomes"], ids=["case", "list", "register"]
)
async def test_the_page_is_accessible_fits_and_asks_nobody_else(
    base: str, browser: "playwright.Browser", path: str, view: dict[str, int], lang: str,
    scheme: str,
) -> None:  # fmt: skip
    """Axe asks, among others, for a contrast of 4.5 to 1 of every text."""
    page = await browser.new_page(viewport=view, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{base}{path}?lang={lang}")
    assert {urlsplit(url).netloc for url in asked if url.startswith("http")} == {
        urlsplit(base).netloc
    }
    paper = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(251, 249, 245)", "dark": "rgb(17, 23, 28)"}[scheme]
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= view["width"]
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    results = await axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_list_of_cases_is_read_on_a_phone_without_scrolling_sideways(
    base: str, browser: "playwright.Browser", lang: str
) -> None:
    page = await browser.new_page(viewport=NARROW)
    await page.goto(f"{base}/?lang={lang}")
    beyond = await page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(one => one.scrollWidth - one.clientWidth)"
    )
    assert beyond
    assert not any(beyond)
    cell = page.locator(".cases td").nth(1)
    label = await cell.evaluate("one => getComputedStyle(one, '::before').content")
    assert label == {"en": '"Self-rated"', "zh": '"自评"'}[lang]


@pytest.mark.parametrize(
    ("accepts", "verdict"), [("zh-CN", "后进"), ("en-GB", "backward"), ("fr", "backward")]
)
async def test_the_result_stands_at_the_top_in_the_browsers_language_without_script(
    base: str, browser: "playwright.Browser", accepts: str, verdict: str
) -> None:
    context = await browser.new_context(java_script_enabled=False, locale=accepts)
    page = await context.new_page()
    await page.goto(base + PAGE)
    assert await page.locator(".verdict strong").inner_text() == verdict
    await page.locator("header.site nav a").last.click()
    other = {"后进": "backward", "backward": "后进"}[verdict]
    assert await page.locator(".verdict strong").inner_text() == other


async def test_every_link_inside_the_page_leads_somewhere(
    base: str, browser: "playwright.Browser"
) -> None:
    page = await browser.new_page()
    await page.goto(base + PAGE)
    lost = await page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
        ".filter(href => !document.getElementById(decodeURIComponent(href.slice(1))))"
    )
    assert lost == []
    ids = await page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))


async def test_every_other_link_is_answered(base: str, browser: "playwright.Browser") -> None:
    page = await browser.new_page()
    for start in (PAGE, "/"):
        await page.goto(base + start)
        links = await page.evaluate(
            "[...new Set([...document.links].map(a => a.href.split('#')[0]))]"
        )
        for link in sorted(links):
            answer = await page.request.get(link)
            assert answer.status == 200, link


async def test_looking_back_shows_the_case_as_it_was(
    base: str, browser: "playwright.Browser"
) -> None:
    page = await browser.new_page(locale="en-GB")
    await page.goto(base + PAGE)
    await page.fill("input[name=as_of]", "2011-11-30")
    await page.click("form button")
    assert "As known on 30 November 2011" in await page.locator(".banner").inner_text()
    assert await page.locator(".path li.committee.blank").count() == 1
    assert await page.locator(".verdict strong").inner_text() == "intermediate"
    await page.locator(".banner a").click()
    assert await page.locator(".verdict strong").inner_text() == "backward"


async def test_print_shows_what_is_folded(base: str, browser: "playwright.Browser") -> None:
    page = await browser.new_page(viewport=WIDE)
    await page.goto(base + PAGE)
    folded = page.locator("details:not([open]) table").first
    assert not await folded.is_visible()
    await page.emulate_media(media="print")
    assert await folded.is_visible()
    assert not await page.locator("header.site").is_visible()


async def test_the_keyboard_reaches_the_content_first(
    base: str, browser: "playwright.Browser"
) -> None:
    page = await browser.new_page()
    await page.goto(base + PAGE)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"


async def test_a_case_of_nobody_is_a_page_too(base: str, browser: "playwright.Browser") -> None:
    page = await browser.new_page(locale="zh-CN")
    answer = await page.goto(f"{base}/cases/a:b:c")
    assert answer
    assert answer.status == 404
    assert await page.locator("h1").inner_text() == "未找到"
