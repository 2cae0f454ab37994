#!/usr/bin/env node
// The door of every `npm run …` command. Needs nothing but Node: it installs and builds what is missing, then goes on.
// The version is checked before anything else is loaded, so that an old Node gets a sentence and not a syntax error.
import { requireNode } from './support/node-version.mjs';

if (requireNode(process.versions.node)) {
  import('./support/main.mjs').then((module) => module.main(process.argv.slice(2)));
}
