"""Starts ministack with the adaptations that this project needs, each in a file of its own with its reason.

    python local/emulator/launch.py

Settings are ministack's own environment variables. Nothing of ministack's files is changed. An adaptation that no
longer fits stops the launch: better no emulator than one that behaves differently from what the tests have proven.
"""

import importlib.metadata
import os
import signal
import sys
import threading
import time

VERSION = "1.5.33"  # what the adaptations were written for and tried with
PARENT_CHECK_SECONDS = 0.5


def main():
    installed = importlib.metadata.version("ministack")
    if installed != VERSION:
        raise SystemExit(f"Expected ministack {VERSION} but found {installed}: see local/requirements/ministack.txt")

    from adaptations import (
        any_key,
        any_port,
        batch_actions,
        bounded_workers,
        branch_history,
        checkpoints,
        cloudfront_api_origin,
        error_names,
        execution_time_outs,
        faults,
        http_api_answers,
        http_api_bodies,
        metric_math,
        object_versions,
        own_names,
        retry_delays,
        sign_in_tokens,
        sorted_partitions,
        stopped_executions,
        stream_positions,
        transport,
        unfinished_work,
        user_pool_resources,
        worker_logs,
    )

    for adaptation in (
        error_names,
        object_versions,
        any_key,
        transport,
        batch_actions,
        retry_delays,
        branch_history,
        stopped_executions,
        execution_time_outs,
        bounded_workers,  # around it: what waits for its turn is not at work yet
        unfinished_work,
        stream_positions,
        checkpoints,
        http_api_bodies,
        http_api_answers,
        worker_logs,
        sorted_partitions,
        cloudfront_api_origin,
        faults,
        user_pool_resources,
        sign_in_tokens,
        metric_math,
        any_port,  # after the checkpoint that was interrupted is in place
        own_names,  # before everything else that answers
    ):
        adaptation.apply()

    # By its number, not os.getppid(): this process may be an orphan before it comes to ask. The functions must not see it.
    parent = int(os.environ.pop("PARENT_PID", os.getppid()))
    threading.Thread(target=stop_with_parent, args=(parent,), daemon=True).start()

    from ministack import app
    from ministack.core import lambda_runtime

    code = 0
    try:
        app.main()  # until SIGTERM or SIGINT; it has saved its state when it returns
    except SystemExit as exit:
        code = exit.code if isinstance(exit.code, int) else 1
        if isinstance(exit.code, str):
            print(exit.code, file=sys.stderr)
    lambda_runtime.reset()  # ends the functions' processes and removes their folders, which ministack itself leaves
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads of executions that are under way would keep the interpreter alive until their tasks end.
    os._exit(code)


def stop_with_parent(parent):
    """Stops in order when the process that started this one is gone: a SIGKILL leaves nobody to say so."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
