"""The events of a versioned bucket name the version, as S3's do (`detail.object.version-id`).

ministack has the version at hand and leaves it out, so functions would read whatever is newest, and the permission to
read a version would never be tried.
"""

from ministack.services import s3

from .source import replace_lines


def apply():
    replace_lines(
        s3,
        "_fire_s3_event",
        [
            (
                '"sequencer": sequencer or "0"},\n                    "request-id"',
                '"sequencer": sequencer or "0",\n'
                '                               **({"version-id": version_id} if version_id else {})},\n'
                '                    "request-id"',
            )
        ],
    )
