"""An admission policy as the fields of the page's form, as a browser would send them."""

from __future__ import annotations

from fediart.admission.policy import Policy, policy_to_dict


def form_of(policy: Policy) -> dict[str, str]:
    body = policy_to_dict(policy)
    fields = {
        f"table.{state}.{row}.{band}": action
        for state, rows in body["table"].items()
        for row, bands in rows.items()
        for band, action in bands.items()
    }
    fields |= {name: "1" for name in ("detector", "score_may_refuse", "two_persons") if body[name]}
    fields |= {name: str(body[name]) for name in ("name", "copies", "answer_days", "decide_days", "appeal_days")}
    return fields | {f"trust.{name}": str(number) for name, number in body["trust"].items()}
