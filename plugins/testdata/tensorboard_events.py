"""Writes tensorboard_events.json: an event file of TensorBoard's own making, for _event_file_test.ts.

    python3 -m venv venv && venv/bin/pip install tensorboard
    venv/bin/python plugins/testdata/tensorboard_events.py > plugins/testdata/tensorboard_events.json
"""

import base64
import io
import json

import numpy as np
from tensorboard import version
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.hparams import api_pb2, metadata
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo, SessionStartInfo
from tensorboard.summary.writer.record_writer import RecordWriter

PICTURE = bytes(range(256)) * 2  # no PNG: an event holds any bytes


def scalars(**values):
    return Summary(value=[Summary.Value(tag=tag.replace("__", "/"), simple_value=value) for tag, value in values.items()])


def image(tag, width, height, encoded):
    picture = Summary.Image(width=width, height=height, colorspace=3, encoded_image_string=encoded)
    return Summary(value=[Summary.Value(tag=tag, image=picture)])


def text(tag, content):
    shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=1)])
    tensor = TensorProto(dtype="DT_STRING", tensor_shape=shape, string_val=[content.encode()])
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    return Summary(value=[Summary.Value(tag=tag, tensor=tensor, metadata=metadata)])


def histogram(tag, values):
    return histogram_pb(tag, np.array(values, dtype=np.float32))


def session(tag, data):
    value = Summary.Value(tag=tag, tensor=metadata.NULL_TENSOR, metadata=metadata.create_summary_metadata(data))
    value.metadata.plugin_data.content = data.SerializeToString(deterministic=True)  # maps in the order of keys
    return Summary(value=[value])


def session_start(settings, time):
    start = SessionStartInfo(start_time_secs=time)
    for name, value in settings.items():
        field = {bool: "bool_value", str: "string_value"}.get(type(value), "number_value")
        setattr(start.hparams[name], field, value)
    return session(metadata.SESSION_START_INFO_TAG, HParamsPluginData(session_start_info=start))


def session_end(status, time):
    end = SessionEndInfo(status=status, end_time_secs=time)
    return session(metadata.SESSION_END_INFO_TAG, HParamsPluginData(session_end_info=end))


# 4,000 numbers of a generator that every language has: x -> 48271 x mod 2^31 - 1
NUMBERS = [1]
while len(NUMBERS) < 4000:
    NUMBERS.append(NUMBERS[-1] * 48271 % (2**31 - 1))
SHARES = [number / (2**31 - 1) for number in NUMBERS]
SPREAD = [share * share * share - 0.25 for share in SHARES]

EVENTS = [
    Event(wall_time=1700000000.5, file_version="brain.Event:2"),
    Event(wall_time=1700000001, summary=text("config", "    { \"name\": \"größer\" }\n")),
    Event(wall_time=1700000001.25, summary=image("samples", 300, 20, PICTURE)),
    Event(wall_time=1700000002, step=1, session_log=SessionLog(status=SessionLog.START)),
    Event(wall_time=1700000003, step=1, summary=scalars(discriminator=1.3862943611, discriminator__real=0, generator=-0.1)),
    Event(wall_time=1700000004, step=2, summary=scalars(discriminator=float("nan"), discriminator__real=1e-40, generator=3e38)),
    Event(wall_time=1700000005, step=300, summary=scalars(discriminator=float("inf"), discriminator__real=float("-inf"))),
    Event(wall_time=1700000006, step=5_000_000_000, summary=scalars(accuracy=0.5)),
    Event(wall_time=1700000007, step=7, summary=histogram("spread", SPREAD)),
    Event(wall_time=1700000007, step=7, summary=histogram("edges", [0, 1, 2, 3, 15, 29, 30, 30])),
    Event(wall_time=1700000007, step=7, summary=histogram("same", [0.1] * 5)),
    Event(wall_time=1700000007, step=7, summary=histogram("none", [])),
    Event(wall_time=1700000008, summary=session_start({"seed": 1, "loss": "hinge", "größe": 0.5, "fake": False, "real": True}, 1700000008.5)),
    Event(wall_time=1700000009, step=9, summary=session_end(api_pb2.STATUS_SUCCESS, 1700000009.25)),
    Event(wall_time=1700000009, step=9, summary=session_end(api_pb2.STATUS_FAILURE, 1700000009.5)),
]

file = io.BytesIO()
writer = RecordWriter(file)
for event in EVENTS:
    writer.write(event.SerializeToString())

print(json.dumps({"tensorboard": version.VERSION, "file": base64.b64encode(file.getvalue()).decode()}))
