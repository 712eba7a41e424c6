"""Nothing partial is left behind, and nothing of anybody else's is touched."""

import errno
import json
from pathlib import Path

import pytest

from fssim.errors import OutputError
from fssim.files.atomic_write import explained
from fssim.runs.folder.run_folder import MANIFEST, output_folder


def write(folder: Path, **texts: str) -> None:
    """Write files and the manifest that lists them."""
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / MANIFEST).write_text(json.dumps({"files": [MANIFEST, *texts]}))


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir() if file.name != MANIFEST}


def test_files_appear_when_all_is_done(tmp_path: Path) -> None:
    out = tmp_path / "made" / "on the way"
    with output_folder(out, 0) as partial:
        write(partial, data="1", picture="2")
        assert contents(partial) == {"data": "1", "picture": "2"}
        assert not (out / "data").exists()
    assert contents(out) == {"data": "1", "picture": "2"}
    assert (out / MANIFEST).exists()


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), output_folder(tmp_path / "a" / "b", 0) as partial:
        write(partial / "not made", data="1")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_an_earlier_run_whole(tmp_path: Path) -> None:
    with output_folder(tmp_path, 0) as partial:
        write(partial, data="earlier")
    with pytest.raises(FileNotFoundError), output_folder(tmp_path, 0) as partial:
        write(partial / "not made", data="later")
    assert contents(tmp_path) == {"data": "earlier"}
    assert (tmp_path / MANIFEST).exists()


def test_a_later_run_replaces_an_earlier_one_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    for texts in ({"data": "1", "log": "1"}, {"data": "2"}):
        with output_folder(tmp_path, 0) as partial:
            write(partial, **texts)
    assert contents(tmp_path) == {"data": "2", "notes": "mine"}


@pytest.mark.parametrize(
    "manifest", ['{"files": ["../kept", "/etc/hostname"]}', '{"files": 7}', "[]", "not json", "{}"]
)
def test_a_manifest_removes_nothing_outside_its_folder(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "kept").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / MANIFEST).write_text(manifest)
    with output_folder(out, 0) as partial:
        write(partial, data="1")
    assert (tmp_path / "kept").exists()
    assert contents(out) == {"data": "1"}


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    for path in (tmp_path / "out", tmp_path / "out" / "below"):
        with pytest.raises(OutputError, match=r"out: is a file, not a folder"), output_folder(path, 0):
            pytest.fail("it was let through")


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs a folder that nobody may write to")
def test_an_unwritable_folder() -> None:
    with pytest.raises(OutputError, match="/proc/out: cannot write"), output_folder(Path("/proc/out"), 0):
        pytest.fail("it was let through")


def test_a_disk_without_room(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="MB free, and this run may need 1000000000000 MB"):  # noqa: SIM117
        with output_folder(tmp_path / "out", 10**18):
            pytest.fail("it was let through")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_put_in_place(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(OutputError, match="cannot write results here"), output_folder(tmp_path, 0) as partial:
        write(partial, data="1")
    assert [file.name for file in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("names", [["data"], ["data", "picture"], [MANIFEST]])
def test_files_of_somebodys_own_are_not_replaced(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("mine")
    are = "is" if len(names) == 1 else "are"
    with pytest.raises(OutputError, match=f"{', '.join(names)} {are} there already"):  # noqa: SIM117
        with output_folder(tmp_path, 0, ["data", "picture", MANIFEST]):
            pytest.fail("it was let through")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == dict.fromkeys(names, "mine")


def test_files_of_an_earlier_run_are_replaced_by_name(tmp_path: Path) -> None:
    for text in ("earlier", "later"):
        with output_folder(tmp_path, 0, ["data", MANIFEST]) as partial:
            write(partial, data=text)
    assert contents(tmp_path) == {"data": "later"}


def test_room_is_asked_for_only_when_there_is_none() -> None:
    assert "make room" in str(explained(OSError(errno.ENOSPC, "full"), "out"))
    assert "make room" not in str(explained(OSError(errno.EACCES, "denied"), "out"))
