"""Measure what the shipped project costs, as ratios within one run.

    python benchmarks/build.py [--times 5]

Measured are a build with nothing to do, a build from nothing, and each stage alone. A build with
nothing to do is compared with `snakemake --version` and with a bare Snakefile of five rules, which
was built before and runs in turn with it. The least of several times counts, because other work may
share the machine. The times of the stages are those of one build.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pilcrow.build.verify import last_build

REPOSITORY = Path(__file__).resolve().parents[1]
PARTS = ("Snakefile", "config", "raw", "edition", "coding", "report", "workflow", "profiles")
BARE = "".join(
    f'rule step{number}:\n    input: "{number - 1}.txt"\n    output: "{number}.txt"\n    shell: "cp'
    ' {input} {output}"\n'
    for number in range(5, 0, -1)
)


def run(folder: Path, *arguments: str) -> tuple[float, float]:
    """Seconds of the wall, and of processors, of snakemake in a folder."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    }
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "snakemake", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"snakemake {' '.join(arguments)} failed in {folder}.")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        bare, project = Path(temporary) / "bare", Path(temporary) / "project"
        bare.mkdir()
        project.mkdir()
        (bare / "Snakefile").write_text(BARE, encoding="utf-8")
        (bare / "0.txt").touch()
        # The same settings: without them a bare Snakefile waits a second at its end for a timer.
        shutil.copytree(REPOSITORY / "profiles", bare / "profiles")
        for part in PARTS:
            source = REPOSITORY / part
            if source.is_dir():
                shutil.copytree(
                    source, project / part, ignore=shutil.ignore_patterns("__pycache__", ".*")
                )
            elif source.is_file():
                shutil.copy2(source, project / part)
        run(bare)
        run(project)
        shutil.rmtree(project / "results")
        shutil.rmtree(project / ".snakemake")
        clean, processors = run(project)
        stages = last_build(project)
        measured: dict[str, list[tuple[float, float]]] = {
            "--version": [],
            "bare": [],
            "nothing to do": [],
        }
        for _ in range(options.times):
            measured["--version"].append(run(bare, "--version"))
            measured["bare"].append(run(bare))
            measured["nothing to do"].append(run(project))
    least = {
        name: (min(wall for wall, _ in each), min(cpu for _, cpu in each))
        for name, each in measured.items()
    }
    for name, (wall, cpu) in least.items():
        print(
            f"{name:<14} {wall:6.2f} s  {cpu:6.2f} s of processors  "
            f" {cpu / least['--version'][1]:5.2f} x --version   {cpu / least['bare'][1]:5.2f} x"
            " bare"
        )
    print(f"{'from nothing':<14} {clean:6.2f} s  {processors:6.2f} s of processors")
    first = stages[0].finished if stages else 0.0
    for job in stages:
        print(f"  {job.job:<30} done {job.finished - first:6.2f} s after the first")


if __name__ == "__main__":
    main()
