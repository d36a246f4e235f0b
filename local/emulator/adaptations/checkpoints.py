"""State survives a SIGKILL, but for the last seconds.

ministack saves its state when it is stopped in order, and only then. Here it is saved every few seconds while something
changes. A checkpoint is whole or not there: its files are written beside the current ones and then moved, and a move
that was interrupted is finished at the next start. Executions are copied first: a record in the table may then be newer
than its execution, which does no harm, but never older than an execution that counts as finished.
`POST /_checkpoint` answers when everything up to now is saved.
"""

import asyncio
import json
import os
import shutil
import sys
import threading
import time

from ministack import app
from ministack.core import persistence
from ministack.services import stepfunctions

SECONDS_BETWEEN = 3
# With many executions a checkpoint takes a while; this keeps its share of the time small.
TIMES_ITS_OWN_DURATION = 10
COPY_ATTEMPTS = 20
CHECKPOINT = ("POST", "/_checkpoint")
READING = ("Get", "List", "Describe", "Query", "Scan", "BatchGet", "Lookup")

_changed = threading.Event()
_saving = threading.Lock()


def apply():
    if not persistence.PERSIST_STATE:
        return
    finish_move()
    app.save_all = save
    app.app = noting_changes(app.app)

    add_event = stepfunctions._add_event

    def add_event_and_note(*args, **kwargs):
        _changed.set()
        return add_event(*args, **kwargs)

    stepfunctions._add_event = add_event_and_note
    threading.Thread(target=save_while_changing, daemon=True, name="checkpoints").start()


def noting_changes(application):
    """Marks the state as changed by every request that may change it; questions do not. Saves it where asked to."""

    async def noting(scope, receive, send):
        if scope["type"] == "http" and (scope["method"], scope["path"]) == CHECKPOINT:
            await asyncio.to_thread(save, app._build_persistence_save_dict())
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            return
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            target = next((value for name, value in scope["headers"] if name == b"x-amz-target"), b"")
            if not target.decode("latin-1").rpartition(".")[2].startswith(READING):
                _changed.set()
        await application(scope, receive, send)

    return noting


def save_while_changing():
    pause = SECONDS_BETWEEN
    while True:
        time.sleep(pause)
        if _changed.is_set():
            _changed.clear()
            started = time.monotonic()
            try:
                save(app._build_persistence_save_dict())
            except OSError as error:  # a full disk: there may be room later
                print(f"Expected to save a checkpoint but found: {error}", file=sys.stderr, flush=True)
                _changed.set()
            pause = max(SECONDS_BETWEEN, TIMES_ITS_OWN_DURATION * (time.monotonic() - started))


def save(services):
    """Takes the place of ministack's own `save_all`."""
    with _saving:
        names = sorted(services, key=lambda name: name != "stepfunctions")
        states = {name: copy_state(services[name]) for name in names}
        write({name: state for name, state in states.items() if state is not None})


def copy_state(get_state):
    """Copies a service's state while requests change it: a dictionary that grows meanwhile means another try."""
    for attempt in range(COPY_ATTEMPTS):
        try:
            return get_state()
        except RuntimeError:
            if attempt == COPY_ATTEMPTS - 1:
                raise
            time.sleep(0.01)


def write(states):
    shutil.rmtree(_beside("next"), ignore_errors=True)
    os.makedirs(_beside("next"))
    for name, state in states.items():
        document = {"__ministack_format__": persistence._state_format_version(name), "payload": state}
        with open(os.path.join(_beside("next"), f"{name}.json"), "w") as file:
            json.dump(document, file, default=persistence._json_default)
    os.replace(_beside("next"), _beside("complete"))  # from here on, this is the state
    finish_move()


def finish_move():
    """Moves a complete checkpoint over the current files. What a SIGKILL interrupted is done at the next start."""
    shutil.rmtree(_beside("next"), ignore_errors=True)
    if not os.path.isdir(_beside("complete")):
        return
    for name in os.listdir(_beside("complete")):
        os.replace(os.path.join(_beside("complete"), name), os.path.join(persistence.STATE_DIR, name))
    os.rmdir(_beside("complete"))


def _beside(name):
    return os.path.join(persistence.STATE_DIR, f"checkpoint-{name}")
