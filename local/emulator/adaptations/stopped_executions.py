"""An execution that has ended does nothing more, and its history ends with that.

ministack notes that an execution was stopped, and lets its branches go on: they try again, write events after ExecutionAborted, and
where one fails the execution has FAILED after all. Whoever reads the history then believes that it runs.
"""

from ministack.services import stepfunctions

ENDS = {"ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"}


def apply():
    add_event, fail_execution = stepfunctions._add_event, stepfunctions._fail_execution

    def add_event_before_the_end(execution, event_type, details=None):
        end_with(execution)
        return add_event(execution, event_type, details)

    def fail_execution_before_the_end(execution, error, cause):
        end_with(execution)
        fail_execution(execution, error, cause)

    stepfunctions._add_event = add_event_before_the_end
    stepfunctions._fail_execution = fail_execution_before_the_end


def end_with(execution):
    """:raises SystemExit: in the thread of a branch, which ends by it without a word, where the execution has ended"""
    if execution["events"] and execution["events"][-1]["type"] in ENDS:
        raise SystemExit
