"""What `make test-docker` says where it cannot try anything. That it can is seen by running it."""

import os
from pathlib import Path

import pytest

from tests.containers import bases, private
from tests.containers.__main__ import main
from tests.debian import Unavailable


def test_without_an_engine_and_without_root_it_says_why_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main([]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: Docker's engine does not answer here") and "Run this as root." in said


def test_a_release_that_nobody_has_tried_is_refused_with_those_that_are_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["sid"]) == 2
    assert "trixie and bookworm, and not on sid" in capsys.readouterr().err


def test_two_runs_cannot_have_the_engine_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(private, "PLACE", tmp_path)
    with private.alone(), pytest.raises(Unavailable, match="Another run"), private.alone():
        pass
    with private.alone():
        assert (tmp_path / "lock").exists()


def test_a_base_that_is_made_here_asks_for_packages_where_this_machine_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.school.example/simple")
    monkeypatch.setenv("PIP_CERT", "/somewhere/here.pem")
    monkeypatch.setenv("PIP_FIND_LINKS", "/only/here")
    (tmp_path / "etc").mkdir()
    bases.write_pip_settings(tmp_path)
    written = (tmp_path / "etc" / "pip.conf").read_text()
    assert "index-url = https://packages.school.example/simple\n" in written
    assert f"cert = {bases.BUNDLE}\n" in written and "only/here" not in written and "somewhere" not in written
