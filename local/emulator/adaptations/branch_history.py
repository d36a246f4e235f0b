"""The history of an execution tells which state of which branch an event belongs to, as AWS's does.

ministack writes no events for the states inside a Parallel or Map state, and no `previousEventId`, the one thing that
links a task's success to its state when branches run side by side. Events of branches could also get the same id.
Nor does it write TaskStarted, by which waiting can be told from working.
"""

import contextvars
import threading

from ministack.services import stepfunctions

from .source import replace_lines

_lock = threading.Lock()
# Each branch runs in a copy of its parent's context, so this follows the branch, and starts at the fork.
_previous_event_id = contextvars.ContextVar("previous_event_id", default=0)
_execution = contextvars.ContextVar("execution", default=None)


def apply():
    add_event = stepfunctions._add_event
    start_execution = stepfunctions._run_execution

    def add_linked_event(execution, event_type, details=None):
        with _lock:
            event = add_event(execution, event_type, details)
        event["previousEventId"] = _previous_event_id.get()
        _previous_event_id.set(event["id"])
        _execution.set(execution)
        return event

    def run_execution_from_its_first_event(execution_arn):
        _previous_event_id.set(1)  # ExecutionStarted
        start_execution(execution_arn)

    stepfunctions._add_event = add_linked_event
    stepfunctions._run_execution = run_execution_from_its_first_event
    replace_lines(
        stepfunctions,
        "_run_sub_machine",
        [
            (
                '        if state_type == "Succeed":\n',
                '        _add_event(execution, f"{state_type}StateEntered", {"stateEnteredEventDetails": {\n'
                '            "name": current_name, "input": json.dumps(current_input)}})\n'
                '        entered_name = current_name\n'
                '        if state_type == "Succeed":\n',
            ),
            (
                "            current_input, current_name = handler_fn(\n                state_def, current_input, ctx)\n",
                "            current_input, current_name = handler_fn(\n                state_def, current_input, ctx)\n"
                '        _add_event(execution, f"{state_type}StateExited", {"stateExitedEventDetails": {\n'
                '            "name": entered_name, "output": json.dumps(current_input)}})\n',
            ),
        ],
    )


def note_task_started():
    """To be called where a task begins its work, which may be long after it was scheduled."""
    execution = _execution.get()
    if execution is not None:
        details = {"taskStartedEventDetails": {"resourceType": "lambda", "resource": "invoke"}}
        stepfunctions._add_event(execution, "TaskStarted", details)
