"""What is done with each command of the documents: run, in this order, against one instance, or looked at, and why.

A command that is in neither list fails the test, and so does a line here that no document has.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """`plain` as in tests/docs/reading.py; `says` is part of what it prints; `until` ends what goes on."""

    plain: str
    status: int = 0
    says: str = ""
    until: str = ""


# What the test does itself between commands; no document has these.
PEOPLE = "(ada, an owner, jane and omar get accounts)"
HELD = "(omar's collage is held by the policy strict)"
BROUGHT = "(jane brings in a folder of pictures)"

RUN: tuple[Run, ...] = (
    # A new instance
    Run("fediart init /srv/fediart/instance --host art.example", says="fediart serve"),
    Run("fediart doctor", says="database"),
    Run("fediart serve", until="/welcome"),
    Run(PEOPLE),
    Run('fediart token create jane --scopes "read write:statuses" --label "prints of the week"'),
    # What is taken in
    Run("fediart admission policy show", says="balanced"),
    Run("fediart admission policy export > ours.toml"),
    Run("fediart admission policy import ours.toml"),
    Run("fediart admission policy import ours.toml --apply"),
    Run("fediart admission policy history"),
    Run("fediart admission simulate strict"),
    Run("fediart admission simulate ours.toml --last 2000 --json"),
    Run("fediart admission rescan --dry-run"),
    Run("fediart admission rescan --apply"),
    Run("fediart admission rescan --apply --apply-labels"),
    Run("fediart admission rescan --dry-run --model texture"),
    Run("fediart admission rescan --dry-run --policy ours.toml --since 2026-01-01 --limit 1000"),
    Run("fediart admission rescan --cancel", status=1, says="No run is under way"),
    Run("fediart model install ./mine", says="mine"),
    Run("fediart model test ./labelled --model mine", says="AUC"),
    Run("fediart model use mine"),
    Run("fediart model list", says="mine"),
    Run("fediart model use --config-default"),
    Run("fediart model remove mine"),
    Run("fediart admission check picture.png --json | python3 -m json.tool", says="verdict"),
    Run("tail -c +$((41 + 1)) picture.png | head -c 100 | sha256sum"),
    Run("fediart policy check picture.jpg --json", status=3),
    Run("fediart rights crawlers", says="GPTBot"),
    Run("fediart rights update-crawlers newer.toml --dry-run"),
    Run("fediart rights update-crawlers newer.toml"),
    Run("fediart rights update-crawlers --undo"),
    # A work that waits
    Run(HELD),
    Run("fediart admission queue", says="Collage"),
    Run("fediart admission show 123456789", says="Collage"),
    Run('fediart admission decide 123456789 publish --as ada --reason "Lovely layers."'),
    Run("fediart admission export --format csv --since 2026-01-31", says="Lovely layers."),
    Run("fediart admission copies status"),
    Run("fediart admission copies rebuild"),
    Run("fediart admission copies backfill"),
    Run("fediart rights identify picture.jpg", status=3),
    Run("fediart export-site jane ./jane-site --address https://jane.example"),
    # People
    Run("fediart account second-factor-off jane", says="the password alone"),
    Run('fediart account act omar limit --reason "Forty posts about a sale in one hour."'),
    Run("fediart account strikes omar", says="Forty posts"),
    Run('fediart log --deed "limit account"', says="omar"),
    Run("fediart account undo omar limit"),
    # Coming and leaving
    Run("fediart import bring folder /srv/art --as jane --preview"),
    Run(BROUGHT),
    Run("fediart import list --as jane"),
    Run("fediart import undo 123456789 --as jane"),
    Run("fediart account export jane /tmp/jane.zip"),
    Run('fediart account delete jane --reason "Asked for it by letter."'),
    Run("fediart account deletions", says="jane"),
    Run("fediart account keep jane"),
    # Other servers
    Run(
        'fediart federation block spam.example --severity silence --reject-media --comment "Forty accounts, one text."'
    ),
    Run("fediart federation list --json", says="spam.example"),
    Run("fediart federation export > blocks.csv"),
    Run("fediart federation unblock spam.example"),
    Run("fediart federation import blocks.csv", says="spam.example"),
    Run("fediart federation import blocks.csv --apply --sever"),
    Run("fediart federation allow friends.example"),
    Run("fediart federation mode block"),
    Run("fediart federation relay add https://relay.example/inbox"),
    Run("fediart federation relay list", says="relay.example"),
    Run("fediart federation relay remove https://relay.example/inbox"),
    Run("fediart federation media"),
    Run("fediart federation media big.example --json"),
    Run("fediart federation media --trim"),
    Run("fediart federation media big.example --clear"),
    # Looking after it
    Run("fediart storage status", says="folder"),
    Run("fediart worker --metrics 127.0.0.1:9465", until="Working"),
    Run("fediart backup"),
    Run("fediart backup --to /mnt/usb/fediart --keep 3"),
    Run("fediart backups"),
    Run("fediart backups --check"),
    Run("fediart restore /mnt/usb/fediart /srv/fediart/instance"),
    Run("fediart upgrade"),
    Run("fediart downgrade", status=1),
    Run("fediart downgrade --yes", status=1),
)

# Why it is not run here. Its words are parsed all the same, and targets, modules and extras that it names looked for.
NOT_HERE: dict[str, str] = {
    "make serve": "installs from the network; what it runs is run below",
    "make test": "is what runs this",
    "make detector DATA=../shared/aiart": "takes an hour and pictures that are not in the project",
    "pip install .": "installs from the network; tests/rules/test_wheel.py installs the wheel",
    "pip install --upgrade .": "installs from the network",
    "pip install '.[s3]'": "installs from the network",
    "pip install optimum[exporters]": "somebody else's program, from the network",
    "optimum-cli export onnx --model SOMEBODY/ai-or-human --task image-classification ai-or-human": "as above",
    "fediart model install ai-or-human": "what it installs comes from Hugging Face; tests/admission has such folders",
    "fediart model test ./labelled --model ai-or-human --write-thresholds": "as above; needs 130 pictures",
    "fediart model use ai-or-human texture": "as above",
    "python3 -m venv /srv/fediart/venv": "tests/rules/test_wheel.py makes one",
    "rsync -a --delete /srv/fediart/instance/backups/ backup.example:fediart/": "there is no other machine",
    "fediart policy check https://art.example/@jane/1": "asks the network; tests/rights has it with a server",
    "fediart restore /mnt/usb/fediart /srv/fediart/instance --database postgresql://fediart:SECRET@127.0.0.1/fediart":
        "needs PostgreSQL; tests/backup does it there",
    "fediart migrate --to-postgres postgresql://fediart:SECRET@127.0.0.1/fediart":
        "needs PostgreSQL; tests/backup does it there",
    "fediart storage move --to s3": "needs an S3 server; tests/cluster and tests/storage do it with one",
    "fediart serve --port 8001": "as without a port, which runs",
    "fediart serve --port 8002": "as above",
    "fediart worker": "as with --metrics",
    "python -m benchmarks.surge": "a minute of load; tests/ops has it in small",
    "python -m benchmarks.surge 10 300 12 5": "as above",
    "fediart import bring instagram part-1.zip part-2.zip --as jane --only posts": "tests/imports has such archives",
}  # fmt: skip
