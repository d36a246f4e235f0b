"""Reads a PyTorch checkpoint of the format before 1.6 without PyTorch and without running what it contains.

The file is five pickles followed by the raw bytes of every storage. A pickle can name any function to call;
this reader allows the three names that a state dict needs and refuses the rest.
"""

import collections
import pickle
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
PROTOCOL_VERSION = 1001
STORAGE_DTYPES = {"FloatStorage": "<f4", "LongStorage": "<i8"}


@dataclass(frozen=True)
class StorageReference:
    """A block of numbers whose bytes follow later in the file."""

    key: str
    dtype: str


@dataclass(frozen=True)
class TensorReference:
    """A view of a storage: offset and strides count elements, not bytes."""

    storage: StorageReference
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def rebuild_tensor(storage: StorageReference, offset: int, shape: tuple, strides: tuple, *_: Any) -> TensorReference:
    return TensorReference(storage, offset, shape, strides)


class StateDictUnpickler(pickle.Unpickler):
    """An unpickler for dictionaries of tensors and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return rebuild_tensor
        if module == "torch" and name in STORAGE_DTYPES:
            return name
        raise pickle.UnpicklingError(f"Expected a state dict but found a reference to {module}.{name}")

    def persistent_load(self, pid: tuple) -> StorageReference:
        _, storage_type, key, _location, _size, _view = pid
        return StorageReference(key, STORAGE_DTYPES[storage_type])


def read_state_dict(file: BinaryIO) -> dict[str, np.ndarray]:
    """Returns every tensor by its name. Raises ValueError when the file is no legacy checkpoint."""

    def next_pickle() -> Any:
        return StateDictUnpickler(file).load()

    if next_pickle() != MAGIC_NUMBER or next_pickle() != PROTOCOL_VERSION:
        raise ValueError("Expected a PyTorch checkpoint of the legacy format")
    next_pickle()  # sizes of C types on the writing machine
    tensors: dict[str, TensorReference] = next_pickle()
    storage_keys: list[str] = next_pickle()  # in the order of their bytes

    dtypes = {tensor.storage.key: np.dtype(tensor.storage.dtype) for tensor in tensors.values()}
    storages = {key: read_storage(file, dtypes[key]) for key in storage_keys}
    return {name: view(storages[tensor.storage.key], tensor) for name, tensor in tensors.items()}


def read_storage(file: BinaryIO, dtype: np.dtype) -> np.ndarray:
    (length,) = struct.unpack("<q", file.read(8))
    return np.frombuffer(file.read(length * dtype.itemsize), dtype)


def view(storage: np.ndarray, tensor: TensorReference) -> np.ndarray:
    byte_strides = [stride * storage.itemsize for stride in tensor.strides]
    return np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, byte_strides).copy()
