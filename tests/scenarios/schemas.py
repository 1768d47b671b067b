#!/usr/bin/python3
"""All circuits and scenarios of the projects fit the JSON schemas, and damaged ones do not."""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]


def validator(name):
    schema = json.loads((ROOT / "scenarios/schemas" / f"{name}.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


circuit, scenario = validator("circuit"), validator("scenario")
files = sorted((ROOT / "examples/projects").rglob("*.json"))
failures = []
for path in files:
    kind = circuit if path.name.endswith("circuit.json") else scenario
    failures += [f"{path}: {error.message}" for error in kind.iter_errors(json.loads(path.read_text()))]
for broken in (
    {"steps": []},
    {"board": "pico", "circuit": "c.json", "steps": []},
    {"board": "pico", "steps": [{"wiat": "1 s"}]},
    {"board": "pico", "steps": [{"wait": 1}]},
    {"board": "pico", "steps": [{"expect": {"pin": "GP1", "levle": 1}}]},
):
    if scenario.is_valid(broken):
        failures.append(f"fits, and should not: {broken}")
if circuit.is_valid({"boards": {}}) or circuit.is_valid({"boards": {"p": "pico"}, "wires": [["a"]]}):
    failures.append("broken circuits fit")
print("\n".join(failures) or f"{len(files)} files fit their schemas")
sys.exit(bool(failures) or not files)
