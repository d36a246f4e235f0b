"""A batch of messages needs the right to one message.

ministack asks a role for `sqs:SendMessageBatch`, which is no action of IAM: AWS asks for `sqs:SendMessage`, and so for
receiving what is deleted or hidden in batches
(https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html). A function that may send one
message was refused ten.
"""

from ministack.core import iam_actions

from .source import replace_lines

BATCHES = ("SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch")


def apply():
    replace_lines(
        iam_actions,
        "_action_from_target",
        [('return target.rsplit(".", 1)[-1]', 'return to_single(target.rsplit(".", 1)[-1])')],
        {"to_single": to_single},
    )


def to_single(action):
    return action.removesuffix("Batch") if action in BATCHES else action
