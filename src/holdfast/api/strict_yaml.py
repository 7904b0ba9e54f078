"""YAML as strict as JSON: exact numbers, no key twice, no aliases, text that looks like text."""

from __future__ import annotations

import re

import yaml

from holdfast.api.faults import Fault, Json, Unreadable
from holdfast.api.rules import DEPTH_MAX, decimal, integer
from holdfast.api.strict_json import DEPTH_RULE, checked, object_of

# what a node has where nothing was written
_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_WORDS: dict[str, Json] = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_yaml(body: bytes) -> Json | Unreadable:
    """Read one document, or list what no document may hold.

    Only what JSON could say is understood: a date or `yes` stays text, a tag or an alias is
    refused.
    """
    try:
        node = yaml.compose(body.decode("utf-8"), Loader=_Loader)
        value = _value(node, 1)
    except UnicodeDecodeError as error:
        return _no_yaml(f"must be UTF-8; byte {error.start} is not")
    except yaml.YAMLError as error:
        return _no_yaml(f"is not YAML: {' '.join(str(error).split())[:200]}")
    except (RecursionError, _TooDeep):
        return _no_yaml(DEPTH_RULE)
    return checked(value)


class _TooDeep(Exception):
    """The document is nested deeper than DEPTH_MAX."""


class _Loader(yaml.SafeLoader):
    """A loader that composes nodes and never builds objects from tags."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  # the attribute's name and type are PyYAML's

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            # an alias of an alias of an alias is how a small file becomes a large one
            raise yaml.MarkedYAMLError(None, None, "aliases are not allowed")
        return super().compose_node(parent, index)


def _no_yaml(rule: str) -> Unreadable:
    return Unreadable((Fault("", "the document", rule),), is_json=False)


def _value(node: yaml.Node | None, depth: int) -> Json:
    if depth > DEPTH_MAX:
        raise _TooDeep
    if node is not None and node.tag not in _TAGS:
        raise yaml.MarkedYAMLError(None, None, "tags are not allowed", node.start_mark)
    match node:
        case None:
            return None
        case yaml.MappingNode():
            pairs = [(_key(key), _value(each, depth + 1)) for key, each in node.value]
            return object_of(pairs)
        case yaml.SequenceNode():
            return [_value(each, depth + 1) for each in node.value]
        case yaml.ScalarNode():
            return _scalar(node)
        case _:
            raise yaml.MarkedYAMLError(None, None, "is neither value nor list", node.start_mark)


def _key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.MarkedYAMLError(None, None, "a key must be text", node.start_mark)
    return str(node.value)


def _scalar(node: yaml.ScalarNode) -> Json:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text
    return decimal(text) if found[1] or found[2] else integer(text)
