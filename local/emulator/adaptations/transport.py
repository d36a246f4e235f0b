"""The loopback counts as secure transport.

The buckets refuse what comes without TLS (`aws:SecureTransport`), and ministack enforces that. Between processes of one
machine nothing listens in, and TLS would need a certificate that every tool has to be told to trust.
"""

from ministack.core import iam_evaluator

from .source import replace_lines


def apply():
    replace_lines(
        iam_evaluator,
        "_resolve_condition_key",
        [("return str(ctx.secure_transport).lower()", 'return "true"')],
    )
