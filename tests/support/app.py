"""An upstream app, and a service in this process for it to talk to."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import nats
from nats.aio.client import Client
from nats.aio.msg import Msg

from client.signing_in import AsApp
from contracts import subjects
from contracts.messages import BATCH, STRUCTURED
from infra.ports import free_ports
from services.runtime.domain import Domain
from services.runtime.process import run
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.wire import header_value

Event = Mapping[str, Any]


async def until(
    holds: Callable[[], Awaitable[Any]] | Callable[[], Any], what: str, *, within_s: float = 20
) -> Any:
    """Wait for a condition and return what it gave; TimeoutError names ``what``."""
    end = asyncio.get_running_loop().time() + within_s
    while True:
        found = holds()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        if asyncio.get_running_loop().time() > end:
            raise TimeoutError(f"{what}: not within {within_s} s")
        await asyncio.sleep(0.02)


class App:
    """Speaks to one service: over HTTP, over INBOX, and by request."""

    def __init__(self, nc: Client, base_url: str, service: str, name: str | None = None) -> None:
        self.nc, self.service, self.name = nc, service, name
        self.http = httpx2.AsyncClient(base_url=base_url, timeout=30)
        self.receipts: list[dict[str, Any]] = []
        self.receipt_to = nc.new_inbox()

    async def listen(self) -> None:
        async def heard(message: Msg) -> None:
            self.receipts += json.loads(message.data)["receipts"]

        await self.nc.subscribe(self.receipt_to, cb=heard)
        await self.nc.flush()

    async def close(self) -> None:
        await self.http.aclose()
        await self.nc.close()

    # The three doors: each answers with the receipts of one message --------------------------

    async def post(self, body: bytes, headers: Mapping[str, str]) -> list[dict[str, Any]]:
        answer = await self.http.post("/events", content=body, headers=dict(headers))
        found = answer.json()
        if "receipts" in found:
            return list(found["receipts"])
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.status_code == found["status"]
        return [{"status": "refused", "problem": found}]

    async def request(self, body: bytes, headers: Mapping[str, str]) -> list[dict[str, Any]]:
        subject = subjects.submit(self.service, "Any", self.name)
        answer = await self.nc.request(subject, body, headers=dict(headers), timeout=20)
        return list(json.loads(answer.data)["receipts"])

    async def publish(self, body: bytes, headers: Mapping[str, str]) -> list[dict[str, Any]]:
        known = len(self.receipts)
        await self.send(body, headers)
        await until(lambda: len(self.receipts) > known, "a receipt")
        return self.receipts[known:]

    async def send(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Publish to INBOX and wait for no more than the stream's acknowledgement."""
        told = {**headers, "receipt-to": self.receipt_to}
        subject = subjects.inbox(self.service, "Any", self.name)
        await self.nc.jetstream(timeout=10).publish(subject, body, headers=told)

    # The same in events ----------------------------------------------------------------------

    async def submit(self, event: Event) -> dict[str, Any]:
        """One structured event over HTTP: its receipt."""
        (receipt,) = await self.post(*structured(event))
        return receipt

    async def submit_all(self, events: Sequence[Event]) -> list[dict[str, Any]]:
        """A batch over HTTP: its receipts."""
        return await self.post(*batch(events))

    async def get(self, path: str, status: int = 200, **params: Any) -> Any:
        answer = await self.http.get(path, params=params)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def receipt_of(self, *ids: str, within_s: float = 20) -> list[dict[str, Any]]:
        """The first receipts that came over NATS for these ids."""

        def found() -> list[dict[str, Any]] | None:
            by_id: dict[str, dict[str, Any]] = {}
            for receipt in self.receipts:
                by_id.setdefault(receipt["id"], receipt)
            return [by_id[id_] for id_ in ids] if by_id.keys() >= set(ids) else None

        got: list[dict[str, Any]] = await until(found, "the receipts", within_s=within_s)
        return got


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def structured(event: Event) -> tuple[bytes, dict[str, str]]:
    return _json(event), {"content-type": STRUCTURED}


def binary(event: Event) -> tuple[bytes, dict[str, str]]:
    headers = {f"ce-{key}": header_value(value) for key, value in event.items() if key != "data"}
    return _json(event["data"]), {**headers, "content-type": "application/json"}


def batch(events: Sequence[Event]) -> tuple[bytes, dict[str, str]]:
    return _json(events), {"content-type": BATCH}


def settings_for(database_url: str, nats_url: str, **also: Any) -> Settings:
    """On a port of its own, with little patience."""
    return Settings(
        nats_url=nats_url, database_url=database_url, http_port=free_ports(1)[0],
        **{"patience_s": 1.0, "answer_within_s": 60, "stop_within_s": 5, **also},
    )  # fmt: skip


@asynccontextmanager
async def serving(
    domain: Domain,
    database_url: str,
    nats_url: str,
    verify: ssl.SSLContext | bool = True,
    **also: Any,
) -> AsyncIterator[Service]:
    """The domain as a service of this process, ready; stopped gracefully at the end."""
    service = Service(domain, settings_for(database_url, nats_url, **also))
    running = asyncio.create_task(run(service))
    try:
        async with httpx2.AsyncClient(base_url=_address(service.settings), verify=verify) as http:
            await until(lambda: is_ready(running, http), "ready")
        yield service
    finally:
        service.stopping.set()
        await running


def _address(settings: Settings) -> str:
    scheme = "https" if settings.http_cert_file else "http"
    return f"{scheme}://127.0.0.1:{settings.http_port}"


async def at_work(app: App) -> bool:
    """Whether a replica takes requests, and does not stand by, or take over just now."""
    try:
        return (await app.http.get("/at-work")).status_code == 200
    except httpx2.TransportError:  # also cut off, as the one that stood by ends
        return False


async def is_ready(running: "asyncio.Task[None]", http: httpx2.AsyncClient) -> bool:
    """Whether a service is ready; raises what ended it, if it has ended."""
    if running.done():
        running.result()
    try:
        return (await http.get("/readyz")).status_code == 200
    except httpx2.TransportError:
        return False


@asynccontextmanager
async def talking(service: Service, as_app: AsApp | None = None) -> AsyncIterator[App]:
    """An upstream app connected to a service."""
    settings, as_app = service.settings, as_app or AsApp()
    nc = await nats.connect(
        settings.nats_url, max_reconnect_attempts=-1, reconnect_time_wait=0.1,
        error_cb=_no_error, pending_size=2**26, **as_app.sign_in.options(as_app.name or "app"),
    )  # fmt: skip
    app = App(nc, _address(settings), service.service, as_app.name)
    await app.listen()
    try:
        yield app
    finally:
        await app.close()


async def _no_error(_: Exception) -> None:
    """The tests look at what comes of it."""
