"""Promise: a declared comparison of words is a key of the configuration like any other: it reruns
what prints it, and batches do not matter.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from test_corpus import make
from throwaway import append, snakemake

from pilcrow.tables.tables import read_table

DECLARED = """
keyness:
  column: document
  target: [synthetic-000, synthetic-001]
  reference: synthetic-002
  comparable: Synthetic texts of one maker.
"""


@pytest.mark.slow
def test_words_are_compared_where_that_is_declared(tmp_path: Path) -> None:
    project = make(tmp_path / "corpus", 3, 2)
    assert snakemake(project, "tables").status == 0
    assert not (project / "results/tabulate/keyness.csv").exists()
    append("config/config.yaml", DECLARED)(project)
    built = snakemake(project, "tables")
    assert built.stages == ["count", "tabulate"]
    table = (project / "results/tabulate/keyness.csv").read_text(encoding="utf-8")
    rows = {row["word"]: row for row in read_table(project / "results/tabulate", "keyness")}
    assert set(rows) == {
        "we",
        "came",
        "for",
        "a",
        "dialogue",
        "about",
        "sanctions",
        "shall",
        "cooperate",
    }
    # The documents are alike, and the target has two of them: every word twice as often in twice as
    # many words.
    assert {
        (row["log_ratio"], row["of_words_target"], row["of_words_reference"])
        for row in rows.values()
    } == {(0.0, 20, 10)}
    assert (
        rows["we"]["frequency_target"],
        rows["we"]["frequency_reference"],
        rows["we"]["dp_target"],
    ) == (4, 2, 0.0)
    config = project / "config/config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace(
            "documents_per_batch_from: 2", "documents_per_batch_from: 20"
        )
    )
    assert snakemake(project, "tables").status == 0
    assert (project / "results/tabulate/keyness.csv").read_text(encoding="utf-8") == table
    config.write_text(config.read_text(encoding="utf-8").replace("synthetic-002", "synthetic-00x"))
    refused = snakemake(project, "tables")
    assert refused.status
    assert 'There is no document "synthetic-00x". Did you mean "synthetic-00' in refused.said
