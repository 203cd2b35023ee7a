"""From a validator's complaints to faults with file, line, key and a way out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import ValidationError

from monazite.absence import NOT_APPLICABLE_CELL, UNKNOWN_CELL
from monazite.errors import Fault, MonaziteError, quoted, suggestion
from monazite.record_shape import Kinds, keys_at, step
from monazite.yaml_tree import Node, Tree, place

_PLAIN_EXPECTATIONS = {
    "string_type": "text",
    "string_sub_type": "text",
    "float_type": "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "iterable_type": "a list",
    "dict_type": "a mapping of keys to values",
    "mapping_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "dataclass_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "none_required": "nothing",
    "finite_number": "a finite number",
    "date_parsing": "a date such as 2025-04-30",
    "date_from_datetime_parsing": "a date such as 2025-04-30",
    "date_type": "a date such as 2025-04-30",
}
Path: TypeAlias = tuple[str | int, ...]
_KEY_PATH = re.compile(r"\.?([A-Za-z0-9_][A-Za-z0-9_-]*)|\[([0-9]+)\]")
_MISSING = ("missing", "missing_argument", "missing_keyword_only_argument")
_WHICH_KIND = ("union_tag_invalid", "union_tag_not_found")
_EXTRA = ("extra_forbidden", "unexpected_keyword_argument")


def schema_faults(error: ValidationError, tree: Tree, model: type) -> list[Fault]:
    """Which faults has a definition against its record type, in the order of the file?

    Complaints about the same place (the alternatives of a union) become one fault; complaints that
    follow from a fault of form already noted are left out.
    """
    noted: dict[tuple[tuple[str | int, ...], str, str], tuple[int, Fault]] = {}
    complaints = error.errors(include_url=False)
    inside = {tuple(one["loc"])[:depth] for one in complaints for depth in range(len(one["loc"]))}
    for complaint in complaints:
        if complaint["type"] == "too_short" and tuple(complaint["loc"]) in inside:
            continue  # counted too few because entries were refused, which is said for each
        for line, parts, fault in _faults(complaint, tree, model):
            alternative = fault.because is None and fault.found != "nothing"
            key = (parts, fault.found, "" if alternative else fault.expected)
            if key not in noted:
                noted[key] = (line, fault)
            elif fault.expected not in noted[key][1].expected.split(" or "):
                first = noted[key][1]
                merged = Fault(
                    first.where,
                    first.found,
                    f"{first.expected} or {fault.expected}",
                    first.because,
                    first.advice or fault.advice,
                )
                noted[key] = (line, merged)
    return [fault for _, fault in sorted(noted.values(), key=lambda entry: entry[0])]


def expectation(complaint: Mapping[str, Any]) -> str:
    """What did the validator want, in words of the trade?"""
    kind, context = complaint["type"], complaint.get("ctx", {})
    if kind in _PLAIN_EXPECTATIONS:
        return _PLAIN_EXPECTATIONS[kind]
    if kind in ("literal_error", "enum"):
        return f"one of {context.get('expected', '')}"
    bounds = {
        "greater_than": ("greater than", "gt"),
        "greater_than_equal": ("at least", "ge"),
        "less_than": ("less than", "lt"),
        "less_than_equal": ("at most", "le"),
        "multiple_of": ("a multiple of", "multiple_of"),
    }
    if kind in bounds:
        words, name = bounds[kind]
        return f"{words} {context.get(name)}"
    if kind == "string_pattern_mismatch":
        return f"text of the form {context.get('pattern')}"
    if kind == "string_too_short":
        return f"text of at least {context.get('min_length')} characters"
    if kind == "string_too_long":
        return f"text of at most {context.get('max_length')} characters"
    if kind == "too_short":
        return f"at least {context.get('min_length')} entries"
    if kind == "too_long":
        return f"at most {context.get('max_length')} entries"
    message = str(complaint["msg"])
    return message[:1].lower() + message[1:]


def raised_faults(complaint: Mapping[str, Any]) -> tuple[Fault, ...] | None:
    """Which faults did a check of the record itself raise? None if it did not raise any.

    A plain ValueError becomes one fault whose reason is the error's sentence.
    """
    if complaint["type"] not in ("value_error", "assertion_error"):
        return None
    cause = complaint.get("ctx", {}).get("error")
    if isinstance(cause, MonaziteError):
        return cause.faults
    return (Fault("", "", "a value that keeps the rule of its record", because=str(cause)),)


def nearest_allowed(complaint: Mapping[str, Any], written: str) -> str | None:
    """Which of a closed list of words is nearest to what was written? None for other faults."""
    if complaint["type"] not in ("literal_error", "enum"):
        return None
    allowed = str(complaint.get("ctx", {}).get("expected", ""))
    return suggestion(written, re.findall(r"'([^']*)'", allowed))


def shown_value(node: Node) -> str:
    """How is the value of a node shown in a fault?"""
    if isinstance(node.value, Mapping):
        return f"a mapping of {len(node.value)} keys"
    if isinstance(node.value, tuple):
        return f"a list of {len(node.value)} entries"
    return "nothing" if node.value is None else quoted(node.written)


def _faults(
    complaint: Mapping[str, Any], tree: Tree, model: type
) -> list[tuple[int, tuple[str | int, ...], Fault]]:
    node, parts, kinds = tree.root, (), (model,)
    line, broken = node.line, node.broken
    path: tuple[str | int, ...] = parts
    missing_key: str | None = None
    location = complaint["loc"]
    for position, part in enumerate(location):
        if isinstance(node.value, Mapping) and isinstance(part, str) and part in node.value:
            line = node.key_lines.get(part, line)
            kinds, node = step(kinds, part), node.value[part]
        elif isinstance(node.value, tuple) and isinstance(part, int) and part < len(node.value):
            kinds, node = step(kinds, part), node.value[part]
            line = node.line
        elif complaint["type"] in _MISSING and position == len(location) - 1:
            missing_key = str(part)
            continue
        else:
            continue
        path += (part,)
        broken = broken or node.broken
    if broken:
        return []
    where = place(tree.where, line, path)
    if missing_key is not None:
        return [(line, (*path, missing_key), _missing(where, missing_key, node))]
    if complaint["type"] in _EXTRA:
        parent_kinds = _kinds_at(path[:-1], model)
        return [(line, path, _extra(where, str(path[-1]), parent_kinds))]
    if complaint["type"] in _WHICH_KIND and isinstance(node.value, Mapping):
        return [_which_kind(complaint, tree.where, node, line, path)]
    raised = raised_faults(complaint)
    if raised is not None:
        return [placed(fault, tree.where, node, line, path) for fault in raised]
    fault = Fault(
        where,
        shown_value(node),
        expectation(complaint),
        advice=_advice(complaint, node),
    )
    return [(line, path, fault)]


def _kinds_at(path: tuple[str | int, ...], model: type) -> Kinds:
    kinds: Kinds = (model,)
    for part in path:
        kinds = step(kinds, part)
    return kinds


def _missing(where: str, key: str, node: Node) -> Fault:
    present = tuple(node.value) if isinstance(node.value, Mapping) else ()
    return Fault(
        where,
        f"no key `{key}`",
        f"the key `{key}`",
        because="it has no default: leaving it out would leave its value unsaid",
        advice=None if not present else _instead(key, present),
    )


def _instead(key: str, present: tuple[str, ...]) -> str | None:
    words = suggestion(key, present)
    return None if words is None else f"is it written otherwise here? {words}"


def _which_kind(
    complaint: Mapping[str, Any], where: str, node: Node, line: int, above: Path
) -> tuple[int, Path, Fault]:
    """Return the fault of a record whose kind is not said, or is none of the known ones."""
    context = complaint.get("ctx", {})
    key = str(context.get("discriminator", "")).strip("'")
    if complaint["type"] == "union_tag_not_found":
        return line, (*above, key), _missing(place(where, line, above), key, node)
    found = placed(Fault(key, "", ""), where, node, line, above)
    written = str(context.get("tag", ""))
    known = re.findall(r"'([^']*)'", str(context.get("expected_tags", "")))
    expected, advice = f"one of {', '.join(known)}", suggestion(written, known)
    return *found[:2], Fault(found[2].where, quoted(written), expected, advice=advice)


def _extra(where: str, key: str, kinds: Kinds) -> Fault:
    known = tuple(dict.fromkeys(keys_at(kinds)))
    return Fault(
        where,
        f"the unknown key {quoted(key)}",
        f"one of {', '.join(known)}" if known else "a known key",
        because="a misspelt key would be dropped without a word",
        advice=suggestion(key, known),
    )


def placed(fault: Fault, where: str, node: Node, line: int, above: Path) -> tuple[int, Path, Fault]:
    """Where does a fault sit that a check of the record found? With line, key and found value.

    fault : its `where` is empty or a key path below `node`, such as `parameters.purity_pct` (an
            entry of a list may be called by its `id`); any other text stays in brackets behind
            the place of `node`
    where : the file; line, above : line and key path of `node`
    """
    below = _below(node, fault.where)
    if below is None:
        inside = not isinstance(node.value, str | int | float) and fault.where
        at = place(where, line, above) + (f" ({fault.where})" if inside else "")
        path = above
    else:
        line, node, path = below[0] or line, below[1], (*above, *below[2])
        at = place(where, line, path)
    told = Fault(at, fault.found or shown_value(node), fault.expected, fault.because, fault.advice)
    return line, path, told


def _below(node: Node, keys: str) -> tuple[int, Node, Path] | None:
    """Return line, node and key path of what stands below a node; None if nothing does.

    The line is 0 where the path is empty: it is then that of the node itself.
    """
    line = 0
    path: Path = ()
    if _KEY_PATH.sub("", keys):
        return None
    for name, position in _KEY_PATH.findall(keys):
        if name and isinstance(node.value, Mapping) and name in node.value:
            line, node, path = node.key_lines.get(name, line), node.value[name], (*path, name)
            continue
        if not isinstance(node.value, tuple):
            return None
        entry = int(position) if position else _entry_called(name, node.value)
        if entry is None or entry >= len(node.value):
            return None
        node, path = node.value[entry], (*path, entry)
        line = node.line
    return line, node, path


def _entry_called(name: str, entries: tuple[Node, ...]) -> int | None:
    """Return the place of the entry of a list whose `id` is this name; None if there is none."""
    for position, entry in enumerate(entries):
        told = entry.value.get("id") if isinstance(entry.value, Mapping) else None
        if told is not None and told.value == name:
            return position
    return None


def _advice(complaint: Mapping[str, Any], node: Node) -> str | None:
    kind = complaint["type"]
    if kind.startswith("string") and isinstance(node.value, int | float):
        return f'put it in quotes: "{node.written}"'
    if kind in ("float_type", "int_type") and isinstance(node.value, str):
        if node.written in (UNKNOWN_CELL, NOT_APPLICABLE_CELL):
            return "this value must be known"
        return "write digits with a decimal point, without quotes, spaces or units"
    if kind == "bool_type" and isinstance(node.value, str):
        return "write true or false, in lower case and without quotes"
    if kind in ("literal_error", "enum") and isinstance(node.value, str):
        allowed = str(complaint.get("ctx", {}).get("expected", ""))
        names = [
            word for word in allowed.replace("'", " ").replace(",", " ").split() if word != "or"
        ]
        return suggestion(node.value, names)
    return None
