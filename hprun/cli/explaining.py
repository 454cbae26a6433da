"""Layer 5: `hprun.explain`: where a value comes from, told to a running script."""

from __future__ import annotations

from collections.abc import Iterator

from hprun.cli.frames import line_at
from hprun.cli.story import Line, Told, laid_out, lines, told
from hprun.errors import UsageError
from hprun.literal import Text
from hprun.model import Resolved
from hprun.runtime import tracing
from hprun.runtime.cells import MISSING, PARTIAL, WHOLE, Cell
from hprun.runtime.store import ROOT, Frame, frame, settled
from hprun.show import show
from hprun.values.entries import entry_of, value_at
from hprun.values.layer import key_of, place_of
from hprun.values.masking import catalog_without_secrets, without_secrets
from hprun.values.nearest import nearest


def explain(name: str) -> str:
    """Return who gives a parameter the value that it has here and now, and whom that beat.

        print(hprun.explain("lr"))

    It is what ``hprun why`` shows before a run, with the scopes of the script that are open in the
    running context in front. With ``hprun --trace`` each of them tells the line that opened it.
    Raises UsageError, an error of hprun's, where nobody has heard of the name.
    """
    known = _known()
    resolved = _resolved(name, known)
    own = [*_of_script(resolved.parameter.slot if resolved else name, name)]
    places = {each.origin for each in own}
    outside = lines(resolved, known) if resolved and known else ()
    story = [*own, *(each for each in outside if each.origin not in places)]
    if not story:
        raise _unknown(name, known)
    ranked = [*_ranked(story)]
    return f"{name} = {ranked[0].value}\n{laid_out(ranked)}"


def _unknown(name: str, known: Told | None) -> UsageError:
    if known is None:
        return UsageError(
            f"nothing is known of {name!r}: this is no run of hprun's",
            advice="run the script by hprun",
        )
    near = nearest(name, known.resolution.parameters)
    meant = f"did you mean {' or '.join(near)}?" if near else ""
    return UsageError(f"there is no parameter {name!r} to explain", advice=meant)


def _known() -> Told | None:
    """Return what is known of the values from outside, secrets masked; None outside of a run."""
    if not isinstance(ROOT.told, tuple):
        return None
    catalog, resolution = ROOT.told
    return told(without_secrets(resolution), catalog_without_secrets(catalog))


def _resolved(name: str, known: Told | None) -> Resolved | None:
    if known is None:
        return None
    key = key_of(known.catalog, name)
    if key is not None:
        return known.resolution.parameters[key]
    return entry_of(known.resolution, known.catalog, name)


def _ranked(story: list[Line]) -> Iterator[Line]:
    """Yield the lines with one winner, the first: what a scope sets beats all from outside."""
    for position, each in enumerate(story):
        beaten = position > 0 and each.fate == "wins"
        yield each.replace(fate="beaten") if beaten else each


def _of_script(slot: str, name: str) -> Iterator[Line]:
    """Yield what the script itself sets, the innermost scope first."""
    seen: Frame | None = frame()
    while seen is not None:
        below = seen.outer.values if seen.outer else {}
        value = _plain(seen.values.get(slot, MISSING))
        if value is not MISSING and seen.values.get(slot) is not below.get(slot, MISSING):
            place = tracing.entered_at(seen.scope) or tracing.WRITTEN.get(slot, "")
            yield _line(value, place, "scope" if seen.scope else "script")
        if seen.root is not ROOT:
            return
        seen = seen.outer
    value = _plain(settled(ROOT).get(slot, MISSING))
    if value is not MISSING and not _is_given(value, slot, name):
        source = "script" if ROOT.told else "handed on"
        yield _line(value, tracing.WRITTEN.get(slot, ""), source)


def _is_given(value: object, slot: str, name: str) -> bool:
    """Return whether a value of the whole process is the one that was given from outside."""
    if not isinstance(ROOT.told, tuple):
        return False
    catalog, resolution = ROOT.told
    key, path = place_of(catalog, name) or ("", ())
    found = resolution.parameters[key].winner if key else resolution.added.get(slot)
    told_at = value_at(found.value, path) if found else []
    return bool(told_at) and (told_at[0] == value or isinstance(told_at[0], Text))


def _line(value: object, place: str, source: str) -> Line:
    path, _, number = place.rpartition(":")
    text = line_at(path, int(number)) if number.isdecimal() else ""
    return Line(show(value), place or "?", source, "wins", text)


def _plain(value: object) -> object:
    """Return a value as it is read; a tree is no value of its own."""
    if value is PARTIAL or value is WHOLE:
        return MISSING
    return value.value if isinstance(value, Cell) else value
