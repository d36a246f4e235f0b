"""Changes a line inside one of ministack's functions, where wrapping the function cannot reach."""

import inspect
import textwrap


def replace_lines(owner, name, replacements, more_globals=None):
    """Rewrites `owner.name` with each old text replaced by its new one, and puts the result in its place.

    :param owner: a module, or a class in a module
    :param replacements: pairs of old and new text; the old one must stand in the function exactly once
    :param more_globals: names that the new texts use and that ministack's module does not have
    """
    function = getattr(owner, name)
    module = inspect.getmodule(function)
    source = textwrap.dedent(inspect.getsource(function))
    for old, new in replacements:
        source = replace_once(source, old, new, f"{module.__name__}.{name}")

    module.__dict__.update(more_globals or {})
    scope = {}
    exec(compile(source, inspect.getsourcefile(function), "exec"), module.__dict__, scope)
    setattr(owner, name, scope[name])


def replace_once(text, old, new, where):
    """:raises SystemExit: when `text` has changed since the adaptation was written"""
    found = text.count(old)
    if found != 1:
        raise SystemExit(f"Expected {old!r} once in {where} but found it {found} times: this ministack differs")
    return text.replace(old, new)
