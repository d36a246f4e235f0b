"""A Retry waits as long as Amazon States Language says: never longer than MaxDelaySeconds, and with full jitter any time
up to that.

ministack reads neither, so a task that throttles would wait twice as long on average as on AWS, and all of them the same.
"""

import random

from ministack.services import stepfunctions

from .source import replace_lines


def apply():
    replace_lines(
        stepfunctions,
        "_execute_task",
        [("_scaled_sleep(min(sleep_sec, 60))", "_scaled_sleep(retry_delay(retrier, sleep_sec))")],
        {"retry_delay": retry_delay},
    )
    replace_lines(
        stepfunctions,
        "_with_retry_and_catch",
        [
            (
                '_scaled_sleep(min(interval * (retrier.get("BackoffRate", 2.0) ** count), 60))',
                '_scaled_sleep(retry_delay(retrier, interval * (retrier.get("BackoffRate", 2.0) ** count)))',
            )
        ],
    )


def retry_delay(retrier, seconds):
    longest = min(seconds, retrier.get("MaxDelaySeconds", seconds))
    return random.uniform(0, longest) if retrier.get("JitterStrategy") == "FULL" else longest
