"""Documents against the schemas in docs/json, as far as those use JSON Schema."""

import json
import os

from support.totp import ROOT

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}
KNOWN = {"$schema", "title", "description", "type", "enum", "required", "properties", "additionalProperties", "items", "minItems"}


def errors(value, schema, where="$"):
    unknown = set(schema) - KNOWN
    if unknown:
        raise AssertionError(f"{where}: nobody looks at {unknown} here")
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool)) for name in types):
        return [f"{where} is {value!r}"]
    found = []
    if value not in schema.get("enum", [value]):
        found.append(f"{where} is {value!r}")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{where}.{name} is missing" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties") is False:
            found += [f"{where}.{name} is not known" for name in value if name not in properties]
        for name, member in value.items():
            found += errors(member, properties.get(name, {}), f"{where}.{name}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{where} has {len(value)} items")
        for number, item in enumerate(value):
            found += errors(item, schema.get("items", {}), f"{where}[{number}]")
    return found


def must_describe(name, text):
    """The document, which is what its schema says."""
    with open(os.path.join(ROOT, "docs", "json", f"{name}.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    document = json.loads(text)
    found = errors(document, schema)
    if found:
        raise AssertionError(f"{name}: {found}")
    return document
