#!/usr/bin/env node
// The `uwf` command of a checkout: builds the program when a source is newer, then becomes it.
import { requireNode } from './support/node-version.mjs';

if (requireNode(process.versions.node)) {
  import('./support/main.mjs').then((module) => module.main(['uwf', ...process.argv.slice(2)]));
}
