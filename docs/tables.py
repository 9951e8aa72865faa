"""The tables in docs/operator.md that repeat the code: ``python -m docs.tables [--check]``.

A table stands under the comment ``<!-- table: name -->`` and ends with the first empty line.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pydantic.fields import FieldInfo

from infra.migrate import Settings as MigrateSettings
from services.projections.metrics import ProjectionMetrics
from services.runtime.desk_metrics import DeskMetrics
from services.runtime.metrics import Metrics, ServiceMetrics
from services.runtime.settings import FromEnvironment, Settings
from ticker.main import Settings as TickerSettings
from ticker.metrics import TickerMetrics

DOCS = Path(__file__).parent
INFRA, OPERATOR = DOCS.parent / "infra", DOCS / "operator.md"
Tables = Mapping[str, Callable[[], str]]

ENVIRONMENT = {
    "GRADETRAIL_ADDRESSES": "where the commands find a stack: the URL of a gateway, what"
    " `gradetrail up --json` prints, or a file with that",
    "GRADETRAIL_KEY": "the API key that commands show to the services",
    "GRADETRAIL_KEY_FILE": "a file with it",
    "GRADETRAIL_APP": "the app as which the commands publish, by its name in the access file",
    "GRADETRAIL_NATS_SEED_FILE": "file with the seed of that app's nkey",
    "GRADETRAIL_NATS_CA_FILE": "certificates (PEM) of who vouches for the NATS server",
    "GRADETRAIL_OPERATOR_SEED_FILE": "file with the seed of the operator's nkey, for `doctor`",
    "GRADETRAIL_TRACEBACK": "set: a command that fails shows where in our code",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "where [traces](#traces) go, OTLP over HTTP; none: no traces."
    " Like all `OTEL_…` named as OpenTelemetry does",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "the same for traces alone",
    "GRADETRAIL_TAG_BEFORE": "which image ran before the last upgrade, which notes it in `.env`",
    "COMPOSE_FILE": "of Compose itself: the files of the deployment that is upgraded",
    "LC_ALL": "before `LC_MESSAGES` and `LANG`: the language in which commands answer; `zh…` is"
    " Chinese, all else English",
    "LC_MESSAGES": "as above",
    "LANG": "as above",
    "XDG_RUNTIME_DIR": "where the stack that was started last is noted",
    "FORWARDED_ALLOW_IPS": "of uvicorn: the gateway's address, whose `X-Forwarded-For` is believed"
    " where attempts to sign in are counted; `*`: anybody's, where only a gateway gets there",
    "POSTGRES_ENABLE_DB_FUNCTIONS": "of the event store; must be off, a service refuses to start"
    " with it",
}
"""Every variable that our code reads and that is no service's setting."""

COMPOSE = {
    "GRADETRAIL_TAG": "which image of ours runs",
    "GRADETRAIL_BIND": "the interface of this machine on which the gateway listens",
    "GRADETRAIL_PORT": "its port there",
    "GRADETRAIL_SITE": "what the gateway serves: a port, or `https://` and a name",
    "GRADETRAIL_TLS": "its certificate: `auto` (by ACME, where the site is `https://`), `internal`"
    " (Caddy's own authority), `files`",
    "GRADETRAIL_TLS_PORT": "with TLS, the gateway's port for HTTPS; the other one leads there",
    "GRADETRAIL_CERTIFICATES": "with TLS from `files`, the folder of `certificate.pem`, `key.pem`",
    "GRADETRAIL_PUBLIC_URL": "where people find the pages, for links and signing in",
    "GRADETRAIL_PROMETHEUS_PORT": "where Prometheus listens, on 127.0.0.1",
    "GRADETRAIL_GRAFANA_PORT": "where Grafana listens, on 127.0.0.1",
    "NATS_MAX_FILE_STORE": "what all streams together may take on disk",
    "NATS_IMAGE": "the image of NATS, like the others for a registry of your own",
    "POSTGRES_IMAGE": "the image of PostgreSQL",
    "CADDY_IMAGE": "the image of the gateway",
    "PROMETHEUS_IMAGE": "the image of Prometheus",
    "GRAFANA_IMAGE": "the image of Grafana",
}
"""Every variable that a compose file asks for."""


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([*row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def filled(page: str, tables: Tables) -> str:
    """The page with its tables as they should be."""

    def put(found: re.Match[str]) -> str:
        return f"{found[1]}\n{tables[found[2]]()}"

    return re.sub(r"(<!-- table: (\w+) -->\n)(?:\n(?:\|.*\n)+)?", put, page)


def settings_of(kind: type[FromEnvironment], prefix: str = "") -> str:
    """What may be set, its default, and what it is."""
    rows = [
        (f"`{prefix}{name.upper()}`", _default(field), field.description or "")
        for name, field in kind.model_fields.items()
    ]
    return table(("setting", "default", "what it is"), rows)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "to be set"
    return "none" if field.default is None else f"`{field.default}`"


def environment() -> str:
    """The variables that are no service's settings."""
    return table(("variable", "what it is"), [(f"`{n}`", t) for n, t in ENVIRONMENT.items()])


def metrics_of(kind: type[Metrics]) -> str:
    """The metrics of a process, as Prometheus names them."""
    base = set() if kind in (ServiceMetrics, TickerMetrics) else set(_metrics(ServiceMetrics))
    rows = [(f"`{name}`", *told) for name, told in _metrics(kind).items() if name not in base]
    return table(("metric", "kind", "what it is"), rows)


def _metrics(kind: type[Metrics]) -> dict[str, tuple[str, str]]:
    suffix = {"counter": "_total", "info": "_info"}
    return {
        one.name + suffix.get(one.type, ""): (one.type, one.documentation)
        for one in kind().registry.collect()
        if one.name.startswith("gradetrail_")
    }


def compose() -> str:
    """The variables of the compose files, with the defaults that stand there."""
    text = "".join(file.read_text("utf-8") for file in sorted(INFRA.glob("compose*.yaml")))
    defaults = dict(re.findall(r"\$\{([A-Z_]+):?-([^}]*)\}", text))
    rows = [
        (f"`{name}`", f"`{default}`" if (default := defaults.get(name)) else "none", told)
        for name, told in COMPOSE.items()
    ]
    return table(("variable", "default", "what it is"), rows)


TABLES: Tables = {
    "settings": lambda: settings_of(Settings),
    "ticker": lambda: settings_of(TickerSettings, "TICKER_"),
    "migrate": lambda: settings_of(MigrateSettings, "MIGRATE_"),
    "environment": environment,
    "compose": compose,
    "metrics": lambda: metrics_of(ServiceMetrics),
    "metrics_deciding": lambda: metrics_of(DeskMetrics),
    "metrics_projections": lambda: metrics_of(ProjectionMetrics),
    "metrics_ticker": lambda: metrics_of(TickerMetrics),
}


def main() -> None:
    """Write the tables; with ``--check`` only look, and exit 1 if the page is not up to date."""
    page = OPERATOR.read_text("utf-8")
    wanted = filled(page, TABLES)
    if "--check" not in sys.argv[1:]:
        OPERATOR.write_text(wanted, encoding="utf-8")
    elif page != wanted:
        sys.exit(f"{OPERATOR} is out of date: python -m docs.tables")


if __name__ == "__main__":
    main()
