"""Reads single files out of an npm archive, the way `npm pack` brings a package, without unpacking it."""

import tarfile
from types import TracebackType


class NpmArchive:
    def __init__(self, path: str) -> None:
        self.path = path
        self.archive = tarfile.open(path)

    def read(self, name: str) -> bytes:
        """One file by its path inside the package."""
        file = self.archive.extractfile(f"package/{name}")
        if file is None:
            raise FileNotFoundError(f"Expected a file {name} in {self.path}")
        return file.read()

    def __enter__(self) -> "NpmArchive":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.archive.close()
