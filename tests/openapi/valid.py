"""Says what is wrong with an OpenAPI document: the document itself, and examples that are not of their schema."""

import json
import sys

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator

with open(sys.argv[1], encoding="utf-8") as file:
    document = json.load(file)


def examples(node, where=()):
    """Every example in the document: (where, schema, value)."""
    if isinstance(node, list):
        for i, item in enumerate(node):
            yield from examples(item, (*where, i))
    if not isinstance(node, dict):
        return
    schema = node.get("schema")
    if schema is not None:  # a parameter or a body
        if "example" in node:
            yield where, schema, node["example"]
        for name, example in node.get("examples", {}).items():
            yield (*where, name), schema, example["value"]
    elif isinstance(node.get("examples"), list):  # a schema
        for example in node["examples"]:
            yield where, {key: value for key, value in node.items() if key != "examples"}, example
    for key, item in node.items():
        if key not in ("example", "examples"):
            yield from examples(item, (*where, key))


faults = [f"{list(error.absolute_path)}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]
checked = 0
for where, schema, value in examples(document):
    checked += 1
    validator = jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]})
    faults += [f"{where}: {error.message}" for error in validator.iter_errors(value)]

print("\n".join(faults) or f"{checked} examples")
sys.exit(1 if faults else 0)
