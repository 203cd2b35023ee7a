"""Strict YAML: what is written is what is meant, with both parsers of PyYAML."""

import json

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monazite.errors import MOST_FAULTS_LISTED, DefinitionError
from monazite.yaml_tree import DEEPEST_LEVEL, LARGEST_DEFINITION, key_path, parse_tree, read_yaml

LOADERS = [yaml.SafeLoader] + ([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request):
    return request.param


def value(text, loader):
    tree = parse_tree(f"key: {text}\n", "x.yaml", loader=loader)
    assert not tree.faults
    return tree.root.value["key"].value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("2025-04-04", "2025-04-04"),
        ("2025-04", "2025-04"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("007", "007"),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("12", 12),
        ("+3", 3),
        ("0", 0),
        ("0x1f", 31),
        ("0o17", 15),
        ("0b11", "0b11"),
        ("1,5", "1,5"),
        ("1.2.3", "1.2.3"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("~", None),
        ("null", None),
        ("", None),
        ("=", "="),
    ],
)
def test_plain_values(text, expected, loader):
    got = value(text, loader)
    assert got == expected
    assert type(got) is type(expected)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\nb: 2\na: 3", 'key "a" a second time (first on line 1)'),
        ("1: x\n'1': y", "a second time"),
        ("a: &x 1", "anchor"),
        ("a: *x", "alias"),
        ("a: !!python/object/apply:os.system ['true']", "tag"),
        ("a: !!str 5", "tag"),
        ("a: !!float 5", "tag"),
        ("!x a: 1", "tag"),
        ("<<: {a: 1}", "merge key"),
        ("a: .nan", "finite"),
        ("a: -.inf", "finite"),
        ("a: 1e999", "64 bits"),
        ("a: 12345678901234567890", "18 digits"),
        ("a: " + "1" * 5000, "characters"),
        ("? [a, b]\n: 1", "a key that is itself"),
        ("? {a: b}\n: 1", "a key that is itself"),
        ("? \n: 1", "without a name"),
        ("null: 1", "without a name"),
        ("--- {a: 1}\n--- {b: 1}", "second document"),
        ("%YAML 1.1\n--- {a: 1}", "directive"),
        ("[" * 60 + "]" * 60, "levels"),
        ("", "empty file"),
        ("# only a remark", "empty file"),
        ("a: [1", "YAML document"),
        ("a: b: c", "colon"),
        ("a:\n\t- 1", "YAML document"),
        ('a: "\\ud800"', ""),
    ],
)
def test_faults_of_form(text, found, loader):
    with pytest.raises(DefinitionError) as caught:
        tree = parse_tree(text, "x.yaml", loader=loader)
        raise DefinitionError(tree.faults)
    message = str(caught.value)
    assert "x.yaml" in message
    assert found in message


def test_faults_know_their_line_and_key(loader):
    text = "goods:\n  - {hs: '1'}\n  - hs: '2'\n    hs: '3'\n"
    tree = parse_tree(text, "x.yaml", loader=loader)
    assert [fault.where for fault in tree.faults] == ["x.yaml, line 4, key `goods[1].hs`"]


def test_several_faults_are_noted_at_once(loader):
    tree = parse_tree("a: .nan\nb: *x\nc: 1\nc: 2\nd: !t x\n", "x.yaml", loader=loader)
    assert [fault.where.split(", ")[1] for fault in tree.faults] == [
        "line 1",
        "line 2",
        "line 4",
        "line 5",
    ]


def test_a_bomb_of_aliases_stays_small(loader):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    tree = parse_tree("\n".join(lines), "x.yaml", loader=loader)
    assert len(tree.faults) == 12 + 9 * 11


def test_a_flood_of_faults_ends_the_reading(loader):
    for text in ("a: 1\n" * 100_000, "a: [" + "*x," * 100_000 + "]"):
        with pytest.raises(DefinitionError) as caught:
            parse_tree(text, "x.yaml", loader=loader)
        assert len(caught.value.faults) <= MOST_FAULTS_LISTED + 1


def test_depth_is_capped_but_ordinary_depth_is_not(loader):
    deep = "[" * (DEEPEST_LEVEL - 1) + "]" * (DEEPEST_LEVEL - 1)
    assert not parse_tree(f"a: {deep}", "x.yaml", loader=loader).faults
    for opening in ("[", "{a: ", "- "):
        with pytest.raises(DefinitionError):
            parse_tree(opening * 100_000, "x.yaml", loader=loader)


def test_lines_of_nodes(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\nb:\n  - x\n  - c: 2\n", encoding="utf-8")
    root = read_yaml(path)
    assert root.value["b"].value[1].value["c"].line == 4
    assert dict(root.key_lines) == {"a": 1, "b": 2}
    assert root.plain() == {"a": 1, "b": ["x", {"c": 2}]}


def test_key_paths():
    assert key_path(("goods", 2, "hs")) == "goods[2].hs"
    assert key_path((0, "a b")) == '[0]["a b"]'
    assert key_path(()) == ""


def test_missing_files_name_their_neighbours(tmp_path):
    (tmp_path / "baseline.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"did you mean baseline\.yaml"):
        read_yaml(tmp_path / "basline.yaml")
    with pytest.raises(DefinitionError, match="plain file"):
        read_yaml(tmp_path)
    with pytest.raises(DefinitionError):
        read_yaml(tmp_path / "no such folder" / "x.yaml")
    with pytest.raises(DefinitionError):
        read_yaml("a\0b")


def test_other_encodings_and_sizes_are_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes("name: 稀土\n".encode("gbk"))
    with pytest.raises(DefinitionError, match="not UTF-8"):
        read_yaml(path)
    path.write_bytes("a: 1".encode("utf-16"))
    with pytest.raises(DefinitionError, match="UTF-8"):
        read_yaml(path)
    path.write_bytes(b"a: 1\x00")
    with pytest.raises(DefinitionError, match=r"U\+0000"):
        read_yaml(path)
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_yaml(path).plain() == {"a": 1}
    path.write_bytes(b"a: x" + b"x" * LARGEST_DEFINITION)
    with pytest.raises(DefinitionError, match="at most 2,000,000 bytes"):
        read_yaml(path)


YAML_PIECES = st.sampled_from(
    [
        *("a", "b: ", "- ", "\n", "  ", "[", "]", "{", "}", ",", ": ", "? ", "&x ", "*x", "!!int "),
        *("!", "'", '"', "|", ">", "#", "%", "---", "...", "<<: ", "1", ".nan", "\t", "\\", "é"),
        *("@", "`", "0x", "\\x", "\\U0011FFFF", "\r", "\x00", "\x85", "\u2028", "~", "NO"),
        *("\ud83d", "2025-04"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(YAML_PIECES, max_size=40).map("".join))
@example('"\\UFFFFFFFF"')
@example("%YAML 9999999999999999999999.1\n---\n")
@example('a: "\\ud800"')
def test_no_text_raises_anything_but_definition_errors(text):
    for each in LOADERS:
        try:
            parse_tree(text, "x.yaml", loader=each)
        except DefinitionError as error:
            assert str(error).encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_definition_errors(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    try:
        read_yaml(path)
    except DefinitionError as error:
        assert error.text("zh").encode("utf-8")


plain_trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(plain_trees)
def test_what_a_yaml_writer_wrote_in_quotes_comes_back(tree):
    written = json.dumps(tree, ensure_ascii=True)
    try:
        root = parse_tree(written, "x.yaml").root
    except DefinitionError as error:
        # half characters, which JSON can write and YAML must not
        assert "\\ud" in written or "control" in str(error), str(error)
        return
    assert root.plain() == tree or "\\ud" in written
