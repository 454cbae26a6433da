"""Layer 4: TensorBoard: event files beside the records, with the values as its hparams.

A run is written whole or not at all, and never again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2, summary_v2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from hprun.records import state as states
from hprun.sweeps.trackers.pushed import Batch, Pushed, Told, plain

FOLDER = "tensorboard"
"""The folder of the files, in that of the runs."""
_STATUS = dict.fromkeys((states.COMPLETED, states.PRUNED), api_pb2.STATUS_SUCCESS)


def push(batches: Sequence[Batch]) -> Pushed:
    """Write event files for runs. Raises OSError."""
    sent = there = 0
    for batch in batches:
        for run in batch.runs:
            place = os.path.join(batch.folder, FOLDER, run.name)
            if os.path.isdir(place):
                there += 1
            else:
                _write(run, place)
                sent += 1
    parents = [os.path.relpath(os.path.join(each.folder, FOLDER)) for each in batches]
    return Pushed(sent, there, f"{', '.join(parents)}, for tensorboard --logdir")


def _write(run: Told, place: str) -> None:
    draft = f"{place}.{os.getpid()}.tmp"
    writer = EventFileWriter(draft)
    try:
        values = {name: plain(value) for name, value in run.values.items()}
        began = summary_v2.hparams_pb(values, trial_id=run.name, start_time_secs=run.started)
        writer.add_event(event_pb2.Event(wall_time=run.started, summary=began))
        for when, step, metrics in run.reports():
            numbers = [
                summary_pb2.Summary.Value(tag=name, simple_value=value)
                for name, value in metrics.items()
            ]
            found = summary_pb2.Summary(value=numbers)
            writer.add_event(event_pb2.Event(wall_time=when, step=step, summary=found))
        writer.add_event(event_pb2.Event(wall_time=run.ended, summary=_ended(run)))
    finally:
        writer.close()
    try:
        os.rename(draft, place)
    except OSError:  # somebody was faster
        shutil.rmtree(draft, ignore_errors=True)
        if not os.path.isdir(place):
            raise


def _ended(run: Told) -> summary_pb2.Summary:
    """Return what says how a session ended, without the help of a tensorflow."""
    info = plugin_data_pb2.SessionEndInfo(
        status=_STATUS.get(run.state, api_pb2.STATUS_FAILURE), end_time_secs=run.ended
    )
    data = plugin_data_pb2.HParamsPluginData(session_end_info=info)
    found = summary_pb2.Summary()
    found.value.add(
        tag=metadata.SESSION_END_INFO_TAG,
        metadata=metadata.create_summary_metadata(data),
        tensor=metadata.NULL_TENSOR,
    )
    return found
