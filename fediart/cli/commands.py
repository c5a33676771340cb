"""The list of commands: what each is called, what it is for, and the function that does it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fediart.cli import (
    account,
    account_safety,
    admission,
    audit,
    backup,
    certificate,
    check,
    copies,
    copies_elsewhere,
    crawlers,
    docs,
    doctor,
    export_site,
    federation,
    fetch,
    identify,
    imports,
    instance,
    leaving,
    model,
    model_test,
    moderation,
    policy,
    policy_changes,
    publish,
    rescan,
    restore,
    review,
    storage,
    strikes,
    upgrade,
    watching,
)


def _nothing(parser: argparse.ArgumentParser) -> None:
    """Takes no arguments of its own."""


async def _no_command(arguments: argparse.Namespace) -> int:
    """Stands for a group of commands, which argparse never lets through without one of them."""
    return 2


@dataclass(frozen=True, slots=True)
class Command:
    """`run` gets the parsed arguments (`.config` is the path of the config file) and returns the exit status."""

    name: str
    help: str
    run: Callable[[argparse.Namespace], Coroutine[Any, Any, int]] = _no_command
    add_arguments: Callable[[argparse.ArgumentParser], None] = _nothing
    children: tuple[Command, ...] = ()
    epilog: str = ""


COMMANDS: tuple[Command, ...] = (
    Command("init", "make a new instance: config, folders and database", instance.init, instance.init_arguments),
    Command("serve", "start the web server", instance.serve, instance.serve_arguments),
    Command("worker", "do the background work only", instance.worker, watching.arguments),
    Command(
        "migrate",
        "bring the database to this version's schema, or move it from SQLite to PostgreSQL",
        instance.migrate_database,
        instance.migrate_arguments,
    ),
    Command("upgrade", "back the database up, then bring it to this version's schema", upgrade.upgrade),
    Command(
        "downgrade",
        "go back to the database from before the last upgrade; a backup of today's is made first",
        upgrade.downgrade,
        upgrade.downgrade_arguments,
    ),
    Command(
        "backup",
        "copy database, files, config, secrets and certificates while the instance runs, and read the copy back",
        backup.backup,
        backup.backup_arguments,
        epilog="A file is copied once, however many backups hold it. Bring one back with `fediart restore`.",
    ),
    Command(
        "backups",
        "list the backups, or read every byte of them back",
        backup.list_all,
        backup.list_arguments,
        epilog="Exit status 1 where one is damaged.",
    ),
    Command(
        "restore",
        "make an instance of a backup, in a fresh folder; nothing that is there is written over",
        restore.run,
        restore.arguments,
        epilog="Exit status 3 where files are missing that rows name.",
    ),
    Command("log", "show what admins and moderators did", strikes.show_log, strikes.log_arguments),
    Command(
        "account",
        "make and mend accounts",
        children=(
            Command("create", "make an account, usable at once", account.create, account.create_arguments),
            Command("list", "list all accounts", account.list_all, account.list_arguments),
            Command("act", "warn, limit, freeze, suspend ... with a reason", strikes.act, strikes.act_arguments),
            Command("undo", "take a decision back", strikes.undo, strikes.undo_arguments),
            Command("strikes", "list what was decided about a member", strikes.list_strikes, strikes.strikes_arguments),
            Command("role", "give an account another role", account.role, account.role_arguments),
            Command("reset-password", "set a new password; all sessions end", account.reset, account.reset_arguments),
            Command(
                "second-factor-off",
                "the password alone logs in again",
                account_safety.off,
                account_safety.off_arguments,
            ),
            Command("suspend", "suspend an account, or lift it", account.suspend_one, account.suspend_arguments),
            Command("delete", "delete an account for good, in a week", leaving.delete, leaving.delete_arguments),
            Command("keep", "undo a deletion while there is time", leaving.keep, leaving.keep_arguments),
            Command("deletions", "deleted accounts, and which servers have heard", leaving.list_deletions),
            Command("export", "write everything of an account into a ZIP", leaving.export, leaving.export_arguments),
            Command("trust", "doubts of the detector count for this artist", account.trust, account.trust_arguments),
            Command("distrust", "take the trust in an artist away", account.distrust, account.trust_arguments),
        ),
    ),
    Command(
        "token",
        "API tokens",
        children=(Command("create", "print a new API token", account.token, account.token_arguments),),
    ),
    Command(
        "publish",
        "publish pictures as an artwork, by the same way as the web form",
        publish.run,
        publish.add_arguments,
        epilog="Exit status: 0 published, 3 held for a moderator, 4 refused, 1 an error.",
    ),
    Command(
        "import",
        "bring along what an artist has elsewhere",
        children=(
            Command(
                "bring",
                "read a download or a folder of pictures, and bring in what is in it",
                imports.bring,
                imports.bring_arguments,
                epilog="Exit status: 0 all has come, 3 something could not, 1 an error.",
            ),
            Command("list", "an artist's imports", imports.list_own, imports.own_arguments),
            Command("undo", "take back all that came with an import", imports.undo, imports.undo_arguments),
        ),
    ),
    Command(
        "docs",
        "the documentation",
        children=(
            Command(
                "build",
                "write it as files that any host serves, or that are read without one",
                docs.build_files,
                docs.arguments,
                epilog="Every instance shows the same at /docs.",
            ),
        ),
    ),
    Command(
        "export-site",
        "write an artist's portfolio as files that any host serves",
        export_site.run,
        export_site.arguments,
    ),
    Command("fetch", "look up a person or a post anywhere, by handle or address", fetch.run, fetch.arguments),
    Command(
        "admission",
        "the admission filter",
        children=(
            Command(
                "copies",
                "fingerprints, by which copies are found",
                children=(
                    Command("status", "how many there are, and whether the index is sound", copies.status),
                    Command("rebuild", "make the index anew from the database", copies.rebuild),
                    Command("backfill", "fingerprint works published without one", copies.backfill),
                ),
            ),
            Command(
                "forbidden",
                "pictures that nobody may upload",
                children=(
                    Command("import", "add the PDQ hashes of a file", copies.import_list, copies.import_arguments),
                    Command("export", "print the list as CSV", copies.export_list),
                ),
            ),
            Command(
                "check",
                "judge picture files without publishing them; no instance is needed",
                check.run,
                check.add_arguments,
                epilog="A summary with speed and memory goes to the error output. Exit status: 0 judged, 1 nothing "
                "could be judged, 3 what --fail-on asks for.",
            ),
            Command(
                "policy",
                "the policy as a file, and its versions",
                children=(
                    Command("show", "the policy in sentences", admission.show, admission.version_arguments),
                    Command("export", "print it as TOML", admission.export, admission.export_arguments),
                    Command(
                        "import",
                        "say what a TOML file or a preset would change, or put it in force",
                        admission.import_file,
                        admission.import_arguments,
                    ),
                    Command("history", "list the versions", admission.history, admission.history_arguments),
                ),
            ),
            Command(
                "simulate",
                "what a policy would have made of the newest works; changes nothing",
                admission.try_out,
                admission.simulate_arguments,
            ),
            Command(
                "rescan",
                "judge again everything that is published; nothing goes down without a person",
                rescan.run,
                rescan.arguments,
                epilog="May be stopped at any time; the same command goes on where it was. Exit status 1 where works "
                "could not be measured.",
            ),
            Command("queue", "list what waits for a person", review.queue, review.queue_arguments),
            Command("show", "all that is known of a work, step by step", review.show, review.show_arguments),
            Command("decide", "decide about a work, as a moderator", review.decide_one, review.decide_arguments),
            Command("export", "print the trail of all decisions", review.export, review.export_arguments),
        ),
    ),
    Command(
        "model",
        "detectors: which there are, which judge, what they are worth",
        children=(
            Command(
                "install",
                "put in a detector from a folder, an archive or an address",
                model.install,
                model.install_arguments,
                epilog="Takes fediart's own folders and those that Hugging Face publishes; see docs/detector.md.",
            ),
            Command("list", "list the models and which judge", model.list_all, model.list_arguments),
            Command("use", "choose the models that judge; several vote", model.use, model.use_arguments),
            Command("remove", "delete an installed model", model.remove, model.remove_arguments),
            Command(
                "test",
                "measure a model on pictures whose making is known",
                model_test.run,
                model_test.arguments,
                epilog="Writes reliability.png and roc.png. No instance is needed where --model names a folder.",
            ),
        ),
    ),
    Command(
        "policy",
        "read no-AI policies",
        children=(
            Command(
                "check",
                "report every no-AI signal about a page, an object, a picture or a feed, on any server",
                policy.check,
                policy.check_arguments,
                epilog=policy.EXIT_WORDS,
            ),
        ),
    ),
    Command(
        "rights",
        "the no-AI-training policy of this instance",
        children=(
            Command(
                "audit",
                "look at published works on the running site as collectors see them",
                audit.run,
                audit.arguments,
                epilog=policy.EXIT_WORDS,
            ),
            Command(
                "changes",
                "changes of AI policies, and how far the works have been brought up to date",
                policy_changes.run,
                policy_changes.arguments,
            ),
            Command(
                "certificate",
                "the certificate that seals public files with Content Credentials: show it, renew it",
                certificate.run,
                certificate.add_arguments,
                epilog="Exit status: 0 files can be sealed with it, 1 they cannot.",
            ),
            Command(
                "identify",
                "tell the work and the artist of a picture by the identifier hidden in its pixels",
                identify.run,
                identify.arguments,
                epilog=identify.EXIT_WORDS,
            ),
            Command("crawlers", "list the AI crawlers known by name", crawlers.list_all, crawlers.list_arguments),
            Command(
                "update-crawlers",
                "put a newer list of AI crawlers in force, or take it back",
                crawlers.update,
                crawlers.update_arguments,
            ),
        ),
    ),
    Command(
        "federation",
        "how other servers fare, rules for them, and relays",
        children=(
            Command(
                "status",
                "each server's last success, queue, failures, next try and software",
                federation.status,
                federation.status_arguments,
            ),
            Command(
                "media",
                "our copies of other servers' pictures: how much room they take; trim them",
                copies_elsewhere.run,
                copies_elsewhere.arguments,
            ),
            Command("block", "make or change the rule for a domain", moderation.block, moderation.block_arguments),
            Command("unblock", "take the rule for a domain back", moderation.unblock, moderation.unblock_arguments),
            Command("allow", "put a domain on the allow-list", moderation.allow, moderation.allow_arguments),
            Command("mode", "keep to the block-list or to the allow-list", moderation.mode, moderation.mode_arguments),
            Command("list", "list the rules", moderation.list_all, moderation.list_arguments),
            Command(
                "import",
                "show what a CSV would change, or apply it",
                moderation.import_file,
                moderation.import_arguments,
            ),
            Command("export", "print the rules as Mastodon's CSV", moderation.export),
            Command(
                "relay",
                "relays",
                children=(
                    Command("add", "subscribe to a relay", moderation.relay_add, moderation.relay_add_arguments),
                    Command("remove", "leave a relay", moderation.relay_remove, moderation.relay_arguments),
                    Command("list", "list the relays", moderation.relay_list),
                ),
            ),
        ),
    ),
    Command(
        "storage",
        "where files are kept, and moving them while everything runs",
        children=(
            Command("status", "say where files are kept and how many", storage.status, storage.status_arguments),
            Command("move", "move them to the bucket of the config, or back", storage.move, storage.move_arguments),
        ),
    ),
    Command(
        "doctor",
        "check config, database, storage, keys, detector, AI policy and clock",
        doctor.run,
        doctor.arguments,
        epilog="Exit status 1 where something is broken.",
    ),
)
