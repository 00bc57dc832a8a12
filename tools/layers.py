"""The contract of import-linter that keeps the layers (docs/architecture.md)."""

from pathlib import Path
from typing import Any

from importlinter.contracts.layers import LayersContract

WORKFLOW = Path(__file__).resolve().parents[1] / "workflow"


class Layers(LayersContract):
    """Layers of modules, from higher to lower.

    "stages" stands for each module that has a rule of its name: nobody lists them twice.
    """

    def __init__(self, contract_options: dict[str, Any], **more: Any) -> None:
        stages = {path.stem for path in (WORKFLOW / "pilcrow").glob("*.py")}
        stages &= {path.stem for path in (WORKFLOW / "rules").glob("*.smk")}
        listed = " | ".join(sorted(stages))
        layers = [listed if layer == "stages" else layer for layer in contract_options["layers"]]
        super().__init__(contract_options={**contract_options, "layers": layers}, **more)
