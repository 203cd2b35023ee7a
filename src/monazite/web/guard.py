"""Who may ask, how large may a request be, and what may a page do in the browser?

No page may load anything from elsewhere. On loopback only requests that name this machine are
answered, so that no foreign page can reach the server under a name of its own; a request that
changes nothing elsewhere still has to come from our own pages. Away from loopback a token is asked
for once and kept in a cookie.
"""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.requests import Request

from monazite.web.settings import LARGEST_BODY, LARGEST_UPLOAD, LOOPBACK, Settings
from monazite.web.visit import visit_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load: its own files only. Inline styles are needed by the charts' tooltips."""

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

COOKIE = "monazite_token"
UPLOADS = ("/screen/sheet", "/table.xlsx")
"""Paths to which a sheet or a table may be sent."""


class Guard:
    """Which requests reach the app, and which headers do all answers carry?

    ASGI middleware: refuses foreign host names and origins, missing tokens and large bodies, each
    with a short text; adds :data:`HEADERS` to whatever is answered.
    """

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, or refuse it before the app sees it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        refused = self._refusal(scope, headers)
        if refused is not None:
            await _answer(send, *refused)
            return
        shown = self._shown_token(scope)
        if shown is not None:
            await _answer(send, 303, "", shown)
            return
        limit = LARGEST_UPLOAD + 100_000 if scope["path"] in UPLOADS else LARGEST_BODY
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            say = visit_of(Request(scope)).say
            await _answer(send, 413, say("fault.not_read", limit=f"{limit:,}"))
            return
        await self.app(scope, _capped(receive, limit), _with_headers(send))

    def _refusal(self, scope: Any, headers: dict[str, str]) -> tuple[int, str] | None:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if self.settings.on_loopback and host not in (*LOOPBACK, "::1", "testserver"):
            return 421, "This server answers to localhost only. 本服务仅响应本机请求。"
        if scope["method"] not in ("GET", "HEAD"):
            origin = headers.get("origin")
            if origin not in (None, "null") and urlsplit(str(origin)).hostname != host:
                return 403, "The request came from another site. 请求来自其他网站。"
            if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "The request came from another site. 请求来自其他网站。"
        token = self.settings.token
        if token is None or self._shown_token(scope) is not None:
            return None
        given = _bearer(headers) or _cookie(headers)
        if not hmac.compare_digest(given.encode(), token.encode()):
            return 401, (
                "Open the address that the server printed when it started; it holds the access "
                "token. 请使用服务启动时显示的完整地址，其中含访问令牌。"
            )
        return None

    def _shown_token(self, scope: Any) -> list[tuple[bytes, bytes]] | None:
        """Return headers that keep a right token and take it out of the address."""
        token = self.settings.token
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((value for key, value in query if key == "token"), None)
        if (
            token is None
            or given is None
            or not hmac.compare_digest(given.encode(), token.encode())
        ):
            return None
        rest = urlencode([pair for pair in query if pair[0] != "token"])
        path = "/" + quote(scope["path"].lstrip("/"))  # "//name" would lead to another machine
        place = path + (f"?{rest}" if rest else "")
        cookie = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"
        return [(b"location", place.encode()), (b"set-cookie", cookie.encode())]


def _bearer(headers: dict[str, str]) -> str:
    """Return the token that a program sends (`Authorization: Bearer TOKEN`), "" if none."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _cookie(headers: dict[str, str]) -> str:
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def _capped(receive: Any, limit: int) -> Any:
    """Return a receiver that ends a body that grows beyond the limit."""
    seen = 0

    async def capped() -> Any:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                return {"type": "http.disconnect"}
        return message

    return capped


def _with_headers(send: Any) -> Any:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            given = {key.lower() for key, _ in message["headers"]}
            extra = [pair for pair in HEADERS if pair[0] not in given]
            if b"cache-control" not in given:
                extra.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return sent


async def _answer(
    send: Any, status: int, text: str, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    body = text.encode()
    given = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS, *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": given})
    await send({"type": "http.response.body", "body": body})
