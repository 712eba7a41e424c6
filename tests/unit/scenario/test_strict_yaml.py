"""Reading YAML strictly: what is refused, on which line, and what the message says to write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from fssim.scenario.reading import strict_yaml
from fssim.scenario.reading.file_text import MOST_BYTES
from fssim.scenario.reading.plain_scalars import plain_value
from fssim.scenario.reading.strict_yaml import plain_values, read


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML has a fast parser, which is not everywhere; both must give the same."""
    if not hasattr(yaml, request.param):
        pytest.skip("not in this PyYAML")
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, request.param))


def reading(tmp_path: Path, text: str | bytes) -> tuple[object, list[tuple[int, str, str]]]:
    file = tmp_path / "file.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    node, problems = read(file)
    values = plain_values(node) if node is not None else None
    return values, [(problem.line, problem.field, problem.message) for problem in problems]


def the_problem(tmp_path: Path, text: str | bytes) -> tuple[int, str, str]:
    _, problems = reading(tmp_path, text)
    assert len(problems) == 1
    return problems[0]


def test_plain_values_have_the_types_both_yaml_versions_give_them(tmp_path: Path) -> None:
    text = 'a: 1\nb: -2.5\nc: text\nd: "1"\ne: true\nf: null\ng: [1, 2]\nh: {i: 2019-04-01}\nj: 1.5e+3\nk: "no"\n1: x\n'
    values, problems = reading(tmp_path, text)
    assert problems == []
    assert values == {
        "a": 1, "b": -2.5, "c": "text", "d": "1", "e": True, "f": None, "g": [1, 2],
        "h": {"i": date(2019, 4, 1)}, "j": 1500.0, "k": "no", "1": "x",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "read_as", "write"),
    [
        ("no", "read as false by YAML 1.1", "write false, or quote it"),
        ("Yes", "read as true by YAML 1.1", "write true, or quote it"),
        ("off", "read as false", "write false"),
        ("y", "read as true", "write true"),
        ("1e3", "text by YAML 1.1 and as the number 1000 by YAML 1.2", "write 1000, or quote it"),
        ("1.5e3", "the number 1500 by YAML 1.2", "write 1500"),
        ("1e300", "the number 1e+300 by YAML 1.2", "without an exponent"),
        ("12:30", "the number 750 by YAML 1.1 (base 60)", "quote it"),
        ("-1:30", "the number -90 by YAML 1.1", "quote it"),
        ("010", "8 by YAML 1.1 (octal) and as 10 by YAML 1.2", "write 10, or quote it"),
        ("09", "text by YAML 1.1 and as 9", "write 9"),
        ("0o17", "the number 15", "write 15"),
        ("0x1F", "the number 31", "write 31"),
        ("0b11", "the number 3", "write 3"),
        ("1_000", "the number 1000 by YAML 1.1", "write 1000"),
        ("1_000.5", "the number 1000.5 by YAML 1.1", "write 1000.5"),
        ("2019-02-30", "is not a valid date", "give one that is, such as 2019-04-01"),
        ("2019-04-01 10:00:00", "a date and time", "the date alone"),
        ("=", "a special value", "quote it"),
    ],
)
def test_a_value_that_readers_disagree_about_is_refused_with_what_to_write(
    tmp_path: Path, words: str, read_as: str, write: str
) -> None:
    line, field, message = the_problem(tmp_path, f"outer:\n  inner: {words}\n")
    assert (line, field) == (2, "outer.inner")
    assert read_as in message
    assert write in message


def test_a_quoted_value_is_text_whatever_it_looks_like() -> None:
    assert plain_value("nothing") == "nothing"
    with pytest.raises(ValueError, match="is empty"):
        plain_value("")


def test_an_empty_value_is_not_taken_for_null(tmp_path: Path) -> None:
    assert the_problem(tmp_path, "a:\nb: 1\n") == (
        1, "a", "is empty; give a value, or write null to remove what is inherited",
    )  # fmt: skip


def test_a_duplicate_key_names_both_lines(tmp_path: Path) -> None:
    line, field, message = the_problem(tmp_path, "a:\n  b: 1\n  c: 2\n  b: 3\n")
    assert (line, field, message) == (4, "a.b", "is said twice, first on line 2; keep one of them")


@pytest.mark.parametrize("key", ["on", "no", "1.5", "true", "2019-04-01", "0x10"])
def test_a_key_that_is_not_read_as_text_must_be_quoted(tmp_path: Path, key: str) -> None:
    line, field, message = the_problem(tmp_path, f"a: 1\n{key}: 2\n")
    assert (line, field) == (2, key)
    assert "quote it" in message
    assert reading(tmp_path, f'a: 1\n"{key}": 2\n') == ({"a": 1, key: 2}, [])


