"""How secrets are made, and how they reach programs that read the environment only."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

DOCKER = Path(__file__).resolve().parents[2] / "docker"


@pytest.fixture
def make_secrets(tmp_path: Path) -> Path:
    """A copy of the script, which writes beside itself."""
    return Path(shutil.copy(DOCKER / "make-secrets", tmp_path))


def enter(directory: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the web's entrypoint with `env` as its command."""
    places = {"STORAGE_DIR": str(directory / "storage"), "TMPDIR": str(directory / "tmp"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [DOCKER / "web" / "entrypoint", "env"], env=places | variables, capture_output=True, text=True, check=False
    )


def test_exactly_the_secrets_that_compose_mounts_are_made(make_secrets: Path) -> None:
    subprocess.run([make_secrets], check=True, capture_output=True)
    made = {path.name for path in (make_secrets.parent / "secrets").iterdir()}
    assert made == set(yaml.safe_load((DOCKER / "compose.yaml").read_text())["secrets"])


def test_secrets_differ_and_only_their_owner_gets_at_them(make_secrets: Path) -> None:
    subprocess.run([make_secrets], check=True, capture_output=True, umask=0o077)
    directory = make_secrets.parent / "secrets"
    assert directory.stat().st_mode & 0o777 == 0o700
    assert (directory / "smtp_url").read_text() == "" and (directory / "smtp_url").stat().st_mode & 0o777 == 0o644
    made = [path for path in directory.iterdir() if path.name != "smtp_url"]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o444}
    values = [path.read_text() for path in made]
    assert len(set(values)) == len(values)
    assert {len(value) for value in values} == {64}


def test_a_second_run_keeps_every_secret(make_secrets: Path) -> None:
    subprocess.run([make_secrets], check=True, capture_output=True)
    (make_secrets.parent / "secrets" / "smtp_url").write_text("smtp://post.school.example")
    before = {path.name: path.read_text() for path in (make_secrets.parent / "secrets").iterdir()}
    subprocess.run([make_secrets], check=True, capture_output=True)
    assert {path.name: path.read_text() for path in (make_secrets.parent / "secrets").iterdir()} == before


def test_a_secret_file_becomes_the_variable_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a b'c\"$d`e`%\n")
    result = enter(tmp_path, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert "SECRET_KEY=a b'c\"$d`e`%" in result.stdout.splitlines()
    assert (tmp_path / "tmp").is_dir()


@pytest.mark.parametrize("content", [None, ""])
def test_a_missing_or_empty_secret_is_one_sentence_and_a_failure(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "key").write_text(content)
    result = enter(tmp_path, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert result.returncode == 1
    assert result.stderr.startswith("Error: SECRET_KEY_FILE names")
    assert result.stderr.count("\n") == 1


def test_without_an_address_for_mail_the_others_need_none(tmp_path: Path) -> None:
    (tmp_path / "smtp_url").write_text("")
    result = enter(tmp_path, SMTP_URL_FILE=str(tmp_path / "smtp_url"))
    assert result.returncode == 0
    assert not [line for line in result.stdout.splitlines() if line.startswith("SMTP_URL=")]
