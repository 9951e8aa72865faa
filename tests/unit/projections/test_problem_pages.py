"""Whoever comes with a browser gets a problem as a page, in their language; a program its JSON."""

import re
from collections.abc import Mapping

import httpx2
import psycopg
import pytest
from fastapi import FastAPI

from services.projections.pages.problems import answer_browsers
from services.projections.problems import bad_parameter, not_yet
from services.projections.texts import LANGS
from services.projections.texts.problems import CHINESE, PARAMETERS, TITLES
from services.runtime.access.door import Access
from services.runtime.metrics import ServiceMetrics
from services.runtime.problems import PROBLEM, plain_problem
from services.runtime.web import ProblemFound, create_app, not_found

CHINESE_TEXT = re.compile(r"[\u4e00-\u9fff]")
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FOUND: Mapping[str, Exception] = {
    "missing": not_found("no such thing"),
    "away": psycopg.OperationalError("connection refused"),
    "behind": not_yet("not applied", {"grading": 1}, {"grading": 2}),
    "malformed": bad_parameter("as_of", "yesterday is no moment", "a day"),
    "broken": LookupError("a bug of ours"),
    "unheard-of": ProblemFound(plain_problem("teapot", "A teapot", 418, "there is no teapot")),
}
STATUS = {
    "broken": 500,
    "missing": 404,
    "away": 503,
    "behind": 504,
    "malformed": 422,
    "nowhere": 404,
}


def app() -> FastAPI:
    async def no_faults() -> list[str]:
        return []

    app = create_app("t", "d", no_faults, Access())

    @app.get("/api/{what}")
    @app.get("/{what}")
    async def found(what: str) -> None:
        raise FOUND.get(what) or not_found("there is nothing here")

    answer_browsers(app)
    return app


async def asked(path: str, **headers: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=app(), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("what", STATUS)
@pytest.mark.parametrize("lang", LANGS)
async def test_a_browser_gets_a_page_in_the_readers_language(what: str, lang: str) -> None:
    page = await asked(f"/{what}?as_of=yesterday", **BROWSER, **{"accept-language": lang})
    assert page.status_code == STATUS[what]
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-language"] == lang
    for part in ("title", "h1", 'p class="lede"'):
        (said,) = re.findall(rf"<{part}[^>]*>(.*?)</", page.text)
        assert bool(CHINESE_TEXT.search(said)) == (lang == "zh"), (part, said)
    assert ("retry-after" in page.headers) == (what == "away")


async def test_a_defect_is_still_raised_for_the_log_and_counted() -> None:
    metrics = ServiceMetrics()
    transport = httpx2.ASGITransport(app=metrics.counting(app()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        with pytest.raises(LookupError, match="a bug of ours"):
            await client.get("/broken", headers=BROWSER)
    labels = {"method": "GET", "route": "/{what}", "status": "500"}
    assert metrics.registry.get_sample_value("gradetrail_http_requests_total", labels) == 1


async def test_a_page_tells_nothing_of_a_defect_itself() -> None:
    page = await asked("/broken", **BROWSER, **{"accept-language": "zh"})
    assert "bug" not in page.text
    assert "Traceback" not in page.text


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/missing", "*/*"), ("/missing", "application/json"), ("/api/missing", BROWSER["accept"])],
)
async def test_a_program_gets_the_document(path: str, accept: str) -> None:
    answer = await asked(path, accept=accept)
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["detail"] == "no such thing"


async def test_a_page_names_what_was_asked_and_cannot_be_shown() -> None:
    page = await asked("/malformed?as_of=yesterday&lang=zh", **BROWSER)
    assert "不能按“yesterday”回看" in page.text
    shown, aside = page.text.split("<details", 1)
    assert "yesterday is no moment" not in shown
    assert "技术说明" in aside
    assert "yesterday is no moment" in aside.split("</details>")[0]


@pytest.mark.parametrize(
    ("path", "lang"), [("/malformed?as_of=yesterday", "en"), ("/unheard-of", "zh")]
)
async def test_in_the_only_words_there_are_it_stands_on_the_page(path: str, lang: str) -> None:
    page = await asked(path, **BROWSER, **{"accept-language": lang})
    assert "<details" not in page.text
    assert re.search(r'<p class="lede"[^>]*>(yesterday is no moment|there is no teapot)', page.text)


def test_every_problem_with_a_title_is_explained_in_chinese() -> None:
    assert CHINESE.keys() >= TITLES.keys()
    for text in (*CHINESE.values(), *PARAMETERS.values()):
        assert CHINESE_TEXT.search(text)
