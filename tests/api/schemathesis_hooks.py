"""What the OpenAPI document cannot say of a valid request."""

import schemathesis
from schemathesis import GenerationMode


@schemathesis.hook
def before_call(context, case, kwargs):
    """A cursor is sealed with its query: a valid one comes out of an answer, and one that is made up is a 400."""
    if case.meta.generation.mode is GenerationMode.POSITIVE and case.query:
        case.query.pop("cursor", None)
