"""Takes onnxruntime for one kind of machine out of its npm archives: 45 of the 290 MB that they hold.

    python unpack_runtime.py PLATFORM/ARCHITECTURE onnxruntime-node.tgz onnxruntime-common.tgz OUTPUT_FOLDER

PLATFORM and ARCHITECTURE as Node names them. Writes OUTPUT_FOLDER/runtime/node_modules.
"""

import sys
import tarfile
from pathlib import Path, PurePosixPath

BINARIES = "bin/napi-v6"


def is_wanted(name: PurePosixPath, machine: str) -> bool:
    """Everything but the binaries of other machines and the script that npm would run."""
    if name.parts[:1] == ("script",):
        return False
    return not name.is_relative_to(BINARIES) or name.is_relative_to(f"{BINARIES}/{machine}")


def main(machine: str, node_archive: str, common_archive: str, output_folder: str) -> None:
    modules = Path(output_folder) / "runtime" / "node_modules"
    for package, path in (("onnxruntime-node", node_archive), ("onnxruntime-common", common_archive)):
        with tarfile.open(path) as archive:
            for member in archive:
                name = PurePosixPath(member.name).relative_to("package")
                if ".." in name.parts or not member.isfile() or not is_wanted(name, machine):
                    continue
                source = archive.extractfile(member)
                assert source is not None
                target = modules / package / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read())
    if not (modules / "onnxruntime-node" / BINARIES / machine).is_dir():
        raise FileNotFoundError(f"Expected onnxruntime-node to have binaries for {machine}")


if __name__ == "__main__":
    main(*sys.argv[1:])
