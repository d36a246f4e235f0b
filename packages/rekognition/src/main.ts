#!/usr/bin/env node
// The program's entry: the command line, in a process that keeps little memory.

import { restartWithLittleMemory } from './little-memory.ts';

restartWithLittleMemory();
await import('./command-line.ts');
