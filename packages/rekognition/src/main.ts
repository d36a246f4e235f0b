#!/usr/bin/env node
// The program's entry: the command line, in a process that keeps little memory.

import { restartWithOneArena } from './one-arena.ts';

restartWithOneArena();
await import('./command-line.ts');
