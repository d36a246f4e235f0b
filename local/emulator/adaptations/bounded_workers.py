"""A burst of photographs never takes more memory than a small machine has.

ministack starts a process for every concurrent invocation: 200 uploads at once made 58 of them and 5.8 GB. Its own
limit, LAMBDA_ACCOUNT_CONCURRENCY, fails what goes beyond instead of letting it wait. Here everything waits its turn:

- executions of one state machine beyond EXECUTIONS wait before their first state. Bounding these first gives finished
  records from the start, where bounding only the functions would first read the metadata of all, then normalise all;
- invocations wait for one of INVOCATIONS slots, and for one of INVOCATIONS_PER_FUNCTION of their function. A task's
  TimeoutSeconds begins after the wait, which AWS does not have. What a queue invokes takes none: its event source says
  how many of them there are, and StartWorkflow mostly sleeps until a photograph may start;
- processes that idle stay, up to PROCESSES in all; then the one that idled longest makes room.

A function that invokes another one and waits for it holds a slot meanwhile; none of this project's does.
"""

import collections
import contextlib
import contextvars
import os
import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc, stepfunctions

from .branch_history import note_task_started

CPUS = os.cpu_count() or 1

# Below 3 GB in all, with the emulator itself: a process takes 90 MB, one that decodes pictures 150 to 400 MB.
EXECUTIONS = min(8, max(4, 2 * CPUS))
INVOCATIONS = min(10, max(6, 2 * CPUS))
INVOCATIONS_PER_FUNCTION = min(3, max(2, CPUS))
# As many as photographs at work want, of 25 functions: with 16, one that was needed again ended for another every second or two, which
# took a quarter of the processor.
PROCESSES = 24

_executions = collections.defaultdict(lambda: threading.BoundedSemaphore(EXECUTIONS))
_invocations = threading.BoundedSemaphore(INVOCATIONS)
_invocations_of = collections.defaultdict(lambda: threading.BoundedSemaphore(INVOCATIONS_PER_FUNCTION))
_needs_no_slot = contextvars.ContextVar("needs_no_slot", default=False)


def apply():
    run_execution = stepfunctions._run_execution
    invoke_with_timeout = stepfunctions._invoke_resource_with_timeout
    run_sqs_batch = lambda_svc._run_sqs_batch
    execute_function = lambda_svc._execute_function_warm
    acquire_worker = lambda_runtime.acquire_worker

    def run_execution_in_turn(execution_arn):
        execution = stepfunctions._executions.get(execution_arn)
        with _executions[execution["stateMachineArn"]]:
            run_execution(execution_arn)

    def invoke_with_timeout_in_turn(resource, input_data, timeout):
        if not resource.endswith(":lambda:invoke"):
            return invoke_with_timeout(resource, input_data, timeout)
        with slot(input_data["FunctionName"]):
            note_task_started()
            return invoke_with_timeout(resource, input_data, timeout)

    def run_sqs_batch_at_once(*args):
        with no_slot():
            run_sqs_batch(*args)

    def execute_function_in_turn(func, event, request_id):
        with slot((func.get("config") or func)["FunctionArn"]):
            return execute_function(func, event, request_id)

    def acquire_worker_within_bounds(func_name, config, code_zip, qualifier="$LATEST", max_concurrency=None):
        make_room(lambda_runtime._worker_key(func_name, config, qualifier))
        return acquire_worker(func_name, config, code_zip, qualifier, max_concurrency)

    stepfunctions._run_execution = run_execution_in_turn
    stepfunctions._invoke_resource_with_timeout = invoke_with_timeout_in_turn
    lambda_svc._run_sqs_batch = run_sqs_batch_at_once
    lambda_svc._execute_function_warm = execute_function_in_turn
    lambda_svc.acquire_worker = acquire_worker_within_bounds


@contextlib.contextmanager
def slot(function_arn):
    """Waits for a slot, unless this very invocation has one: a task takes it before its time begins."""
    if _needs_no_slot.get():
        yield
        return
    with _invocations_of[function_arn], _invocations, no_slot():
        yield


@contextlib.contextmanager
def no_slot():
    """Within, an invocation waits for none."""
    token = _needs_no_slot.set(True)
    try:
        yield
    finally:
        _needs_no_slot.reset(token)


def make_room(key):
    """Ends the process that idled longest if a new one is needed and there are too many."""
    with lambda_runtime._lock:
        pools = lambda_runtime._workers
        if any(not worker.in_use for worker in pools.get(key, [])):
            return
        if sum(len(pool) for pool in pools.values()) < PROCESSES:
            return
        idle = [(worker.last_used, id(worker), pool, worker) for pool in pools.values() for worker in pool if not worker.in_use]
        if not idle:
            return
        *_, pool, oldest = min(idle)
        pool.remove(oldest)
    lambda_runtime.kill_workers([oldest])
