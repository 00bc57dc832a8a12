"""Promise: `pilcrow watch` rebuilds the open page at every edit and reloads it at its place; an
error appears in the page; nobody else reads it.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pilcrow.cli.watch import BuildState, counts, edits, script_string, serve, with_script
from pilcrow.model.problems import Problems

PLACE = "[...document.querySelectorAll('main h3[data-number]')].at(-1).getBoundingClientRect().top"


@contextmanager
def watching(project: Path) -> Iterator[str]:
    """`pilcrow watch` in a project; its address."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "PILCROW"))
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "pilcrow", "watch", "--port", "0"],
        cwd=project,
        env={**kept, "PYTHONPATH": os.fspath(project / "workflow"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        assert running.stdout is not None
        found = re.search(r"http://localhost:\d+/", running.stdout.readline())
        assert found
        yield found[0]
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)


def test_an_edit_reloads_the_page_at_its_place_and_an_error_appears_in_it(
    chromium: Any, project: Path, pictures: Path
) -> None:
    prose = sorted(project.glob("report/sections/*.qmd"))[-1]
    before = prose.read_text(encoding="utf-8")
    page = chromium.new_page()
    page.set_default_timeout(90_000)
    with watching(project) as address:
        page.goto(address)
        page.locator(
            "main h2"
        ).first.wait_for()  # the first build is done, and the page has come by itself
        page.wait_for_load_state()
        page.wait_for_timeout(200)
        page.evaluate(
            "[...document.querySelectorAll('main h3[data-number]')].at(-1).scrollIntoView()"
        )
        place = page.evaluate(PLACE)
        assert page.evaluate("scrollY") > 1000

        first = sorted(project.glob("report/sections/*.qmd"))[0]
        opening = first.read_text(encoding="utf-8")
        first.write_text(
            f"{opening}\n\nA sentence that was written while watching.\n", encoding="utf-8"
        )
        page.get_by_text("A sentence that was written while watching.").wait_for()
        page.wait_for_load_state()
        page.wait_for_timeout(200)
        assert abs(page.evaluate(PLACE) - place) < 40, (
            "the reader's place is kept, though the text above it grew"
        )

        prose.write_text(
            f"{before}\n\nThis is nowhere [@lavrov-truss-2022, para. 99].\n", encoding="utf-8"
        )
        panel = page.get_by_role("alert")
        panel.wait_for()
        assert "99" in panel.inner_text() and prose.name in panel.inner_text()
        assert page.get_by_text("A sentence that was written while watching.").count() == 1, (
            "the page from before the error stays"
        )
        page.screenshot(path=pictures / "watch-error.png")
        page.reload()
        panel.wait_for()
        assert "99" in panel.inner_text(), "who opens the page now is told too"

        prose.write_text(before, encoding="utf-8")
        panel.wait_for(state="detached")
        page.get_by_text("A sentence that was written while watching.").wait_for()
        port = int(address.rsplit(":", 1)[1].strip("/"))
        for host, status in (
            (f"localhost:{port}", 200),
            (f"127.0.0.1:{port}", 200),
            (f"evil.example:{port}", 403),
            ("evil.example", 403),
        ):
            for method in ("GET", "HEAD"):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request(method, "/paragraphs.json", headers={"Host": host})
                assert connection.getresponse().status == status, (method, host)
                connection.close()
    assert (project / "results/report.html").read_text(encoding="utf-8").count(
        "pilcrow-watch"
    ) == 0, "the file stays as built"
    page.close()


def test_only_this_machine_can_read_it_and_a_port_that_is_taken_is_a_sentence(
    tmp_path: Path,
) -> None:
    server = serve(tmp_path, BuildState(), 0)
    try:
        assert server.server_address[0] == "127.0.0.1"
        with pytest.raises(Problems, match=r"Port \d+ is taken"):
            serve(tmp_path, BuildState(), int(server.server_address[1]))
    finally:
        server.shutdown()
        server.server_close()


def test_a_failed_build_leaves_the_page_before() -> None:
    state = BuildState()
    state.set("", "<body>One.</body>")
    state.set("What </script> is wrong.", "")
    sent = with_script(state)
    assert "One." in sent and "What \\u003c/script> is wrong." in sent
    assert state.wait(0, 0) == {"number": 2, "error": "What </script> is wrong."}
    assert script_string("</script>") == '"\\u003c/script>"'


def status(port: int, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": f"localhost:{port}", **sent})
        answer = connection.getresponse()
        if answer.status == 200:
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        return answer.status
    finally:
        connection.close()


def test_a_page_of_another_origin_reads_nothing(tmp_path: Path) -> None:
    """Promise: the corpus is not readable across origins while `watch` runs, by a script tag or in
    any other way.
    """
    shard = tmp_path / "results/documents/search/batch-00.js"
    shard.parent.mkdir(parents=True)
    shard.write_text('shard("the corpus")', encoding="utf-8")
    server = serve(tmp_path, BuildState(), 0)
    port, path = int(server.server_address[1]), "/documents/search/batch-00.js"
    try:
        for site in ("cross-site", "same-site"):
            foreign = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": "no-cors"}
            assert status(port, path, **foreign, Sec_Fetch_Dest="script") == 403
            assert status(port, "/", **foreign, Sec_Fetch_Dest="iframe") == 403
            framed = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": "navigate"}
            assert status(port, "/", **framed, Sec_Fetch_Dest="iframe") == 403
            assert status(port, "/", **framed, Sec_Fetch_Dest="document") == 200
        for origin in (
            "https://example.org",
            "http://localhost",
            "null",
            f"https://localhost:{port}",
        ):
            assert status(port, path, Origin=origin) == 403
            assert status(port, "/state?after=-2", Origin=origin) == 403
        assert status(port, path, Origin=f"http://localhost:{port}") == 200
        assert status(port, path, Sec_Fetch_Site="same-origin") == 200
        assert status(port, path) == 200
    finally:
        server.shutdown()
        server.server_close()


def test_a_browser_that_goes_away_is_not_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Promise: no tracebacks when the page reloads."""
    server = serve(tmp_path, BuildState(), 0)
    try:
        for trouble in (BrokenPipeError(32, "Broken pipe"), ConnectionResetError(104, "reset")):
            try:
                raise trouble
            except OSError:
                server.handle_error(None, None)
        assert capsys.readouterr().err == ""
        try:
            raise ValueError("odd")
        except ValueError:
            server.handle_error(None, None)
        assert capsys.readouterr().err == "A request failed: odd.\n"
    finally:
        server.shutdown()
        server.server_close()


def test_what_editors_leave_behind_is_not_an_edit(tmp_path: Path) -> None:
    (tmp_path / "report/index_files").mkdir(parents=True)
    (tmp_path / "report/index.qmd").write_text("One.", encoding="utf-8")
    for name in (".index.qmd.swp", "index.qmd~", ".#index.qmd", "index.html", "index_files/a.css"):
        assert not counts(tmp_path, tmp_path / "report" / name), name
    for name in ("report/index.qmd", "report/other.html", "Snakefile", "coding/hand/anna/a.csv"):
        assert counts(tmp_path, tmp_path / name), name
    assert not counts(tmp_path, tmp_path / "workflow/pilcrow/__pycache__/a.cpython-311.pyc")


def test_edits_are_seen_also_while_the_last_one_is_built(tmp_path: Path) -> None:
    text = tmp_path / "report/index.qmd"
    text.parent.mkdir()
    stop = threading.Event()
    seen = edits(tmp_path, stop)
    next(seen)  # the watcher listens
    text.write_text("One.", encoding="utf-8")  # while the receiver has not come back
    next(seen)
    (tmp_path / "edition").mkdir()
    next(seen)  # a watched folder has appeared
    (tmp_path / "edition/a.corrections.csv").write_text("x", encoding="utf-8")
    next(seen)
    stop.set()
    assert list(seen) == []
