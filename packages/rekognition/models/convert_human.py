"""The TensorFlow.js graphs of @vladmandic/human to ONNX, straight out of the npm archive that carries them.

    python convert_human.py vladmandic-human-3.3.6.tgz OUTPUT_FOLDER

Pictures become planar (1 x channels x height x width) and are centred as each network expects it by the caller.
What a network reshapes at its end keeps the order that TensorFlow gives it. float16 weights stay float16 in the file.
"""

import base64
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from npm_archive import NpmArchive

NUMPY_TYPES = {"float32": np.float32, "int32": np.int32}


@dataclass(frozen=True)
class Recipe:
    outputs: dict[str, tuple[str, list[int | str]]]  # our name -> the node of the graph, its shape
    is_size_free: bool = False  # whether it takes pictures of any size, in whole multiples of 32 px


RECIPES = {
    # Up to the heat map and the sizes; the search for peaks behind them has a fixed size, labels/detector.ts does it.
    "centernet": Recipe(
        {"heat": ("tower_0/keypoints", [1, 80, "rows", "columns"]), "sizes": ("tower_0/wh", [1, 4, "rows", "columns"])},
        is_size_free=True,
    ),
    "blazeface": Recipe({
        "logits16": ("Identity", [1, 512, 1]),
        "logits32": ("Identity_1", [1, 384, 1]),
        "values16": ("Identity_2", [1, 512, 16]),
        "values32": ("Identity_3", [1, 384, 16]),
    }),
    "facemesh": Recipe({"flag": ("Identity_1", [1, 1]), "mesh": ("Identity_2", [1, 1404])}),
    "faceres": Recipe({
        "embedding": ("global_pooling/Mean", [1, 1024]),
        "ages": ("age_pred/Softmax", [1, 100]),
        "gender": ("gender_pred/Sigmoid", [1, 1]),
    }),
    "emotion": Recipe({"emotions": ("Identity", [1, 7])}),
    "iris": Recipe({"points": ("Identity", [1, 228, 1, 1])}),
}


