"""Errors of functions arrive under the names that AWS Lambda gives them.

ministack reports every error of a Node function as `Runtime.HandlerError`, so no `ErrorEquals` of a state machine could
match an error's own name; and a function whose process is killed looks like one that threw.
AWS reports `errorType: error.name` (aws-lambda-nodejs-runtime-interface-client, src/Errors.js), for a thrown error as
for one at start-up, and `Runtime.ExitError` for a process that ends without an answer
(https://repost.aws/knowledge-center/lambda-runtime-error).
"""

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from .source import replace_lines, replace_once


class InitError(RuntimeError):
    """A function's module threw while it was loaded. `error_type` is the thrown error's name."""

    def __init__(self, response):
        super().__init__(response.get("error"))
        self.error_type = response.get("name") or "Runtime.Unknown"


def apply():
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    for old, new in [
        # thrown or rejected later, thrown at once, thrown while loading
        ('trace: err.stack || ""\n', 'trace: err.stack || "", name: err.name || "Error"\n'),
        ('status: "error", error: e.message, trace: e.stack\n', 'status: "error", error: e.message, trace: e.stack, name: e.name\n'),
        (
            'status: "error", error: e.message\n        }) + "\\n");\n      }\n      return;',
            'status: "error", error: e.message, name: initErrorName(e)\n        }) + "\\n");\n      }\n      return;',
        ),
        ("let handlerFn = null;\n", INIT_ERROR_NAME + "\nlet handlerFn = null;\n"),
    ]:
        script = replace_once(script, old, new, "the Node worker script")
    lambda_runtime._NODEJS_WORKER_SCRIPT = script

    replace_lines(
        lambda_runtime.Worker,
        "_spawn",
        [
            ("raise RuntimeError(f\"Worker init failed: {response.get('error')}\")", "raise InitError(response)"),
            # A thread reads stderr, so nothing is left in the pipe.
            ("self._proc.stderr.read(4096)", "self._drain_stderr_bounded()"),
            (
                'raise RuntimeError(f"Worker process exited immediately. stderr: {stderr_out}")',
                'raise InitError({"name": "Runtime.ExitError", "error": f"Runtime exited while it started: {stderr_out}"})',
            ),
        ],
        {"InitError": InitError},
    )
    replace_lines(
        lambda_runtime.Worker,
        "invoke",
        [
            ('{"status": "error", "error": "Worker process died"}', "exit_error(self._proc, request_id)"),
            ('{"status": "error", "error": str(e)}', "exit_error(self._proc, request_id)"),
        ],
        {"exit_error": exit_error},
    )
    replace_lines(
        lambda_svc,
        "_execute_function_warm",
        [
            ('error_type = "Runtime.HandlerError"', 'error_type = result.get("name") or "Runtime.HandlerError"'),
            ('"errorType": type(e).__name__', '"errorType": getattr(e, "error_type", type(e).__name__)'),
        ],
    )


def exit_error(process, request_id):
    """What AWS answers for a process that ended without an answer."""
    code = process.wait(timeout=5) if process else None
    reason = f"signal: {SIGNAL_WORDS.get(-code, -code)}" if code and code < 0 else f"exit status {code}"
    return {
        "status": "error",
        "name": "Runtime.ExitError",
        "error": f"RequestId: {request_id} Error: Runtime exited with error: {reason}",
    }


SIGNAL_WORDS = {6: "aborted", 9: "killed", 11: "segmentation fault", 15: "terminated"}

# The names that AWS's runtime gives where the error's own would not say that the function never started.
INIT_ERROR_NAME = """
function initErrorName(error) {
  if (error instanceof SyntaxError) return "Runtime.UserCodeSyntaxError";
  if (/MODULE_NOT_FOUND$/.test(error.code || "")) return "Runtime.ImportModuleError";
  return error.name || "Error";
}
"""
