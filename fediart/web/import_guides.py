"""How to ask for one's data at each place, step by step, and what the columns of the table mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fediart.language import N_

Step = str

GUIDES: Final[Mapping[str, Sequence[Step]]] = {
    "instagram": (
        N_("On Instagram, open “Accounts Centre”, and there “Your information and permissions”."),
        N_("Choose to download (or export) your information: to your device, all time, and in high quality."),
        N_("Your posts and stories are enough: they stand under “Content” or “Media”."),
        N_("As a format, take JSON: its dates are exact, and nothing hangs on the language. HTML comes in, too."),
        N_("Instagram writes to you when it is ready, usually within hours. The link holds for about four days."),
        N_("Download every part of it, and send in the ZIP files as they are. You see everything before it comes."),
    ),
    "folder": (
        N_("Put your pictures into one folder. Your own files are better than what a site gives back."),
        N_("What is only on a site: open each work on DeviantArt, ArtStation or Cara, and save its largest picture."),
        N_("Download the table below and fill it in: a line for each picture, with the title, the day and your words."),
        N_("Save it as manifest.csv in the folder. Without it, each picture becomes a work named after its file."),
        N_("Pack the folder as a ZIP, and send it in."),
    ),
    "mastodon": (
        N_("On Mastodon, open Preferences, “Import and export”, “Data export”, and request your archive."),
        N_("You are written to when it is ready. It holds your posts with their pictures."),
        N_("Send in the file as it is (.zip or .tar.gz). Posts without pictures stay where they are."),
        N_("Whom you follow, block and mute is in lists of their own on the same page: bring those in, too."),
    ),
    "pixelfed": (
        N_("On Pixelfed, open Settings, “Data export”, and download your statuses: pixelfed-statuses.json."),
        N_("The file names your pictures and does not hold them: they are fetched from your server when they come in."),
        N_("So leave your account there in place until all has come."),
        N_("The files of whom you follow, mute and block can be sent in with it, or by themselves."),
    ),
    "fediart": (
        N_("On the other fediart, open Settings, “Leaving”, and pack everything that is yours."),
        N_("Download the archive when it is ready, and send it in here as it is."),
    ),
    "lists": (
        N_("On Mastodon, open Preferences, “Import and export”, “Data export”, and download the lists as CSV."),
        N_("Other servers have the same lists in their settings. Ours are on this page, below."),
        N_("Send in one or several of them. You see every line before it is done."),
    ),
}

COLUMNS: Final[Sequence[tuple[str, str]]] = (
    ("file", N_("The name of the picture in the folder, such as heron.jpg or 2019/heron.jpg.")),
    ("work", N_("Any word. Lines with the same word are pictures of one work, in this order.")),
    ("title", N_("Without one, the name of the file.")),
    ("description", N_("Your words about it.")),
    ("tags", N_("Separated by commas.")),
    ("date", N_("When it was published, such as 2019-03-12. Without one, the date of the file.")),
    ("alt", N_("Describes the picture for people who cannot see it.")),
    ("caption", N_("Stands below the picture, in works of several.")),
    ("series", N_("One of yours, or a new one.")),
    ("medium", N_("Such as Watercolour.")),
    ("tools", N_("What you made it with.")),
    ("year", N_("When you made it, in your words.")),
    ("size", N_("How large it is, in your words.")),
    ("licence", N_("Such as cc-by-4.0; without one, all rights reserved.")),
    ("warning", N_("A content warning that stands before it.")),
    ("mature", N_("yes for nudity, violence or the like.")),
    ("visibility", N_("public, unlisted or followers.")),
    ("language", N_("Of your words, such as en or pt-BR.")),
    ("url", N_("Where it was, so that it is known again should you send it in twice.")),
)
