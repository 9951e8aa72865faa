"""Real engines for tests: the official images, by testcontainers. Ports are on loopback alone."""

import shutil

import psycopg
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from infra.answering import answers
from infra.ports import free_ports
from tests.support.engines import fresh_room, wait_until

# The images that infra/compose.yaml names.
NATS, POSTGRES = "nats:2.15.1-alpine", "postgres:18.6"
READY_WITHIN_S = 60

# What Ryuk would clear away is removed here, also after a test that failed.
testcontainers_config.ryuk_disabled = True


class _Container:
    """A container whose ports stay the same when it is started again."""

    def __init__(self, image: str, ports: dict[int, int]) -> None:
        self.docker = DockerContainer(image)
        self.docker.ports = {inside: ("127.0.0.1", outside) for inside, outside in ports.items()}

    def start(self) -> None:
        """Start it, or start it again."""
        if self.docker._container is None:
            self.docker.start()
        else:
            self.docker.get_wrapped_container().start()
        wait_until(self.ready, f"{self.docker.image} ready", within_s=READY_WITHIN_S)

    def ready(self) -> bool:
        raise NotImplementedError

    def kill(self) -> None:
        self.docker.get_wrapped_container().kill()
        self.docker.get_wrapped_container().wait()

    def stop(self) -> None:
        self.docker.get_wrapped_container().stop()

    def remove(self) -> None:
        self.docker.stop()


class NatsContainer(_Container):
    def __init__(self) -> None:
        port, monitor_port = free_ports(2)
        super().__init__(NATS, {4222: port, 8222: monitor_port})
        self.url, self.monitor_url = f"nats://127.0.0.1:{port}", f"http://127.0.0.1:{monitor_port}"
        self._room = fresh_room()
        config = self._room / "nats-server.conf"
        config.write_text(
            "listen: 0.0.0.0:4222\nhttp: 0.0.0.0:8222\nmax_payload: 8388608\n"
            "jetstream { store_dir: /data, sync_interval: always }\n"
        )
        self.docker.with_volume_mapping(str(config), "/etc/nats/nats-server.conf")

    def ready(self) -> bool:
        return answers(f"{self.monitor_url}/healthz", within_s=1)

    def remove(self) -> None:
        super().remove()
        shutil.rmtree(self._room)


class PostgresContainer(_Container):
    def __init__(self) -> None:
        (self.port,) = free_ports(1)
        super().__init__(POSTGRES, {5432: self.port})
        self.docker.with_env("POSTGRES_PASSWORD", "tests-only")

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://postgres:tests-only@127.0.0.1:{self.port}/{database}"

    def ready(self) -> bool:
        try:
            psycopg.connect(self.dsn(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class Containers:
    """The engines as containers."""

    nats = NatsContainer
    postgres = PostgresContainer
