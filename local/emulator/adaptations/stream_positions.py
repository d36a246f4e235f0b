"""A consumer of a table's stream goes on after a restart.

ministack keeps how many records a consumer has read, but not the records: after a restart the stream begins anew, and the
consumer would pass over as many new records as it had read old ones.
"""

from ministack.services import lambda_svc


def apply():
    restore = lambda_svc._restore_esm_positions

    def restore_but_for_streams(store, positions):
        if store is not lambda_svc._dynamodb_stream_positions:
            restore(store, positions)

    lambda_svc._restore_esm_positions = restore_but_for_streams
