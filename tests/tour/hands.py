"""A person in front of a page: reads it, fills in the form they see, and presses its button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lxml.html
from lxml.html import FormElement, HtmlElement

from tests.site import Answer, Client, form_data

NO_FILE = ("", b"", "application/octet-stream")  # what browsers send for a file field that was left alone


def page_of(answer: Answer) -> HtmlElement:
    return lxml.html.document_fromstring(answer.body)


def words(answer: Answer) -> str:
    """What the page says, as a person reads it: without tags, with single spaces."""
    page = page_of(answer)
    return " ".join((page.find(".//main") if page.find(".//main") is not None else page).text_content().split())


async def press(
    browser: Client, path: str, button: str, fields: Mapping[str, Any] | None = None, *, follow: bool = True
) -> Answer:
    """Opens the page, fills `fields` into the form with this button, and sends what a browser would send.

    A value `(file name, bytes, media type)`, or a list of such, goes into a file field. Fields that the form does not
    have are an error: a test must not send what no person could.
    """
    shown = await browser.get(path, follow=True)
    assert shown.status == 200, f"{path}: {shown.status} {shown.text[:2000]}"
    form = form_with(shown, button)
    given = filled_in(form)
    for name, value in (fields or {}).items():
        assert name in form.fields, f"the form on {path} has no field {name}; it has {sorted(form.fields)}"
        given[name] = value
    pressed = button_in(form, button)
    if pressed.get("name"):
        given[pressed.get("name")] = pressed.get("value") or ""
    action = pressed.get("formaction") or form.get("action") or shown.path
    answer = await browser.post(action, data=form_data(given), follow=follow)
    assert answer.status < 400 or answer.status == 422, f"{action}: {answer.status} {words(answer)}"
    return answer


def filled_in(form: FormElement) -> dict[str, Any]:
    """What the form would send if nobody touched it: lists, because a field may be there several times."""
    given: dict[str, Any] = {}
    for one in form.inputs:
        ticked = one.get("type") not in ("checkbox", "radio") or one.get("checked") is not None
        silent = one.get("type") in ("submit", "button", "reset") or one.tag == "button"
        if not one.get("name") or not ticked or silent:
            continue
        if one.get("type") == "file":
            given[one.get("name")] = NO_FILE
            continue
        # What lxml calls the value of a ticked box without a value is `on`, also where the value is empty.
        value = one.value if one.tag != "input" else one.get("value", "on" if one.get("type") == "checkbox" else "")
        given.setdefault(one.get("name"), []).append((value or "").removeprefix("\n"))
    return given


def form_with(shown: Answer, button: str) -> FormElement:
    for form in page_of(shown).forms:
        if button_in(form, button) is not None:
            return form
    buttons = [" ".join(one.text_content().split()) for one in page_of(shown).xpath("//form//button")]
    raise AssertionError(f"no button “{button}” on {shown.path}; there are {buttons}")


def button_in(form: FormElement, button: str) -> HtmlElement | None:
    """By its words, or by its words and a number after them (“Like 3”)."""
    for one in form.xpath(".//button[not(@type) or @type='submit']"):
        said = " ".join(one.text_content().split())
        if said.rstrip("0123456789 ") == button or said == button:
            return one
    return None


def has_button(shown: Answer, button: str) -> bool:
    return any(button_in(form, button) is not None for form in page_of(shown).forms)
