"""Services fail on demand, so that what happens then can be tried: AWS's do now and then.

    curl -X PUT http://127.0.0.1:4566/_faults -d '{"shares": {"s3": 0.1, "dynamodb": 0.1}, "seed": 1}'
    curl -X DELETE http://127.0.0.1:4566/_faults

A share of the calls that functions make of a service is answered with an error of that service's own which the SDK tries
again. Half of these calls have taken effect before their answer is lost, which a caller cannot tell from the others.
Calls with the account's own keys, those of whoever runs the local cloud, are let through, and so are signed URLs.
"""

import json
import os
import random
import re
import threading

from ministack import app

PATH = "/_faults"
CREDENTIAL = re.compile(rb"Credential=([^/]+)/\d{8}/[^/]+/([^/]+)/aws4_request")
XML = "application/xml"
JSON = "application/x-amz-json-1.0"
# {https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html}, and each service's "Common errors"
ANSWERS = {
    "s3": (503, XML, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"),
    "dynamodb": (500, JSON, '{"__type": "InternalServerError", "message": "Internal server error"}'),
    "sqs": (503, JSON, '{"__type": "ServiceUnavailable", "message": "Service unavailable"}'),
    "states": (400, JSON, '{"__type": "ThrottlingException", "message": "Rate exceeded"}'),
}
EFFECT_SHARE = 0.5


class Faults:
    """Which calls fail. `shares`: 0 to 1 by service; the same seed fails the same calls, counted from when it was set."""

    def __init__(self):
        self._lock = threading.Lock()
        self.set({})

    def set(self, plan):
        """:raises ValueError: in one sentence, when `plan` is none"""
        shares, seed = plan.get("shares", {}), plan.get("seed", 1)
        for service, share in shares.items():
            if service not in ANSWERS:
                raise ValueError(f"Expected one of {', '.join(ANSWERS)} but found {service!r}")
            if not isinstance(share, (int, float)) or not 0 <= share <= 1:
                raise ValueError(f"Expected a share from 0 to 1 for {service} but found {share!r}")
        self.plan = {"shares": shares, "seed": seed}
        self._random = random.Random(seed)

    def choose(self, service):
        """:returns: None for a call that goes well, else whether it takes effect before it fails"""
        share = self.plan["shares"].get(service, 0)
        if share == 0:
            return None
        with self._lock:
            return self._random.random() < EFFECT_SHARE if self._random.random() < share else None


def apply():
    app.app = failing(app.app, Faults(), os.environ["AWS_ACCESS_KEY_ID"].encode())


def failing(application, faults, own_key):
    async def answer(scope, receive, send):
        if scope["type"] != "http":
            return await application(scope, receive, send)
        if scope["path"] == PATH:
            return await change(scope["method"], faults, receive, send)
        service = service_of_function(scope, own_key)
        takes_effect = faults.choose(service)
        if takes_effect is None:
            return await application(scope, receive, send)
        if takes_effect:
            await application(scope, receive, swallow)
        else:
            await read(receive)
        status, kind, body = ANSWERS[service]
        await respond(send, status, kind, b"" if scope["method"] == "HEAD" else body.encode())

    return answer


def service_of_function(scope, own_key):
    """:returns: as the signature names the service; None for a call of nobody's or with the account's own keys"""
    authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    found = CREDENTIAL.search(authorization)
    return found[2].decode() if found and found[1] != own_key else None


async def change(method, faults, receive, send):
    body = await read(receive)
    try:
        if method == "PUT":
            faults.set(json.loads(body))
        elif method == "DELETE":
            faults.set({})
    except (ValueError, AttributeError) as error:
        return await respond(send, 400, "application/json", json.dumps({"message": str(error)}).encode())
    await respond(send, 200, "application/json", json.dumps(faults.plan).encode())


async def read(receive):
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def swallow(_message):
    pass


async def respond(send, status, kind, body):
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
