"""Prints what TensorBoard's own reader finds in a folder of events, as JSON."""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata
from tensorboard.util import tensor_util

KINDS = ("scalars", "images", "histograms", "tensors", "compressedHistograms", "audio")
events = EventAccumulator(sys.argv[1], size_guidance={kind: 0 for kind in KINDS})  # 0: keep all
events.Reload()

found = {
    "scalars": {tag: [[event.step, event.value] for event in events.Scalars(tag)] for tag in events.Tags()["scalars"]},
    "images": {
        tag: [[event.step, event.width, event.height, event.encoded_image_string[:4].hex()] for event in events.Images(tag)]
        for tag in events.Tags()["images"]
    },
    "histograms": {},
    "texts": {},
}
for tag in events.Tags()["tensors"]:
    plugin = events.SummaryMetadata(tag).plugin_data
    arrays = [[event.step, tensor_util.make_ndarray(event.tensor_proto)] for event in events.Tensors(tag)]
    if plugin.plugin_name == "histograms":
        found["histograms"][tag] = [[step, array.tolist()] for step, array in arrays]
    elif plugin.plugin_name == "text":
        found["texts"][tag] = [[step, array[0].decode()] for step, array in arrays]
    elif tag == metadata.SESSION_START_INFO_TAG:
        values = metadata.parse_session_start_info_plugin_data(plugin.content).hparams
        found["settings"] = {name: getattr(value, value.WhichOneof("kind")) for name, value in values.items()}
    elif tag == metadata.SESSION_END_INFO_TAG:
        found["status"] = metadata.parse_session_end_info_plugin_data(plugin.content).status
print(json.dumps(found))
