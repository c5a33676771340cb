"""The configuration: TOML in, one frozen dataclass out, all errors at once. Nothing is read at import.

What an admin changes in the browser (name, rules, policies) lives in the database.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from fediart import config_operation as operation
from fediart.config_operation import Backup, Imports, Log, Metrics
from fediart.config_operation import key as _key
from fediart.errors import Problem, Problems


@dataclass(frozen=True, slots=True)
class Instance:
    """Who this server is."""

    host: str = _key(
        "localhost:8000", "The host name in handles and addresses. It can never change once artists are followed."
    )
    development: bool = _key(
        False, "Test mode: http, loopback peers allowed, mail printed, no e-mail confirmation, no sign-up limits."
    )


@dataclass(frozen=True, slots=True)
class Server:
    """The web server."""

    listen: str = _key("127.0.0.1", "The address to listen on. Put a reverse proxy with TLS in front.")
    port: int = _key(8000, "The port to listen on.")
    trusted_proxies: tuple[str, ...] = _key(
        (), "Addresses or networks whose X-Forwarded-For is believed, such as ['127.0.0.1']."
    )
    run_jobs: bool = _key(True, "Whether `serve` does the background work, too. Turn off where `fediart worker` runs.")


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where rows are kept."""

    url: str = _key("sqlite:fediart.db", "sqlite:FILE (relative to this file) or postgresql://USER:PASSWORD@HOST/NAME.")


@dataclass(frozen=True, slots=True)
class Storage:
    """Where files are kept."""

    folder: str = _key("files", "The folder for originals and renditions, relative to this file.")
    bucket: str = _key(
        "", "An S3 bucket that `fediart storage move --to s3` moves the files to; needs 'fediart[s3]'. Empty: none."
    )
    endpoint: str = _key("", "The address of the S3 service, such as https://s3.example; empty for Amazon's.")
    region: str = _key("us-east-1", "The region, as the service calls it.")
    access_key: str = _key("", "The key's id; empty for AWS_ACCESS_KEY_ID and the like in the environment.")
    secret_key: str = _key("", "Its secret.")
    prefix: str = _key("", "What the names of all objects begin with, where the bucket is shared.")
    path_style: bool = _key(True, "Whether the bucket stands in the path (most services) or in the host name.")
    cache_mb: int = _key(4096, "How much of the bucket this machine keeps copies of in the folder, in megabytes.")


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail is sent. Without a host, nothing is sent and the log says what would have been."""

    host: str = _key("", "The SMTP server.")
    port: int = _key(587, "Its port: 587 with STARTTLS, or 465 with TLS.")
    user: str = _key("", "The user to log in as; empty for none.")
    password: str = _key("", "The password.")
    tls: str = _key("starttls", "starttls, tls or none.")
    sender: str = _key("", "The From address; default fediart@HOST.")
    per_hour: int = _key(0, "The most mails in one hour, as your provider counts them; 0 for any number.")
    per_day: int = _key(0, "The most mails in 24 hours; 0 for any number. What is urgent goes first.")


@dataclass(frozen=True, slots=True)
class Media:
    """What may be uploaded, and how much of the machine pictures may use."""

    max_file_mb: int = _key(80, "The largest file, in megabytes.")
    max_megapixels: int = _key(120, "The largest picture, in millions of pixels.")
    max_pictures: int = _key(20, "The most pictures in one artwork.")
    receiving: int = _key(8, "Requests with files that one process receives at a time; others wait, or come later.")
    most_waiting: int = _key(300, "Works waiting to be looked at from which on no more are taken for a while.")
    workers: int = _key(1, "Processes that decode pictures and run the detector.")
    worker_memory_mb: int = _key(3072, "The most memory one of them may take.")
    worker_seconds: int = _key(120, "The longest one picture may take.")


@dataclass(frozen=True, slots=True)
class Admission:
    """The admission filter. Its policy is edited in the browser."""

    model: str | tuple[str, ...] = _key(
        "texture",
        "The detector: a built-in or installed model, a folder (relative to this file), or 'none'. Of a list, all vote."
        " `fediart model use` goes before this.",
    )
    trust_anchors: str = _key(
        "", "A PEM file of C2PA certificates whose Content Credentials count as proof; needs 'fediart[c2pa]'."
    )

    @property
    def models(self) -> tuple[str, ...]:
        """`model` as a list."""
        return (self.model,) if isinstance(self.model, str) else self.model


@dataclass(frozen=True, slots=True)
class Attachments:
    """What artists attach privately to show how a work was made: layered files, films, sketches."""

    max_files: int = _key(10, "The most files attached to one work.")
    max_file_mb: int = _key(200, "The largest of them, in megabytes.")
    quota_mb: int = _key(2000, "The most that all attachments of one artist may take together, in megabytes.")
    keep_days: int = _key(90, "For how many days they are kept after the work's case is closed.")


@dataclass(frozen=True, slots=True)
class Commissions:
    """What artists and those who ask them for a commission send each other, in private."""

    max_files: int = _key(10, "The most files sent with one message.")
    max_file_mb: int = _key(100, "The largest of them, in megabytes.")
    quota_mb: int = _key(500, "The most that all files of one commission may take together, in megabytes.")
    keep_days: int = _key(365, "For how many days a commission is kept after it has ended.")


@dataclass(frozen=True, slots=True)
class Federation:
    """How we talk to other servers."""

    fetch_budget: int = _key(20, "The most things fetched from elsewhere because of one activity.")
    thread_budget: int = _key(60, "The most things fetched for one look at what a thread lacks here.")
    thread_posts: int = _key(200, "The most posts kept from one such look.")
    thread_minutes: int = _key(15, "How many minutes a thread is left alone after a look.")
    older_posts: int = _key(20, "The most posts fetched of somebody elsewhere who is followed or opened here first.")
    deliveries_at_once: int = _key(
        64, "The most deliveries being sent at the same moment, and as many again to servers not known to be quick."
    )
    deliveries_waiting: int = _key(1000, "The most deliveries that only wait for an answer, beside those.")
    deliveries_per_host: int = _key(4, "The most deliveries in flight to one host.")
    ca_bundle: str = _key("", "A further file of CA certificates to trust, for test networks.")
    nameservers: tuple[str, ...] = _key(
        (), "Addresses of the name servers to ask for TXT records of artists' own domains; empty for the system's."
    )


@dataclass(frozen=True, slots=True)
class Api:
    """What apps may ask of this server."""

    requests_in_five_minutes: int = _key(300, "How many requests the apps of one person may make in five minutes.")
    streams: int = _key(10_000, "How many streams (server-sent events, WebSockets) one process holds open at once.")


@dataclass(frozen=True, slots=True)
class Rights:
    """Details of the no-AI-training policy. The policy itself is chosen in the browser."""

    policy_tokens: tuple[str, ...] = _key(
        (), "Further User-agent lines for the robots.txt group of AI crawlers, as standards settle."
    )


@dataclass(frozen=True, slots=True)
class C2pa:
    """Content Credentials: the seal on public pictures; needs 'fediart[c2pa]'. Turned on and off in the browser."""

    certificate: str = _key(
        "", "A PEM file (relative to this one): a C2PA certificate and its chain. Empty: the instance's own, in c2pa/."
    )
    key: str = _key("", "A PEM file with the certificate's ES256 key, without a password.")


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keep this private."""

    key: str = _key("", "Signs forms and links. Made by `fediart init`; at least 32 characters.")


