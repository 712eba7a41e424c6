"""Running the notebooks from a clean kernel, and writing them as they are kept.

`python -m tests.docs.notebooks`, in the project's folder, runs all of them (or those named) and writes their outputs.
"""

from __future__ import annotations

import re
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 300  # for a cell: the first may have to compile the engine, on a busy machine
SECONDS_BEHIND = 60  # that a cell's output may come after the cell has ended
COMPILING = "Compiling the simulation engine."
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PICTURE = "image/png"
COLOURS = 64  # of a picture as it is kept, chosen so that none that there is little of is lost: a third of its size


class ThisPython(AsyncKernelManager):
    """Kernels are this interpreter, whatever kernels the computer has. They say nothing of their own."""

    @property
    def kernel_spec(self) -> KernelSpec:
        quiet = "--IPKernelApp.log_level=ERROR"
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", quiet]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def executed(file: Path, and_then: Sequence[str] = ()) -> Any:
    """A notebook run from its first cell to its last in a clean kernel, and then some code of a test.

    Raises `CellExecutionError` if a cell does.
    """
    notebook = nbformat.read(file, as_version=4)
    kept = len(notebook.cells)
    notebook.cells += [nbformat.v4.new_code_cell(code) for code in and_then]
    where = {"metadata": {"path": str(file.parent)}}
    NotebookClient(
        notebook, kernel_manager_class=ThisPython, resources=where,
        timeout=SECONDS, startup_timeout=SECONDS, iopub_timeout=SECONDS_BEHIND,
    ).execute()  # fmt: skip
    notebook.cells = notebook.cells[:kept]
    return as_kept(notebook)


def as_kept(notebook: Any) -> Any:
    """Without what differs from run to run: times, ids, and that the engine is compiled first."""
    notebook.metadata = nbformat.from_dict(METADATA)
    count = 0
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [shown for shown in cell.outputs if not shown.get("text", "").startswith(COMPILING)]
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
                if PICTURE in output.get("data", {}):
                    output.data[PICTURE] = smaller(output.data[PICTURE])
    return notebook


def smaller(picture: str) -> str:
    """A PNG, in base 64, with few colours. One that has few already is left alone."""
    drawn, image = BytesIO(), Image.open(BytesIO(b64decode(picture)))
    if image.mode == "P":
        return picture
    image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(drawn, "png", optimize=True)
    return b64encode(drawn.getvalue()).decode()


def words(notebook: Any) -> list[str]:
    """What the outputs of each cell say, in plain text; the alternative text of a picture is left out."""
    texts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = output.get("text") or ("" if PICTURE in data else data.get("text/markdown") or data["text/plain"])
            texts.append(re.sub(r"\s+", " ", text).strip())
    return texts


def write(notebook: Any, file: Path) -> None:
    file.write_text(nbformat.writes(notebook, version=4).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    for named in [Path(name).resolve() for name in sys.argv[1:]] or NOTEBOOKS:
        write(executed(named), named)
        print(named.name)
