"""PP-OCRv6 small from the package rapidocr: Latin alphabet only, weights stored as int8.

    python convert_ppocr.py OUTPUT_FOLDER

Writes ppocrv6-det.onnx, ppocrv6-rec.onnx and ppocrv6-keys.txt (one character a line: class i + 1 of the recogniser;
class 0 is the CTC blank, the last class is the space). Cutting the recogniser's last layer from 18,710 classes to
those of the Latin script makes it 28 % faster; the service itself reads no Chinese or Japanese either.
"""

import importlib.metadata
import importlib.util
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, numpy_helper

from int8 import store_as_int8

SMALLEST_INT8_SIZE = 1024  # smaller tensors are not worth their scales
LATIN_RANGES = (
    (0x0000, 0x024F),  # Basic Latin to Latin Extended-B
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2010, 0x203F),  # dashes, quotation marks, bullets
)
LATIN_SIGNS = set("€№™°£¥•…")


def is_latin(text: str) -> bool:
    return bool(text) and all(
        character in LATIN_SIGNS or any(low <= ord(character) <= high for low, high in LATIN_RANGES)
        for character in text
    )


def read_characters(recogniser: ModelProto) -> list[str]:
    """The recogniser's alphabet, which the model carries as metadata."""
    return next(entry.value for entry in recogniser.metadata_props if entry.key == "character").split("\n")


def keep_latin(recogniser: ModelProto) -> list[str]:
    """Cuts the last layer to the Latin characters, in place. Returns them in the order of the classes."""
    characters = read_characters(recogniser)
    class_count = len(characters) + 2
    kept = [0, *(i + 1 for i, character in enumerate(characters) if is_latin(character)), class_count - 1]
    for tensor in recogniser.graph.initializer:
        if class_count in tensor.dims:
            values = np.take(numpy_helper.to_array(tensor), kept, axis=list(tensor.dims).index(class_count))
            tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values), tensor.name))
    recogniser.graph.output[0].type.tensor_type.shape.dim[2].dim_value = len(kept)
    del recogniser.graph.value_info[:]  # shapes of the uncut model
    del recogniser.metadata_props[:]
    return [characters[i - 1] for i in kept[1:-1]]


def quantise(model: ModelProto) -> None:
    """Stores every large float32 weight as int8, in place."""
    graph = model.graph
    tensors: list[TensorProto] = []
    unpacking = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim < 2 or values.size < SMALLEST_INT8_SIZE:
            tensors.append(tensor)
            continue
        output_axis = 0 if values.ndim == 4 else values.ndim - 1  # convolution kernels, matrices
        stored, nodes = store_as_int8(tensor.name, values, output_axis)
        tensors += stored
        unpacking += nodes
    nodes = [*unpacking, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(tensors)
    graph.node.extend(nodes)


def main(output_folder: str) -> None:
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("Expected the package rapidocr to be installed")
    models, output = Path(spec.origin).parent / "models", Path(output_folder)

    detector = onnx.load(models / "PP-OCRv6_det_small.onnx")
    quantise(detector)
    onnx.save(detector, output / "ppocrv6-det.onnx")

    recogniser = onnx.load(models / "PP-OCRv6_rec_small.onnx")
    characters = keep_latin(recogniser)
    quantise(recogniser)
    onnx.save(recogniser, output / "ppocrv6-rec.onnx")
    (output / "ppocrv6-keys.txt").write_text("".join(f"{character}\n" for character in characters), encoding="utf-8")

    for name in ("LICENSE", "MODEL_LICENSES.md"):
        text = importlib.metadata.distribution("rapidocr").read_text(f"licenses/{name}")
        (output / "licences" / f"rapidocr-{name}").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
