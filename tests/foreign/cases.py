"""Prints the cases of fediverse-pasture-inputs and funfedi-parsing-test-cases as JSON: `cases.py FOLDER ACTOR READER`.

`ACTOR` sends, `READER` is sent to. Runs in a process of its own, with stand-ins for the libraries that the packages
import and do not need for telling their cases.
"""

from __future__ import annotations

import json
import sys
import types
from datetime import UTC, datetime
from urllib.parse import urlsplit

SUITES = ("activity_suite", "event_suite", "notes_suite", "poll_suite")


def stand_in(name: str, **contents: object) -> None:
    module = types.ModuleType(name)
    module.__dict__.update(contents)
    sys.modules[name] = module


def main(folder: str, actor: str, reader: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    stand_in("fediverse_pasture")
    stand_in("fediverse_pasture.runner")
    stand_in("fediverse_pasture.runner.entry", Entry=object)
    stand_in("bovine")
    stand_in("bovine.utils", now_isoformat=lambda: now)
    stand_in("jsonschema", validate=lambda *_, **__: None, ValidationError=ValueError)
    sys.path.insert(0, folder)
    import fediverse_pasture_inputs
    import funfedi_parsing_test_cases
    from funfedi_parsing_test_cases.types import Environment

    parts = urlsplit(actor)
    inputs = json.dumps({name: one.examples for name, one in fediverse_pasture_inputs.available.items()})
    inputs = inputs.replace("http://pasture-one-actor/actor", actor)
    inputs = inputs.replace("http://pasture-one-actor", f"{parts.scheme}://{parts.netloc}")
    profile = {"type": "Person", "id": actor, "inbox": f"{actor}/inbox", "preferredUsername": "bob"}
    environment = Environment(sending_actor_profile=profile, receiving_actor=reader)
    shapes = []
    for suite in SUITES:
        found = getattr(funfedi_parsing_test_cases, suite, None)
        for names in found.names if found else ():
            made = found.retrieve(*names).maker.to_send(environment)
            shapes.append({"name": " / ".join(names), "activity": made.activity, "object": made.object_id})
    print(json.dumps({"notes": json.loads(inputs), "shapes": shapes}))


if __name__ == "__main__":
    main(*sys.argv[1:])
