"""What every answer carries: nothing is kept, nothing is fetched from elsewhere, and its length says little."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from frihavn.web.language import LANGUAGES
from frihavn.web.operator import operator
from frihavn.web.settings import SITE
from frihavn.web.ui.style import STAFF, css

BUCKETS = (4096, 8192, 14336, 32768)
"""Bytes on the wire of a page: each is padded to the next; longer ones to a multiple of the last."""
_EXTRA_MAX = 65535
_FIXED = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "X-Robots-Tag": "noindex, noarchive",
    "X-DNS-Prefetch-Control": "off",
}


def policy() -> str:
    """The Content-Security-Policy: our style sheets by their hashes, forms to us, and nothing else."""
    sheets = [css(), css(STAFF)] if SITE == "staff" else [css()]
    styles = " ".join(f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'" for sheet in sheets)
    return (
        f"default-src 'none'; style-src {styles}; img-src 'self' data:; "
        f"form-action 'self' {' '.join(exits())}; frame-ancestors 'none'; base-uri 'none'"
    )


def exits() -> list[str]:
    """Origins of the pages that whoever leaves is taken to: a browser counts a redirect as the form's address."""
    return sorted({"https://" + urlsplit(operator().leave(code)).netloc for code in LANGUAGES})


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: fixed headers, compression, padding."""
    content_policy = policy()

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _FIXED.items():
            response.setdefault(name, value)
        response.setdefault("Content-Security-Policy", content_policy)
        if request.is_secure():
            response.setdefault("Strict-Transport-Security", "max-age=63072000")
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
            response.content = packed(response.content) if takes_gzip else padded_plain(response.content)
            if takes_gzip:
                response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
        return response

    return answer


def bucket(size: int) -> int:
    """The size that something of this size is padded to."""
    for limit in BUCKETS:
        if size <= limit:
            return limit
    return -(-size // BUCKETS[-1]) * BUCKETS[-1]


def packed(html: bytes) -> bytes:
    """A page as gzip (RFC 1952), filled up in the header's extra field, which browsers pass over."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(html) + deflate.flush()
    trailer = (zlib.crc32(html) & 0xFFFFFFFF).to_bytes(4, "little") + (len(html) & 0xFFFFFFFF).to_bytes(4, "little")
    fixed = 10 + 2 + len(body) + len(trailer)
    extra = min(bucket(fixed) - fixed, _EXTRA_MAX)
    start = b"\x1f\x8b\x08\x04" + b"\x00" * 4 + b"\x02\xff"
    return start + extra.to_bytes(2, "little") + b"\x00" * extra + body + trailer


def padded_plain(html: bytes) -> bytes:
    """A page without compression, filled up by spaces at its end."""
    return html + b" " * (bucket(len(html)) - len(html))