@dataclass(frozen=True, slots=True)
class Config:
    instance: Instance = field(default_factory=Instance)
    server: Server = field(default_factory=Server)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    storage: Storage = field(default_factory=Storage)
    mail: Mail = field(default_factory=Mail)
    media: Media = field(default_factory=Media)
    admission: Admission = field(default_factory=Admission)
    attachments: Attachments = field(default_factory=Attachments)
    commissions: Commissions = field(default_factory=Commissions)
    federation: Federation = field(default_factory=Federation)
    api: Api = field(default_factory=Api)
    rights: Rights = field(default_factory=Rights)
    c2pa: C2pa = field(default_factory=C2pa)
    imports: Imports = field(default_factory=Imports)
    backup: Backup = field(default_factory=Backup)
    log: Log = field(default_factory=Log)
    metrics: Metrics = field(default_factory=Metrics)
    secrets: Secrets = field(default_factory=Secrets)
    folder: Path = Path()
    path: Path = Path()

    @property
    def origin(self) -> str:
        """`https://art.example`, without a slash at the end."""
        return f"{'http' if self.instance.development else 'https'}://{self.instance.host}"

    @property
    def database_url(self) -> str:
        if not self.database.url.startswith("sqlite:"):
            return self.database.url
        return f"sqlite:{self.folder / self.database.url.removeprefix('sqlite:')}"

    @property
    def files(self) -> Path:
        return self.folder / self.storage.folder

    @property
    def backups(self) -> Path:
        return self.folder / self.backup.folder


SECTIONS: tuple[tuple[str, type[Any]], ...] = tuple(
    (item.name, get_type_hints(Config)[item.name]) for item in fields(Config) if item.name not in ("folder", "path")
)
_HOST = re.compile(r"^[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62})*(?::\d{1,5})?$")