@pytest.mark.parametrize(
    ("text", "line", "essence"),
    [
        ("a: 1\nb:\n\tc: 2\n", 3, "indented with a tab"),
        ('a: 1\nb: "open\nc: 2\n', 4, "begun on line 2"),
        ("a: 1\n  b: 2\n", 2, "is not YAML"),
        ("a: b: c\n", 1, "is not YAML"),
        ("- a\n- b\n", 1, "is not a map"),
        ("text\n", 1, "is not a map"),
        ("", 1, "is empty"),
        ("# only a comment\n", 1, "is empty"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: 1\nb: *nowhere\n", 2, "*nowhere stands for nothing"),
        ("a: 1\nb: &b [*b]\n", 2, "*b stands for nothing finished before it"),
        ("a: 1\n? [b, c]\n: 2\n", 2, "key that is not text"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        ("a: 1\x00\n", 1, "has the control character U+0000"),
    ],
)
def test_what_cannot_be_read_is_an_error_on_its_line(
    tmp_path: Path, text: str | bytes, line: int, essence: str
) -> None:
    findings = the_problem(tmp_path, text)
    assert findings[0] == line
    assert essence in findings[2]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!str", "!own", "!"])
def test_tags_are_refused(tmp_path: Path, tag: str) -> None:
    line, field, message = the_problem(tmp_path, f"a: 1\nb: {tag} text\n")
    assert (line, field) == (2, "b")
    assert f"has the tag {tag}" in message


def test_merge_keys_are_refused_and_nothing_else_seems_wrong(tmp_path: Path) -> None:
    text = "a: &a {x: 1}\nb:\n  <<: *a\n  w: 2\nc:\n  <<: [*a]\n"
    values, problems = reading(tmp_path, text)
    assert values == {"a": {"x": 1}, "b": {"w": 2, "x": 1}, "c": {"x": 1}}
    assert [(line, field) for line, field, _ in problems] == [(3, "b"), (6, "c")]
    assert "<<" in problems[0][2]


@pytest.mark.parametrize(
    ("character", "code"), [("\\e", "001B"), ("\\r", "000D"), ("\\u202e", "202E"), ("\u2066", "2066"), ("\x1b", "001B")]
)
def test_control_characters_are_refused(tmp_path: Path, character: str, code: str) -> None:
    line, _, message = the_problem(tmp_path, f'a: 1\nb: "red {character}[31m"\n')
    assert (line, message) == (2, f"has the control character U+{code}, which is not seen; remove it")


def test_control_characters_in_a_name_are_refused(tmp_path: Path) -> None:
    assert the_problem(tmp_path, '"a\\e": 1\n')[0] == 1


def test_line_breaks_and_tabs_in_a_text_become_spaces(tmp_path: Path) -> None:
    text = 'a: >-\n  one\n\n  two\nb: "x\\ty\\n"\nc: |\n  three\n  four\n'
    assert reading(tmp_path, text) == ({"a": "one two", "b": "x y", "c": "three four"}, [])


@pytest.mark.parametrize(
    ("words", "right"), [("1e3", "write 1000"), ("12:30", "write a number without a colon"), ("010", "write 10")]
)
def test_where_a_number_is_needed_nobody_is_told_to_quote_it(tmp_path: Path, words: str, right: str) -> None:
    for text in (f"value: {words}\n", f"edges: [{words}]\n", f"parameters: {{a: {words}}}\n"):
        assert the_problem(tmp_path, text)[2].endswith(f"; {right}")


def test_a_number_is_not_a_yes_or_no(tmp_path: Path) -> None:
    assert the_problem(tmp_path, "low: no\n")[2].endswith("; give a number")


def test_an_alias_repeats_what_its_anchor_says(tmp_path: Path) -> None:
    assert reading(tmp_path, "a: &a {x: 1}\nb: *a\n") == ({"a": {"x": 1}, "b": {"x": 1}}, [])


def test_exploding_aliases_are_refused(tmp_path: Path) -> None:
    lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    line, field, message = the_problem(tmp_path, "\n".join(lines))
    assert (line, field.split(".")[0]) == (5, "e")
    assert "more than 100,000 values" in message


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "{a: " * 100_000, "a:\n" + "".join(
    " " * depth + "- \n" for depth in range(200))])  # fmt: skip
def test_deep_nesting_is_a_problem_and_not_a_crash(tmp_path: Path, text: str) -> None:
    ours, the_parsers_own = "nested more than 40 deep", "exceeded maximum nesting depth"  # of PyYAML 6.0.4 and later
    message = the_problem(tmp_path, text)[2]
    assert ours in message or the_parsers_own in message


def test_a_file_over_a_megabyte_is_not_read(tmp_path: Path) -> None:
    line, _, message = the_problem(tmp_path, "# " + "x" * MOST_BYTES)
    assert line == 1
    assert message == "is 1,000,002 bytes; a scenario file may have 1,000,000 at most"


def test_a_missing_file_and_a_folder_are_problems(tmp_path: Path) -> None:
    assert read(tmp_path / "none.yaml")[1][0].message == ("there is no such file; give the path of a scenario file")
    assert read(tmp_path)[1][0].message == "is a folder and cannot be read; give the path of a scenario file in it"


def test_windows_line_ends_and_byte_order_marks_are_accepted(tmp_path: Path) -> None:
    assert reading(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: text\r\n") == ({"a": 1, "b": "text"}, [])
