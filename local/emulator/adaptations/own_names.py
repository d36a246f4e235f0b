"""No web page elsewhere reaches the emulator through the browser of whoever runs it.

It listens on the loopback alone, but a browser on this machine reaches that for any page: by a form or a script of a
foreign page (POST /_ministack/reset needs no signature, and everybody knows the keys), or by DNS rebinding, where the name
of a foreign page comes to mean 127.0.0.1 and the page's scripts may read the answers. So what names a host that is not the
emulator's own is refused, and so is what a browser says comes from a page of another machine. Programs send no Origin.
"""

import json
import re

from ministack import app

LOOPBACK = r"(localhost|([\w-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])"
# What this machine and its programs call the emulator: the loopback and names below localhost (buckets, APIs,
# distributions), a container's name for its host, and AWS's own names, which a client with a fixed resolver sends. Nobody
# else can have one of them mean this machine: localhost and internal are reserved, the others are Amazon's.
HOST = re.compile(
    rf"({LOOPBACK}|host\.docker\.internal|([\w.-]+\.)?amazonaws\.com(\.cn)?|[\w-]+\.cloudfront\.net)(:\d{{1,5}})?",
    re.IGNORECASE,
)
# Not Amazon's: anybody can have a page there. Nor "null", behind which any page can hide.
ORIGIN = re.compile(rf"https?://{LOOPBACK}(:\d{{1,5}})?", re.IGNORECASE)


def apply():
    app.app = answering_own_names(app.app)


def answering_own_names(application):
    async def answer(scope, receive, send):
        refusal = scope["type"] in ("http", "websocket") and refuse(scope)
        if not refusal:
            await application(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            body = json.dumps({"__type": "AccessDeniedException", "message": refusal}).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    return answer


def refuse(scope):
    """:returns: why, or None for what may be answered"""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host, origin = headers.get("host", ""), headers.get("origin")
    if not HOST.fullmatch(host):
        return f"Expected a name of this machine as Host but found {host!r}"
    if origin is not None and not ORIGIN.fullmatch(origin):
        return f"Expected a page of this machine as Origin but found {origin!r}"
    if origin is None and headers.get("sec-fetch-site") == "cross-site" and changes_something(scope):
        return "Expected a page of this machine but found one that does not say its Origin"
    return None


def changes_something(scope):
    """Pictures and links of any page name no Origin. They read, unless they are calls of the query protocol."""
    return scope.get("method", "GET") not in ("GET", "HEAD") or b"Action=" in scope["query_string"]