def load(path: Path) -> Config:
    """Reads and checks a config file. Raises Problems that name every wrong key and its fix."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Problem(
            f"There is no config file at {path}. Make one with `fediart init DIR --host HOST`, or name it with -c."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{path} is not valid TOML: {error}") from error
    return replace(parse(raw, folder=path.resolve().parent), path=path.resolve())


def parse(raw: Mapping[str, Any], *, folder: Path) -> Config:
    found: list[Problem] = []
    names = {name for name, _ in SECTIONS}
    for name in set(raw) - names:
        found.append(Problem(f"[{name}] is not a section of the config; they are {', '.join(sorted(names))}."))
    parts = {name: _section(name, kind, raw.get(name, {}), found) for name, kind in SECTIONS}
    config = Config(**parts, folder=folder)
    found += _checks(config)
    if found:
        raise Problems(found)
    return config


def _section(name: str, kind: type[Any], raw: Any, found: list[Problem]) -> Any:
    if not isinstance(raw, Mapping):
        found.append(Problem(f"[{name}] must be a section with keys."))
        return kind()
    known = {item.name: item for item in fields(kind)}
    found += [Problem(f"{name}.{key} is unknown; [{name}] has {', '.join(known)}.") for key in raw if key not in known]
    values = {}
    for key, item in known.items():
        if key in raw:
            values[key] = _value(f"{name}.{key}", item, raw[key], found)
    return kind(**values)


def _value(where: str, item: Field[Any], raw: Any, found: list[Problem]) -> Any:
    default = item.default
    if default is MISSING:
        return raw
    if isinstance(default, tuple):
        if isinstance(raw, list) and all(isinstance(word, str) for word in raw):
            return tuple(raw)
        found.append(Problem(f"{where} must be a list of strings."))
        return default
    if where in _ONE_OR_MORE and isinstance(raw, list) and all(isinstance(word, str) for word in raw):
        return tuple(raw)
    if type(raw) is not type(default):
        found.append(Problem(f"{where} must be {_KINDS[type(default)]}, not {raw!r}."))
        return default
    return raw


_ONE_OR_MORE = ("admission.model",)
_KINDS: dict[type[Any], str] = {str: "text in quotes", bool: "true or false", int: "a whole number"}


def _checks(config: Config) -> list[Problem]:
    found = []
    if not _HOST.match(config.instance.host):
        found.append(Problem("instance.host must be a lower-case host name such as art.example, without https://."))
    if not 0 <= config.server.port <= 65535:
        found.append(Problem("server.port must be between 0 and 65535."))
    if not config.database.url.startswith(("sqlite:", "postgresql://", "postgres://")):
        found.append(Problem("database.url must start with sqlite: or postgresql://."))
    if config.mail.tls not in {"starttls", "tls", "none"}:
        found.append(Problem("mail.tls must be starttls, tls or none."))
    if bool(config.c2pa.certificate) != bool(config.c2pa.key):
        found.append(Problem("c2pa.certificate and c2pa.key belong together: name both, or neither."))
    if config.storage.endpoint and not config.storage.endpoint.startswith(("https://", "http://")):
        found.append(Problem("storage.endpoint must be an address such as https://s3.example."))
    if config.storage.cache_mb < 100:
        found.append(Problem("storage.cache_mb must be at least 100: pictures are worked on and served from there."))
    if len(config.secrets.key) < 32:
        found.append(Problem("secrets.key must have at least 32 characters; `fediart init` makes one."))
    found += [Problem(words) for words in operation.problems(config.log, config.metrics)]
    found += [Problem(words) for words in operation.backup_problems(config.backup)]
    positive: list[tuple[Any, str]] = [
        (config.media, "media"), (config.federation, "federation"), (config.attachments, "attachments"),
        (config.commissions, "commissions"), (config.imports, "imports"),
    ]  # fmt: skip
    for section, name in positive:
        for item in fields(section):
            value = getattr(section, item.name)
            if isinstance(value, int) and value < 1:
                found.append(Problem(f"{name}.{item.name} must be at least 1."))
    return found


def example(values: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """The whole config as commented TOML: every key, its meaning, its default or the value given."""
    given = values or {}
    lines = ["# The configuration of a fediart instance. Every key is here with its default.", ""]
    for name, kind in SECTIONS:
        lines += [f"# {(kind.__doc__ or '').strip()}", f"[{name}]"]
        for item in fields(kind):
            value = given.get(name, {}).get(item.name, item.default)
            lines += [f"# {item.metadata['doc']}", f"{item.name} = {_toml(value)}"]
        lines.append("")
    return "\n".join(lines)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(word) for word in value) + "]"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
