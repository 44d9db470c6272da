"""Template tags: words in the reader's language, the style sheet, and the hidden fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from frihavn.web.language import Words, words_of
from frihavn.web.ui.style import css

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> str:
    """One of the sites' texts; days among the values are written out."""
    words: Words = context["words"]
    return words.say(
        key, **{name: words.day(value) if isinstance(value, date) else value for name, value in values.items()}
    )


@register.simple_tag(takes_context=True)
def sayof(context: Context, start: str, end: str) -> str:
    """One of the sites' texts whose key has two halves."""
    words: Words = context["words"]
    return words.say(start + end)


@register.simple_tag(takes_context=True)
def day(context: Context, value: date) -> str:
    """A day written out."""
    words: Words = context["words"]
    return words.day(value)


@register.simple_tag(takes_context=True)
def short_day(context: Context, value: date) -> str:
    """A day as short as it is still read without doubt, for tables."""
    words: Words = context["words"]
    return words.short_day(value)


@register.simple_tag
def own_name(code: str) -> str:
    """A language's name in itself."""
    return words_of(code).own_name


@register.simple_tag
def style(*more: str) -> SafeString:
    """The style sheet, and further ones by name."""
    return mark_safe(css(*more))  # noqa: S308 - our own files


@register.simple_tag(takes_context=True)
def hidden(context: Context) -> SafeString:
    """What every form of the public site carries: its page and language; before a file what was said, sealed; from the
    file on its ticket, and the proof that it is ours.
    """
    page = format_html(
        '<input type="hidden" name="page" value="{}"><input type="hidden" name="language" value="{}">',
        context["page"].name, context["words"].code,
    )  # fmt: skip
    if "sealed_state" in context:
        return page + format_html('<input type="hidden" name="state" value="{}">', context["sealed_state"])
    return page + format_html(
        '<input type="hidden" name="ticket" value="{}"><input type="hidden" name="proof" value="{}">',
        context["ticket"], context["proof"],
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def law_lang(context: Context) -> SafeString:
    """Says that a text of the law is in English, where nobody has translated the law into the page's language."""
    tongue = context.get("tongue", "")
    if not tongue or tongue == context["words"].code:
        return mark_safe("")
    return format_html(' lang="{}" dir="ltr"', tongue)


@register.simple_tag(takes_context=True)
def sealed(context: Context) -> SafeString:
    """What every form of the staff site carries: its ticket, and the proof that it is of this session."""
    return format_html(
        '<input type="hidden" name="ticket" value="{}"><input type="hidden" name="proof" value="{}">',
        context["ticket"], context["proof"],
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def wrong(context: Context, name: str) -> str:
    """What is wrong with a field, right above it; nothing where it is right."""
    key = (context.get("errors") or {}).get(name)
    return format_html('<p class="says" id="{}-wrong">{}</p>', name, say(context, key)) if key else ""


@register.filter
def has(table: Mapping[str, Any], name: str) -> bool:
    """Whether a table has a name."""
    return name in table


@register.filter
def text(value: object) -> str:
    """A value as text, to compare it with what a form sent."""
    return str(value)
