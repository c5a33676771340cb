"""What notifications say, one whole sentence for each kind: for the page as HTML, for pushes as plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from fediart.language import _, listed, ngettext

Values = Mapping[str, str]
Sentence = Callable[[int, Values], str]
NAMED = 2  # people whose names are said; further ones are counted


def who(names: Sequence[str], count: int) -> str:
    """`names` are HTML; `count` is how many people there are, of whom these are the latest."""
    if not names:
        return _("Someone")
    if count <= NAMED:
        return listed(names)
    return ngettext(
        "%(names)s and %(count)s more", "%(names)s and %(count)s more", count - NAMED, names=", ".join(names[:NAMED])
    )


def sentence(kind: str, count: int, *, names: Sequence[str], path: str, title: str) -> str:
    """HTML: `names` and `title` are HTML already, `path` is not. Empty for a kind that is not known here."""
    values = {"who": who(names, count), "path": escape(path), "title": title}
    said = (_TITLED.get(kind) if title else None) or _SENTENCES.get(kind)
    return said(count, values) if said else ""


# Of those that are about a work with a title; `_SENTENCES` has the same without one.
_TITLED: Mapping[str, Sentence] = {
    "like": lambda n, v: ngettext(
        '%(who)s liked <a class="work-title" href="%(path)s">%(title)s</a>',
        '%(who)s liked <a class="work-title" href="%(path)s">%(title)s</a>', n, **v),
    "boost": lambda n, v: ngettext(
        '%(who)s boosted <a class="work-title" href="%(path)s">%(title)s</a>',
        '%(who)s boosted <a class="work-title" href="%(path)s">%(title)s</a>', n, **v),
    "reaction": lambda n, v: ngettext(
        '%(who)s reacted to <a class="work-title" href="%(path)s">%(title)s</a>',
        '%(who)s reacted to <a class="work-title" href="%(path)s">%(title)s</a>', n, **v),
    "artwork-published": lambda n, v: _('<a class="work-title" href="%(path)s">%(title)s</a> is published', **v),
    "review-needed": lambda n, v: _(
        '%(who)s asks for a review of <a class="work-title" href="%(path)s">%(title)s</a>', **v),
    "review-answered": lambda n, v: _(
        '%(who)s has answered about <a class="work-title" href="%(path)s">%(title)s</a>', **v),
    "review-reminder": lambda n, v: _(
        '<a class="work-title" href="%(path)s">%(title)s</a> still waits for a decision', **v),
    "quote-request": lambda n, v: _(
        '%(who)s would like to quote <span class="work-title">%(title)s</span>. <a href="%(path)s">Answer</a>', **v),
    "quote": lambda n, v: _(
        '%(who)s <a href="%(path)s">quotes</a> <span class="work-title">%(title)s</span>', **v),
}  # fmt: skip
_SENTENCES: Mapping[str, Sentence] = {
    "follow": lambda n, v: ngettext("%(who)s follows you", "%(who)s follow you", n, **v),
    "follow-request": lambda n, v: _('%(who)s would like to follow you. <a href="%(path)s">Answer</a>', **v),
    "like": lambda n, v: ngettext(
        '%(who)s liked <a href="%(path)s">your post</a>', '%(who)s liked <a href="%(path)s">your post</a>', n, **v),
    "boost": lambda n, v: ngettext(
        '%(who)s boosted <a href="%(path)s">your post</a>', '%(who)s boosted <a href="%(path)s">your post</a>', n, **v),
    "reaction": lambda n, v: ngettext(
        '%(who)s reacted to <a href="%(path)s">your post</a>',
        '%(who)s reacted to <a href="%(path)s">your post</a>', n, **v),
    "reply": lambda n, v: _('%(who)s <a href="%(path)s">replied</a>', **v),
    "mention": lambda n, v: _('%(who)s <a href="%(path)s">mentioned you</a>', **v),
    "status": lambda n, v: _('%(who)s <a href="%(path)s">posted something new</a>', **v),
    "artwork-published": lambda n, v: _('<a href="%(path)s">Your artwork</a> is published', **v),
    "import-done": lambda n, v: _('<a href="%(path)s">What you brought along</a> is here', **v),
    "artwork-held": lambda n, v: _('<a href="%(path)s">Your artwork</a> waits for a moderator', **v),
    "artwork-refused": lambda n, v: _('<a href="%(path)s">Your artwork</a> was not published', **v),
    "artwork-previewed": lambda n, v: _(
        '<a href="%(path)s">Your artwork</a> is ready: look at it, then publish it', **v),
    "artwork-asked": lambda n, v: _('A moderator asks about <a href="%(path)s">your artwork</a>', **v),
    "artwork-labelled": lambda n, v: _('The label of <a href="%(path)s">your artwork</a> was changed', **v),
    "artwork-withdrawn": lambda n, v: _('<a href="%(path)s">Your artwork</a> was taken down. You can appeal', **v),
    "artwork-restored": lambda n, v: _('<a href="%(path)s">Your artwork</a> is up again', **v),
    "artwork-kept": lambda n, v: _(
        'Another moderator has looked at <a href="%(path)s">your artwork</a>: it stays as it is', **v),
    "review-needed": lambda n, v: _('%(who)s asks for a review of <a href="%(path)s">an artwork</a>', **v),
    "review-answered": lambda n, v: _('%(who)s has answered about <a href="%(path)s">an artwork</a>', **v),
    "review-reminder": lambda n, v: _('<a href="%(path)s">An artwork</a> still waits for a decision', **v),
    "severed": lambda n, v: _(
        "Moderators have suspended a server or a person, which ended follows of yours. "
        '<a href="%(path)s">See which</a>', **v),
    "report": lambda n, v: _('Something was reported. <a href="%(path)s">Have a look</a>', **v),
    "report-handled": lambda n, v: (
        _('Moderators have looked at <a href="%(path)s">your report</a>', **v) if v["path"]
        else _("Moderators have looked at your report")),
    "certificate": lambda n, v: _('The <a href="%(path)s">certificate for Content Credentials</a> needs you', **v),
    "backup": lambda n, v: _('No <a href="%(path)s">backup</a> could be made', **v),
    "rights-audit": lambda n, v: _(
        'The <a href="%(path)s">audit of the AI policy</a> has found something to look at', **v),
    "log-in": lambda n, v: _(
        'Somebody logged in to your account in a new place. Was it not you? <a href="%(path)s">End it</a>', **v),
    "mail-quota": lambda n, v: _('<a href="%(path)s">Mails</a> are put off', **v),
    "words-waiting": lambda n, v: _(
        '%(who)s has written something that <a href="%(path)s">waits for a moderator</a>', **v),
    "words-decided": lambda n, v: _('A moderator has looked at <a href="%(path)s">what you wrote</a>', **v),
    "sign-up": lambda n, v: _('Someone would like to join. <a href="%(path)s">Have a look</a>', **v),
    "move": lambda n, v: _(
        '%(who)s has moved to <a href="%(path)s">%(title)s</a>. You follow them there instead.', **v),
    "reply-refused": lambda n, v: _(
        '%(who)s does not take <a href="%(path)s">your reply</a>: it is seen here only', **v),
    "poll": lambda n, v: _('<a href="%(path)s">A poll</a> you took part in has ended: see the results', **v),
    "quote-request": lambda n, v: _('%(who)s would like to quote your post. <a href="%(path)s">Answer</a>', **v),
    "quote": lambda n, v: _('%(who)s <a href="%(path)s">quotes</a> your post', **v),
    "quote-allowed": lambda n, v: _(
        '%(who)s lets you quote them: <a href="%(path)s">your post</a> shows theirs now', **v),
    "quote-refused": lambda n, v: _(
        '%(who)s does not let you quote them: <a href="%(path)s">your post</a> stands without theirs', **v),
    "trust": lambda n, v: _('Moderators have changed <a href="%(path)s">your standing</a>', **v),
    "vouched": lambda n, v: _('%(who)s vouches for you: <a href="%(path)s">your standing</a>', **v),
    "vouching-paused": lambda n, v: _('You cannot vouch for others <a href="%(path)s">for a time</a>', **v),
    "copy-found": lambda n, v: _(
        '%(who)s shows a picture that looks like yours. <a href="%(path)s">Look at both</a>', **v),
    "copy-credit": lambda n, v: _('%(who)s asks for a credit in <a href="%(path)s">your artwork</a>', **v),
    "copy-permitted": lambda n, v: _(
        '%(who)s, whose work it shows, permits <a href="%(path)s">your artwork</a>', **v),
    "commission-asked": lambda n, v: _('%(who)s asks you for <a href="%(path)s">a commission</a>', **v),
    "commission-said": lambda n, v: _('%(who)s has written about <a href="%(path)s">a commission</a>', **v),
    "commission-moved": lambda n, v: _('There is news about <a href="%(path)s">a commission</a>', **v),
    "opening-answered": lambda n, v: _('%(who)s answers <a href="%(path)s">your job</a>', **v),
    "opening-open": lambda n, v: _('<a href="%(path)s">Your job</a> is on the board', **v),
    "opening-refused": lambda n, v: _('<a href="%(path)s">Your job</a> is not on the board. See why', **v),
    "opening-waiting": lambda n, v: _('%(who)s would like to post a job. <a href="%(path)s">Have a look</a>', **v),
    "strike": lambda n, v: _(
        'Moderators have decided something <a href="%(path)s">about your account</a>. You can appeal', **v),
    "strike-lifted": lambda n, v: _(
        'Moderators have taken back a decision <a href="%(path)s">about your account</a>', **v),
    "strike-decided": lambda n, v: _('Another moderator has decided about <a href="%(path)s">your appeal</a>', **v),
    "strike-appeal": lambda n, v: _('A member appeals a decision. <a href="%(path)s">Have a look</a>', **v),
    "strike-reminder": lambda n, v: _('An appeal of a member still waits. <a href="%(path)s">Have a look</a>', **v),
    "enquiry": lambda n, v: _('You have a <a href="%(path)s">message</a> through your portfolio', **v),
}  # fmt: skip
KNOWN = frozenset(_SENTENCES)