class GraphConverter:
    """Converts the nodes that its outputs need, from the outputs upwards."""

    def __init__(self, nodes: list[dict[str, Any]], weights: dict[str, np.ndarray]) -> None:
        self.source = {node["name"]: node for node in nodes}
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.tensors: dict[str, TensorProto] = {}
        self.done: dict[str, str] = {}  # node of the source -> name of its value
        self.planar: set[str] = set()  # values that are feature maps
        self.reduction: dict[str, float] = {}  # of a feature map: pixels of the picture for one of its own
        self.picture: dict[str, Any] | None = None

    def value(self, reference: str) -> str:
        """The value of a node, converted with all that it needs. `node:0` and `^node` mean `node`."""
        name = reference.split(":")[0].lstrip("^")
        if name not in self.done:
            node = self.source[name]
            convert: Callable[[dict[str, Any]], str] = OPERATORS[node["op"]].__get__(self)
            self.done[name] = convert(node)
        return self.done[name]

    def add(self, operator: str, inputs: list[str], node: dict[str, Any], suffix: str = "", **attributes: object) -> str:
        output = node["name"].replace("/", "_") + suffix
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name: str, values: np.ndarray) -> str:
        """A tensor of the model. float16 takes half of the file and becomes float32 when the model is loaded."""
        if name in self.tensors:
            return name
        stored = f"{name}_float16" if values.dtype == np.float16 else name
        self.tensors[name] = numpy_helper.from_array(np.ascontiguousarray(values), stored)
        if stored != name:
            self.nodes.append(helper.make_node("Cast", [stored], [name], to=TensorProto.FLOAT))
        return name

    def weight(self, reference: str, arrange: Callable[[np.ndarray], np.ndarray] = lambda values: values) -> str:
        return self.constant(reference.replace("/", "_"), arrange(self.weights[reference]))

    def map(self, output: str, reduction: float) -> str:
        self.planar.add(output)
        self.reduction[output] = reduction
        return output

    def placeholder(self, node: dict[str, Any]) -> str:
        self.picture = node
        return self.map("input", 1)

    def identity(self, node: dict[str, Any]) -> str:
        return self.value(node["input"][0])

    def convolution(self, node: dict[str, Any]) -> str:
        x, kernel, *rest = node["input"]
        x = self.value(x)
        is_depthwise = "epthwise" in node["op"]
        steps = attribute(node, "strides")[1]
        height, width, channels, _ = self.weights[kernel].shape
        # TensorFlow: height, width, in, out; depthwise: height, width, channel, multiplier
        arrange = by_channel if is_depthwise else by_output
        inputs = [x, self.weight(kernel, arrange)]
        fused = attribute(node, "fused_ops") or []
        if "BiasAdd" in fused:
            inputs.append(self.weight(rest[0]))
        activations = [name for name in fused if name != "BiasAdd"]
        y = self.add(
            "Conv",
            inputs,
            node,
            "_linear" if activations else "",
            kernel_shape=[height, width],
            strides=[steps, steps],
            auto_pad=PADDING[attribute(node, "padding")],
            group=channels if is_depthwise else 1,
        )
        for name in activations:
            y = self.activate(name, y, node, rest[1:])
        return self.map(y, self.reduction[x] * steps)

    def activate(self, name: str, x: str, node: dict[str, Any], rest: list[str]) -> str:
        if name == "Prelu":
            return self.add("PRelu", [x, self.weight(rest[0], by_plane)], node)
        if name == "Relu6":
            return self.add("Clip", [x, self.number(0), self.number(6)], node)
        return self.add(name, [x], node)

    def number(self, value: float) -> str:
        return self.constant(f"number_{value}", np.float32(value))

    def activation(self, node: dict[str, Any]) -> str:
        x = self.value(node["input"][0])
        return self.like(x, self.activate(node["op"], x, node, node["input"][1:]))

    def like(self, x: str, y: str) -> str:
        return self.map(y, self.reduction[x]) if x in self.planar else y

    def arithmetic(self, node: dict[str, Any]) -> str:
        values = [
            self.weight(name, by_plane) if name in self.weights else self.value(name) for name in node["input"]
        ]
        y = self.add(ARITHMETIC[node["op"]], values, node)
        maps = [value for value in values if value in self.planar]
        # what a map is multiplied with may be one number for each plane, of no size of its own
        return self.map(y, min(self.reduction[value] for value in maps)) if maps else y

    def pool(self, node: dict[str, Any]) -> str:
        x = self.value(node["input"][0])
        steps = attribute(node, "strides")[1]
        size = attribute(node, "ksize")[1:3]
        padding = PADDING[attribute(node, "padding")]
        y = self.add("MaxPool", [x], node, kernel_shape=size, strides=[steps, steps], auto_pad=padding)
        return self.map(y, self.reduction[x] * steps)

    def pad(self, node: dict[str, Any]) -> str:
        x, amounts = node["input"]
        x = self.value(x)
        batch, *sides, channels = self.weights[amounts].tolist()
        planar = [batch, channels, *sides]
        before, after = [pair[0] for pair in planar], [pair[1] for pair in planar]
        pads = self.constant(f"{amounts.replace('/', '_')}_planar", np.array(before + after, np.int64))
        return self.map(self.add("Pad", [x, pads], node), self.reduction[x])

    def mean(self, node: dict[str, Any]) -> str:
        x, axes = node["input"]
        if sorted(self.weights[axes].tolist()) != [1, 2]:
            raise ValueError(f"Expected {node['name']} to be the mean of each plane")
        keeps = bool(attribute(node, "keep_dims"))
        y = self.add("ReduceMean", [self.value(x)], node, axes=[2, 3], keepdims=int(keeps))
        return self.map(y, float("inf")) if keeps else y

    def concatenate(self, node: dict[str, Any]) -> str:
        *parts, axis = node["input"]
        if int(self.weights[axis]) not in (3, -1):
            raise ValueError(f"Expected {node['name']} to join planes")
        values = [self.value(part) for part in parts]
        return self.like(values[0], self.add("Concat", values, node, axis=1))

    def resize(self, node: dict[str, Any]) -> str:
        x, size = node["input"]
        x = self.value(x)
        if self.picture is None or attribute(node, "align_corners") or attribute(node, "half_pixel_centers"):
            raise ValueError(f"Expected {node['name']} to scale from the top left corner")
        picture_height = int(self.picture["attr"]["shape"]["shape"]["dim"][1]["size"])
        reduction = picture_height / int(self.weights[size][0])
        factor = self.reduction[x] / reduction
        scales = self.constant(f"{size.replace('/', '_')}_scales", np.array([1, 1, factor, factor], np.float32))
        y = self.add(
            "Resize", [x, "", scales], node, mode="linear", coordinate_transformation_mode="asymmetric"
        )
        return self.map(y, reduction)

    def reshape(self, node: dict[str, Any]) -> str:
        x, shape = node["input"]
        x = self.value(x)
        if x in self.planar:
            x = self.add("Transpose", [x], node, "_as_tensorflow", perm=[0, 2, 3, 1])
        name = f"{shape.replace('/', '_')}_shape"
        return self.add("Reshape", [x, self.constant(name, self.weights[shape].astype(np.int64))], node)

    def matrix_product(self, node: dict[str, Any]) -> str:
        x, matrix, bias = node["input"]
        fused = attribute(node, "fused_ops")
        is_last = fused == ["BiasAdd"]
        y = self.add(
            "Gemm", [self.value(x), self.weight(matrix), self.weight(bias)], node, "" if is_last else "_linear"
        )
        return y if is_last else self.activate(fused[1], y, node, [])

    def softmax(self, node: dict[str, Any]) -> str:
        return self.add("Softmax", [self.value(node["input"][0])], node, axis=-1)


