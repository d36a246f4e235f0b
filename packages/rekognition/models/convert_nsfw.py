"""The InceptionV3 of nsfwjs to ONNX, straight out of the npm archive that carries it. Weights stay 8-bit integers.

    python convert_nsfw.py nsfwjs-4.3.0.tgz OUTPUT_FOLDER

Input `input`: 1 x 3 x 299 x 299, RGB from 0 to 1. Output `shares`: 1 x 5, which add up to 1.

The carrier packs the model's description and weights as JavaScript. Both are read as text here, none of it is run.
"""

import base64
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from npm_archive import NpmArchive

FOLDER = "dist/models/inception_v3"
SHARD_COUNT = 6


@dataclass(frozen=True)
class Weight:
    """`values * scale + least` is what the network was trained to."""

    values: np.ndarray  # uint8
    scale: float
    least: float

    def floats(self) -> np.ndarray:
        return (self.values * np.float32(self.scale) + np.float32(self.least)).astype(np.float32)


@dataclass
class Graph:
    weights: dict[str, Weight]
    nodes: list[NodeProto] = field(default_factory=list)
    tensors: list[TensorProto] = field(default_factory=list)

    def add(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name: str, values: np.ndarray) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def kernel(self, name: str, weight: Weight, factors: np.ndarray) -> str:
        """A convolution's kernel, each output channel multiplied by its factor, which the loaded model holds as float32."""
        stored = self.constant(f"{name}_uint8", weight.values.transpose(3, 2, 0, 1))
        by_channel = factors.astype(np.float32).reshape(-1, 1, 1, 1)
        scale = self.constant(f"{name}_scale", by_channel * np.float32(weight.scale))
        least = self.constant(f"{name}_least", by_channel * np.float32(weight.least))
        wide = self.add("Cast", [stored], f"{name}_wide", to=TensorProto.FLOAT)
        return self.add("Add", [self.add("Mul", [wide, scale], f"{name}_scaled"), least], name)

    def convolution(self, x: str, layer: dict[str, Any], norm: str, epsilon: float) -> str:
        """A convolution with the batch normalisation behind it folded in: none here has a factor of its own."""
        name = layer["name"]
        factors = 1 / np.sqrt(self.weights[f"{norm}/moving_variance"].floats() + epsilon)
        bias = self.weights[f"{norm}/beta"].floats() - self.weights[f"{norm}/moving_mean"].floats() * factors
        kernel = self.kernel(f"{name}_kernel", self.weights[f"{name}/kernel"], factors)
        return self.add(
            "Conv",
            [x, kernel, self.constant(f"{name}_bias", bias.astype(np.float32))],
            name,
            kernel_shape=layer["kernel_size"],
            strides=layer["strides"],
            auto_pad=PADDING[layer["padding"]],
        )

    def dense(self, x: str, layer: dict[str, Any]) -> str:
        name = layer["name"]
        matrix = self.constant(f"{name}_kernel", self.weights[f"{name}/kernel"].floats())
        bias = self.constant(f"{name}_bias", self.weights[f"{name}/bias"].floats())
        return self.add(ACTIVATIONS[layer["activation"]], [self.add("Gemm", [x, matrix, bias], f"{name}_linear")], name)


PADDING = {"same": "SAME_UPPER", "valid": "VALID"}
ACTIVATIONS = {"relu": "Relu", "softmax": "Softmax"}
POOLS = {"MaxPooling2D": "MaxPool", "AveragePooling2D": "AveragePool"}


def build_model(layers: list[dict[str, Any]], weights: dict[str, Weight]) -> ModelProto:
    graph = Graph(weights)
    norm_behind = {
        layer["inbound_nodes"][0][0][0]: layer["config"] for layer in layers if layer["class_name"] == "BatchNormalization"
    }
    value: dict[str, str] = {}  # layer -> what it puts out
    for layer in layers:
        kind, config, name = layer["class_name"], layer["config"], layer["config"]["name"]
        inputs = [value[source[0]] for source in layer["inbound_nodes"][0]] if layer["inbound_nodes"] else []
        match kind:
            case "InputLayer":
                value[name] = "input"
            case "Conv2D":
                norm = norm_behind[name]
                value[name] = graph.convolution(inputs[0], config, norm["name"], norm["epsilon"])
            case "BatchNormalization" | "Dropout":
                value[name] = inputs[0]
            case "Activation":
                value[name] = graph.add("Relu", inputs, name)
            case "Concatenate":
                value[name] = graph.add("Concat", inputs, name, axis=1)
            case "MaxPooling2D" | "AveragePooling2D":
                value[name] = graph.add(
                    POOLS[kind],
                    inputs,
                    name,
                    kernel_shape=config["pool_size"],
                    strides=config["strides"],
                    auto_pad=PADDING[config["padding"]],
                )
            case "Flatten":
                in_order = graph.add("Transpose", inputs, f"{name}_as_tensorflow", perm=[0, 2, 3, 1])
                value[name] = graph.add("Flatten", [in_order], name)
            case "Dense":
                value[name] = graph.dense(inputs[0], config)
            case _:
                raise ValueError(f"Expected a layer of InceptionV3 but found {kind}")
    graph.add("Identity", [value[layers[-1]["config"]["name"]]], "shares")
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "nsfw_inception_v3",
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 299, 299])],
            [helper.make_tensor_value_info("shares", TensorProto.FLOAT, [1, 5])],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", 13)],
        ir_version=8,
    )


def read_description(script: str) -> dict[str, Any]:
    """The object that the script exports: minified JavaScript, which JSON is but for keys, !0, !1 and .5."""
    start, end = script.index("{modelTopology:"), script.rindex("}},{}]")
    text = script[start : end + 1]
    text = re.sub(r"([{,])([A-Za-z_]\w*):", r'\1"\2":', text)
    text = text.replace("!0", "true").replace("!1", "false")
    text = re.sub(r"(?<=[:,\[-])\.(?=\d)", "0.", text)
    return json.loads(text)


def read_weights(manifest: list[dict[str, Any]], data: bytes) -> dict[str, Weight]:
    weights, offset = {}, 0
    for entry in (entry for group in manifest for entry in group["weights"]):
        count, coding = int(np.prod(entry["shape"])), entry["quantization"]
        values = np.frombuffer(data, np.uint8, count, offset).reshape(entry["shape"])
        weights[entry["name"]] = Weight(values, coding["scale"], coding["min"])
        offset += count
    return weights


def main(archive: str, output_folder: str) -> None:
    output = Path(output_folder)
    with NpmArchive(archive) as package:
        description = read_description(package.read(f"{FOLDER}/model.min.js").decode())
        shards = [
            package.read(f"{FOLDER}/group1-shard{index + 1}of{SHARD_COUNT}.min.js").decode()
            for index in range(SHARD_COUNT)
        ]
        (output / "licences" / "nsfwjs-LICENSE.txt").write_bytes(package.read("LICENSE"))
    longest_string = (max(re.findall(r'"([A-Za-z0-9+/=]+)"', shard), key=len) for shard in shards)
    data = b"".join(base64.b64decode(text) for text in longest_string)
    layers = description["modelTopology"]["model_config"]["config"]["layers"]
    model = build_model(layers, read_weights(description["weightsManifest"], data))
    onnx.checker.check_model(model)
    onnx.save(model, output / "nsfw-inception-v3.onnx")


if __name__ == "__main__":
    main(*sys.argv[1:])
