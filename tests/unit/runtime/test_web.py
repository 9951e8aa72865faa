"""What every HTTP surface answers where our own code fails."""

import httpx2
import pytest

from services.runtime.access.door import Access
from services.runtime.web import create_app


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_request_that_fails_is_not_taken_for_a_submission_that_is_kept(method: str) -> None:
    async def no_faults() -> list[str]:
        return []

    app = create_app("t", "d", no_faults, Access())

    @app.api_route("/stumble", methods=["GET", "POST"])
    async def stumble() -> None:
        raise LookupError("a bug of ours")

    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.request(method, "/stumble")
        page = await client.get("/problems/defect")
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (500, "/problems/defect")
    assert problem["detail"].startswith("the service failed on this request")
    assert "kept" not in problem["detail"]
    assert "bug" not in answer.text
    assert "request" in page.text  # the page behind the type is about both
