"""Settings come from variables, else from files with secrets; what is missing is named."""

from pathlib import Path

import pytest

from services.runtime.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GRADING_{name.upper()}", raising=False)


def test_a_variable_goes_before_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "grading_database_url").write_text("postgresql://from-a-file\n")
    (tmp_path / "grading_http_port").write_text("8000")
    monkeypatch.setenv("GRADING_HTTP_PORT", "9999")
    found = read_settings(Settings, "grading", tmp_path)
    assert (found.database_url, found.http_port) == ("postgresql://from-a-file", 9999)
    assert "from-a-file" not in repr(found)


def test_what_is_missing_or_wrong_is_said_without_what_is_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADING_DATABASE_URL", "postgresql://grading:secret@here/grading")
    monkeypatch.setenv("GRADING_PATIENCE_S", "a while")
    with pytest.raises(SystemExit) as ended:
        read_settings(Settings, "grading", tmp_path / "none")
    told = str(ended.value)
    assert "GRADING_HTTP_PORT: Field required (the port to listen on)" in told
    assert "GRADING_PATIENCE_S: Input should be a valid number" in told
    assert "secret" not in told