OPERATORS = {
    "Placeholder": GraphConverter.placeholder,
    "Identity": GraphConverter.identity,
    "_FusedConv2D": GraphConverter.convolution,
    "Conv2D": GraphConverter.convolution,
    "FusedDepthwiseConv2dNative": GraphConverter.convolution,
    "DepthwiseConv2dNative": GraphConverter.convolution,
    "Relu": GraphConverter.activation,
    "Relu6": GraphConverter.activation,
    "Prelu": GraphConverter.activation,
    "Sigmoid": GraphConverter.activation,
    "Add": GraphConverter.arithmetic,
    "AddV2": GraphConverter.arithmetic,
    "Mul": GraphConverter.arithmetic,
    "Minimum": GraphConverter.arithmetic,
    "Maximum": GraphConverter.arithmetic,
    "MaxPool": GraphConverter.pool,
    "Pad": GraphConverter.pad,
    "Mean": GraphConverter.mean,
    "ConcatV2": GraphConverter.concatenate,
    "ResizeBilinear": GraphConverter.resize,
    "Reshape": GraphConverter.reshape,
    "_FusedMatMul": GraphConverter.matrix_product,
    "Softmax": GraphConverter.softmax,
}
ARITHMETIC = {"Add": "Add", "AddV2": "Add", "Mul": "Mul", "Minimum": "Min", "Maximum": "Max"}
PADDING = {"SAME": "SAME_UPPER", "VALID": "VALID"}


def by_output(kernel: np.ndarray) -> np.ndarray:
    return kernel.transpose(3, 2, 0, 1)


def by_channel(kernel: np.ndarray) -> np.ndarray:
    height, width, channels, multiplier = kernel.shape
    return kernel.transpose(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)


def by_plane(values: np.ndarray) -> np.ndarray:
    """One number for each plane, or one for all."""
    return values.reshape(-1, 1, 1) if values.size > 1 else values.reshape(())


def attribute(node: dict[str, Any], name: str) -> Any:
    value = node.get("attr", {}).get(name, {})
    if "s" in value:
        return base64.b64decode(value["s"]).decode()
    if "list" in value:
        entries = value["list"]
        return [int(i) for i in entries["i"]] if "i" in entries else [base64.b64decode(s).decode() for s in entries.get("s", [])]
    return value.get("b")


def read_weights(manifest: list[dict[str, Any]], data: bytes) -> dict[str, np.ndarray]:
    weights, offset = {}, 0
    for entry in (entry for group in manifest for entry in group["weights"]):
        stored = np.float16 if "quantization" in entry else NUMPY_TYPES[entry["dtype"]]
        count = int(np.prod(entry["shape"]))
        weights[entry["name"]] = np.frombuffer(data, stored, count, offset).reshape(entry["shape"])
        offset += count * np.dtype(stored).itemsize
    return weights


def convert(name: str, recipe: Recipe, model: dict[str, Any], data: bytes) -> ModelProto:
    graph = GraphConverter(model["modelTopology"]["node"], read_weights(model["weightsManifest"], data))
    for output, (node, _) in recipe.outputs.items():
        graph.nodes.append(helper.make_node("Identity", [graph.value(node)], [output]))
    assert graph.picture is not None
    _, height, width, channels = (int(side["size"]) for side in graph.picture["attr"]["shape"]["shape"]["dim"])
    sides: list[int | str] = ["height", "width"] if recipe.is_size_free else [height, width]
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, channels, *sides])],
            [
                helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
                for output, (_, shape) in recipe.outputs.items()
            ],
            list(graph.tensors.values()),
        ),
        opset_imports=[helper.make_opsetid("", 13)],
        ir_version=8,
    )


def main(archive: str, output_folder: str) -> None:
    output = Path(output_folder)
    with NpmArchive(archive) as package:
        for name, recipe in RECIPES.items():
            description = json.loads(package.read(f"models/{name}.json"))
            model = convert(name, recipe, description, package.read(f"models/{name}.bin"))
            onnx.checker.check_model(model)
            onnx.save(model, output / f"{name}.onnx")
        (output / "licences" / "human-LICENSE.txt").write_bytes(package.read("LICENSE"))


if __name__ == "__main__":
    main(*sys.argv[1:])
