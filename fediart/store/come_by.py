"""Pictures from other servers that members come by without following anybody: the newest, and those under a tag."""

from __future__ import annotations

from fediart.store.database import Reading
from fediart.store.gallery import FIRST, Cursor
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import SEEN_BY, UNMUTED, UNSILENCED

_SHOWN = f"""exists (select 1 from remote_media m where m.post_id = p.id and m.role = 'post'
    and m.state in ('waiting', 'kept'))
    and {SEEN_BY} and {UNSILENCED} and {UNMUTED}"""


async def newest(tx: Reading, *, viewer: int, before: Cursor = FIRST, limit: int = 30) -> list[Spoken]:
    """Public posts of others that show pictures and answer nobody."""
    rows = await tx.all(
        f"""select {SPOKEN} from posts p {ITS_AUTHOR}
        where p.local = 0 and p.visibility = 'public' and p.kind = 'note' and p.deleted = 0
        and (p.published, p.id) < (:time, :last) and {_SHOWN} order by p.published desc, p.id desc limit :limit""",
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await gather(tx, rows, viewer=viewer)


async def tagged(tx: Reading, tag: str, *, viewer: int, limit: int = 30) -> list[Spoken]:
    """The newest of them under one tag."""
    rows = await tx.all(
        f"""select {SPOKEN} from post_tags t join posts p on p.id = t.post_id {ITS_AUTHOR}
        where t.tag = :tag and p.local = 0 and p.visibility = 'public' and p.kind = 'note'
        and {_SHOWN} order by t.published desc limit :limit""",
        tag=tag,
        viewer=viewer,
        limit=limit,
    )
    return await gather(tx, rows, viewer=viewer)
