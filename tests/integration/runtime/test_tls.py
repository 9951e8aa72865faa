"""TLS by settings, and NATS through a websocket, as behind a gateway."""

import json
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx2
import nats.errors
import psycopg
import pytest

from client.publisher import NoAnswer, connected_publisher
from client.signing_in import AsApp
from infra.ports import free_ports
from services.runtime.access.nats import CannotSignIn, SignIn
from services.runtime.connection import Connection, connect
from services.runtime.pull import Pull
from tests.support import toy
from tests.support.app import serving
from tests.support.certificates import Certificates, certificates
from tests.support.known import PUBLISHER, KnownNats, known_nats
from tests.support.toy import evidence

APP = "north-app"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


def listening(port: int, files: Certificates | None) -> str:
    """A websocket listener for nats-server.conf."""
    if files is None:
        return f'websocket {{ host: "127.0.0.1", port: {port}, no_tls: true }}'
    names = f'cert_file: "{files.certificate}", key_file: "{files.key}"'
    return f'tls {{ {names} }}\nwebsocket {{ host: "127.0.0.1", port: {port}, tls {{ {names} }} }}'


@pytest.fixture(scope="module")
def plain_port() -> int:
    return free_ports(1)[0]


@pytest.fixture(scope="module")
def plain(plain_port: int) -> Iterator[KnownNats]:
    with known_nats({APP: PUBLISHER}, more=listening(plain_port, None)) as server:
        yield server


@pytest.fixture(scope="module")
def wss_port() -> int:
    return free_ports(1)[0]


@pytest.fixture(scope="module")
def encrypted(files: Certificates, wss_port: int) -> Iterator[KnownNats]:
    more = listening(wss_port, files)
    with known_nats({APP: PUBLISHER}, more=more, ca=files.ca) as server:
        yield server


def of_app(number: int) -> dict[str, object]:
    return evidence(number) | {"source": f"/apps/{APP}"}


async def test_a_service_and_an_app_speak_tls_with_nats(
    postgres: str, encrypted: KnownNats, files: Certificates, wss_port: int
) -> None:
    settings = {
        "access_file": encrypted.access,
        "nats_seed_file": encrypted.seed("grading"),
        "nats_ca_file": files.ca,
    }
    as_app = AsApp(APP, SignIn(encrypted.seed(APP), files.ca))
    urls = (encrypted.url, f"wss://127.0.0.1:{wss_port}/nats")
    async with serving(toy, postgres, encrypted.url, **settings):
        for number, url in enumerate(urls):
            async with connected_publisher(url, as_app) as publisher:
                assert (await publisher.publish_one(of_app(number))).status == "accepted"


async def test_a_server_that_the_authority_does_not_vouch_for_is_told_nothing(
    encrypted: KnownNats, tmp_path: Path
) -> None:
    other = certificates(tmp_path, "another")
    as_app = AsApp(APP, SignIn(encrypted.seed(APP), other.ca))
    async with connected_publisher(encrypted.url, as_app, give_up_after_s=2) as publisher:
        with pytest.raises(NoAnswer, match="certificate verify failed"):
            await publisher.publish_one(of_app(1))


async def test_tls_cannot_be_taken_away(plain: KnownNats, files: Certificates) -> None:
    client = Connection(SignIn(plain.seed(APP), files.ca))
    with pytest.raises(nats.errors.Error, match="does not speak TLS"):
        await client.connect_as(APP, plain.url, allow_reconnect=False, error_cb=_quiet)


async def test_what_cannot_be_used_to_sign_in_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("SUxxxx")
    for sign_in, said in (
        (SignIn(tmp_path / "none"), "cannot read the nkey seed .*/none"),
        (SignIn(wrong), "wrong holds no nkey seed"),
        (SignIn(None, wrong), "wrong as certificates"),
    ):
        with pytest.raises(CannotSignIn, match=said):
            await connect("nats://127.0.0.1:1", "grading", sign_in)


async def test_streams_are_read_through_a_websocket_behind_a_path(
    plain: KnownNats, plain_port: int
) -> None:
    grading = await plain.connect("grading")
    for number in range(2_000):
        headers = {"ce-position": str(number + 1), "ce-id": f"e{number}"}
        await grading.publish("gradetrail.grading.p00.s:c:o.X", b"x" * 500, headers=headers)
    await grading.flush()
    url = f"ws://127.0.0.1:{plain_port}/nats"
    projections = await connect(url, "projections", plain.sign_in("projections"))
    pull = await Pull.from_position(projections, "GRADING", 0)
    read: list[str] = []
    while len(read) < 2_000:
        read += [one.headers["ce-id"] for one in await pull.next_batch()]
    assert read == [f"e{number}" for number in range(2_000)]
    await pull.close()
    await projections.close()
    await grading.close()


async def test_a_service_answers_https(
    postgres: str, nats_server: KnownNats, files: Certificates
) -> None:
    settings = {"http_cert_file": files.certificate, "http_key_file": files.key}
    context = ssl.create_default_context(cafile=str(files.ca))
    async with serving(toy, postgres, nats_server.url, verify=context, **settings) as service:
        address = f"127.0.0.1:{service.settings.http_port}"
        async with httpx2.AsyncClient(verify=context) as http:
            assert json.loads((await http.get(f"https://{address}/readyz")).content)["ready"]
        async with httpx2.AsyncClient() as http:
            with pytest.raises(httpx2.RemoteProtocolError):
                await http.get(f"http://{address}/readyz")


async def test_what_a_database_url_says_of_tls_is_asked_of_the_server(postgres: str) -> None:
    """libpq reads it; the PostgreSQL of the tests offers none, and is not spoken to then."""
    with pytest.raises(psycopg.OperationalError, match="SSL"):
        await psycopg.AsyncConnection.connect(f"{postgres}?sslmode=require")


async def _quiet(_: Exception) -> None:
    """The tests look at what comes of it."""
