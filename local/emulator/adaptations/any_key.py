"""A wildcard of a policy stands for every character of a key, a line break too, as in IAM.

ministack makes a regular expression of it whose `.*` ends at the first line break, so no function was allowed to read an
object that has one in its name.
"""

from ministack.core import iam_evaluator

from .source import replace_lines


def apply():
    replace_lines(
        iam_evaluator,
        "_fnmatch_compile",
        [("re.IGNORECASE if ignore_case else 0)", "re.DOTALL | (re.IGNORECASE if ignore_case else 0))")],
    )
