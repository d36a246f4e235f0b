// Which processor the sharp in a built layer is for.

import { glob, open } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../terminal/errors.ts';
import type { Architecture } from './plan.ts';

/** `e_machine` of an ELF file: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const MACHINES: Record<number, Architecture> = { 62: 'x86_64', 183: 'arm64' };
const MACHINE_OFFSET = 18; // bytes
const ELF_MAGIC = '\x7fELF';

/**
 * @param layerFolder - As `sam build` leaves it, with `nodejs/node_modules` inside.
 * @throws {OperatorError} Where sharp's native code is missing, or for another processor: the functions could not load it.
 */
export async function expectLayerFor(architecture: Architecture, layerFolder: string): Promise<void> {
  const machines = new Map<string, string>();
  for await (const file of glob('nodejs/node_modules/@img/sharp-*/**/*.node', { cwd: layerFolder }))
    machines.set(file, await readMachine(join(layerFolder, file)));

  const wrong = [...machines].find(([, machine]) => machine !== architecture);
  if (machines.size === 0 || wrong) {
    const found = wrong ? `one for ${wrong[1]}: ${wrong[0]}` : 'none';
    throw new OperatorError(`Expected a sharp for ${architecture} in ${layerFolder} but found ${found}`);
  }
}

async function readMachine(path: string): Promise<string> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(MACHINE_OFFSET + 2);
    await file.read(header, 0, header.length, 0);
    if (header.toString('latin1', 0, 4) !== ELF_MAGIC) return 'another system than Linux';
    const machine = header.readUInt16LE(MACHINE_OFFSET);
    return MACHINES[machine] ?? `processor ${machine}`;
  } finally {
    await file.close();
  }
}
