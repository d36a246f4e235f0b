"""An execution that is at work for longer than its state machine's TimeoutSeconds ends as TIMED_OUT, and says so on the bus.

ministack reads the time-outs of tasks alone: an execution would run for ever where AWS ends it, and nobody could see what becomes of
its record. What its tasks are about at that moment ends with them (stopped_executions.py).
"""

import json
import threading

from ministack.core.responses import now_iso
from ministack.services import stepfunctions


def apply():
    run_execution = stepfunctions._run_execution

    def run_execution_in_time(execution_arn):
        execution = stepfunctions._executions.get(execution_arn)
        timer = threading.Timer(seconds_of(execution), time_out, [execution])
        timer.daemon = True
        timer.start()
        try:
            run_execution(execution_arn)
        finally:
            timer.cancel()

    stepfunctions._run_execution = run_execution_in_time


def seconds_of(execution):
    """Of the state machine as it is now; without a time-out as long as a thread can wait."""
    machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) or {}
    return json.loads(machine.get("definition", "{}")).get("TimeoutSeconds", threading.TIMEOUT_MAX)


def time_out(execution):
    if execution["status"] != "RUNNING":
        return
    execution.update(status="TIMED_OUT", stopDate=now_iso())
    stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
    stepfunctions._emit_execution_status_event(execution)
