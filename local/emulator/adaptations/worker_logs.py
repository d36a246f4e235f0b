"""A function that writes no log line answers at once.

After each invocation ministack waits 50 ms for a first line: a warm call of the API took 57 ms, of which the function had
two. A line that comes later than 4 ms after the answer is not lost, but goes with the next invocation's.
"""

from ministack.core import lambda_runtime

EXPECTED = (0.050, 0.005, 0.250)  # seconds: for a first line, without a further one, at most
WAITS = (0.004, 0.002, 0.250)


def apply():
    drain = lambda_runtime.Worker._drain_stderr_bounded
    if drain.__defaults__ != EXPECTED:
        raise SystemExit(f"Expected the waits {EXPECTED} for log lines but found {drain.__defaults__}: this ministack differs")
    drain.__defaults__ = WAITS
