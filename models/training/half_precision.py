"""Stores the weights of an ONNX file as 16-bit floats: half the size, the same arithmetic, since ONNX Runtime widens them once at load."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Small tensors are biases and norms; they cost nothing and matter most.
LEAST_VALUES = 1024


def store_weights_as_halves(path: Path) -> None:
    """Rewrites the file. Weights keep their names; the nodes read their widened copies. Throws ValueError when a weight does not fit 16 bits."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < LEAST_VALUES:
            continue
        halves = values.astype(np.float16)
        if not np.isfinite(halves).all():
            raise ValueError(f"The weight {weight.name} exceeds what 16 bits hold; export with --precision fp32.")
        weight.CopyFrom(numpy_helper.from_array(halves, weight.name))
        casts.append(helper.make_node("Cast", [weight.name], [f"{weight.name}.wide"], to=TensorProto.FLOAT))
    wide = {node.input[0]: node.output[0] for node in casts}
    for node in graph.node:
        for n, name in enumerate(node.input):
            node.input[n] = wide.get(name, name)
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)
