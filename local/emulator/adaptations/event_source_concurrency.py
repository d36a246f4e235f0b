"""A queue's MaximumConcurrency may come from a template parameter.

CloudFormation hands parameters on as text. ministack compares that text with a number, which stops every queue.
"""

from ministack.services import lambda_svc

from .source import replace_lines


def apply():
    replace_lines(
        lambda_svc,
        "_sqs_esm_concurrency",
        [
            (
                '(esm.get("ScalingConfig") or {}).get("MaximumConcurrency") or _ESM_SQS_DEFAULT_CONCURRENCY',
                'int((esm.get("ScalingConfig") or {}).get("MaximumConcurrency") or _ESM_SQS_DEFAULT_CONCURRENCY)',
            )
        ],
    )
