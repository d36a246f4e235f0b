"""A state that was made on one port works on every other.

ministack keeps addresses of its own in its state: queue URLs, by which it finds its queues, the same as outputs of the
stack and in the environment of functions, and where layers lie. On another port no queue was found by its name any more,
and photographs were uploaded and never processed, without a word. Before a state is read, its addresses move along.
"""

import os
import re

from ministack.core import persistence

# What people have put there: not a letter of it changes.
CONTENTS = {"cloudwatch_logs", "dynamodb", "dynamodb_streams", "s3", "stepfunctions"}
QUEUE_URL = re.compile(r"://localhost:(\d+)/\d{12}/")


def apply():
    if persistence.PERSIST_STATE:
        move(persistence.STATE_DIR, os.environ["GATEWAY_PORT"])


def move(folder, port):
    """Queues come last: an interrupted move is done again."""
    queues = os.path.join(folder, "sqs.json")
    if not os.path.exists(queues):
        return
    with open(queues) as file:
        others = set(QUEUE_URL.findall(file.read())) - {port}
    if not others:
        return
    # Also names below it, as those of an API: http://<id>.execute-api.localhost:4566
    address = re.compile(rf"(?<=[/.]localhost:)({'|'.join(sorted(others))})(?!\d)")
    names = {name for name in os.listdir(folder) if name.endswith(".json") and name[:-5] not in CONTENTS}
    for name in [*sorted(names - {"sqs.json"}), "sqs.json"]:
        rewrite(os.path.join(folder, name), lambda text: address.sub(port, text))


def rewrite(path, change):
    with open(path) as file:
        before = file.read()
    after = change(before)
    if after == before:
        return
    with open(f"{path}.moved", "w") as file:
        file.write(after)
    os.replace(f"{path}.moved", path)
