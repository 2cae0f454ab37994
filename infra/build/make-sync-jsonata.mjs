/**
 * Builds the synchronous JSONata engine that shared/core evaluates expressions with, from the npm package `jsonata`.
 *
 * The package is asynchronous only, and an orchestrator of Durable Functions is a synchronous generator (design §4). So this script
 * reads the published bundle, strips `async`/`await` by an AST transform, and makes a few named changes on the way:
 *  - marks on values (`sequence`, `_jsonata_lambda` …) become symbols, so that data with such keys cannot pass for a function;
 *  - work is metered, so that an evaluation has limits; recursion of the parser is bounded;
 *  - regular expressions, base64 and randomness come from the host; nothing of Node is used;
 *  - input is never changed: two places of the original write marks or items into it.
 * Every change must find exactly what it expects, or the build fails: a new version of the package is then looked at by a person.
 *
 * No network. Does nothing when the output carries the stamp of the same input and the same generator.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHARGES, FRAGMENTS, INTERNALS, MARKS, MERGE, PRELUDE, REPLACEMENTS, TYPES } from './sync-jsonata-changes.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const outputFolder = join(here, '../../shared/core/expression/jsonata/vendor');
const require = createRequire(import.meta.url);

/** Builds the engine when it is missing or out of date. Returns what was done. */
export async function makeSyncJsonata() {
  const packageFile = require.resolve('jsonata/package.json');
  const source = await readFile(join(dirname(packageFile), 'jsonata.js'), 'utf8');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8'));
  const generator = await Promise.all(['make-sync-jsonata.mjs', 'sync-jsonata-changes.mjs'].map((file) => readFile(join(here, file), 'utf8')));
  const stamp = `// stamp ${createHash('sha256').update([source, ...generator].join('\0')).digest('hex')}`;
  const target = join(outputFolder, 'jsonata.mjs');
  if (await isCurrent(target, stamp)) return 'up to date';
  const text = await transform(source, `${stamp}\n// Synchronous form of jsonata ${version} (MIT, copyright IBM Corp.), made by infra/build/make-sync-jsonata.mjs.\n`);
  await mkdir(outputFolder, { recursive: true });
  await writeWhole(join(outputFolder, 'jsonata.d.mts'), TYPES);
  await writeWhole(target, text);
  return 'built';
}

async function isCurrent(target, stamp) {
  const text = await readFile(target, 'utf8').catch(() => '');
  const types = await readFile(join(outputFolder, 'jsonata.d.mts'), 'utf8').catch(() => '');
  return text.startsWith(`${stamp}\n`) && types === TYPES;
}

async function writeWhole(file, text) {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

async function transform(source, header) {
  const [{ parse }, { default: MagicString }] = await Promise.all([import('acorn'), import('magic-string')]);
  const tree = parse(source, { ecmaVersion: 2022, sourceType: 'script' });
  const code = new MagicString(source);
  const edits = createEdits(code, source);
  walk(tree, undefined, (node, parent) => editNode(node, parent, edits));
  replaceFragments(code, source, edits);
  const modules = bundleModules(tree);
  const names = moduleNames(modules);
  edits.checkAll();
  const order = ['utils', 'signature', 'parser', 'datetime', 'functions', 'main'];
  const parts = order.map((name) => {
    const module = modules.find((candidate) => names.get(candidate.id) === name);
    return `$define('${name}', ${code.slice(module.factory.start, module.factory.end)});`;
  });
  const body = `${header}${PRELUDE}\n${parts.join('\n')}\n  return $modules.main.internals;\n}\n`;
  parse(body, { ecmaVersion: 2022, sourceType: 'module' });
  return body;
}

/** Remembers what has been found, so that a change that found nothing fails the build. */
function createEdits(code, source) {
  const found = new Map();
  const covered = [];
  const expected = [...Object.keys(CHARGES), ...Object.keys(REPLACEMENTS), 'merge', 'expression', 'processAST', 'internals'];
  return {
    code,
    source,
    note: (name) => found.set(name, (found.get(name) ?? 0) + 1),
    cover: (start, end) => covered.push([start, end]),
    isCovered: (start) => covered.some(([from, to]) => start >= from && start < to),
    checkAll() {
      for (const name of expected) if (!found.has(name)) throw new Error(`make-sync-jsonata: ${name} not found in the package`);
    },
  };
}

function walk(node, parent, visit) {
  visit(node, parent);
  for (const key of Object.keys(node)) {
    const value = node[key];
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof child.type === 'string') walk(child, node, visit);
    }
  }
}

function editNode(node, parent, edits) {
  if (edits.isCovered(node.start)) return;
  if (node.type === 'FunctionDeclaration' && node.id.name in REPLACEMENTS) {
    edits.code.overwrite(node.start, node.end, REPLACEMENTS[node.id.name]);
    edits.cover(node.start, node.end);
    edits.note(node.id.name);
    return;
  }
  if (node.type === 'FunctionDeclaration' && node.id.name in CHARGES) {
    edits.code.appendLeft(node.body.start + 1, ` ${CHARGES[node.id.name]}`);
    edits.note(node.id.name);
  }
  if (node.type === 'VariableDeclarator') editDeclarator(node, edits);
  if (node.async === true) edits.code.remove(node.start, node.start + 'async '.length);
  if (node.type === 'AwaitExpression') edits.code.remove(node.start, node.argument.start);
  if (node.type === 'CallExpression') editCall(node, edits);
  if (isCallbackStatement(node)) {
    edits.code.remove(node.start, node.end);
    edits.cover(node.start, node.end);
  }
  editMark(node, parent, edits);
}

function editDeclarator(node, edits) {
  const name = node.id.name;
  if (name === 'merge' && node.init?.type === 'FunctionExpression') {
    edits.code.overwrite(node.init.start, node.init.end, MERGE);
    edits.cover(node.init.start, node.init.end);
    edits.note('merge');
  }
  if ((name === 'expression' || name === 'processAST') && node.init?.type === 'FunctionExpression') {
    edits.code.appendLeft(node.init.start, '$nested(');
    edits.code.appendRight(node.init.end, ')');
    edits.note(name);
  }
}

function editCall(node, edits) {
  const callee = edits.source.slice(node.callee.start, node.callee.end);
  if (callee === 'Promise.all') {
    edits.code.remove(node.start, node.arguments[0].start);
    edits.code.remove(node.arguments[0].end, node.end);
  }
  if (callee === 'isPromise') {
    edits.code.overwrite(node.start, node.end, 'false');
    edits.cover(node.start, node.end);
  }
  if (callee === 'Object.defineProperty' && node.arguments[1]?.value === 'cons') {
    edits.code.overwrite(node.arguments[1].start, node.arguments[1].end, '$mark_cons');
  }
}

/** The tracing hooks of the original: looked up in every frame for every node, and not used here. */
function isCallbackStatement(node) {
  const hook = /^(entryCallback|exitCallback|framePushCallback)$/;
  if (node.type === 'VariableDeclaration') return hook.test(node.declarations[0]?.id.name ?? '');
  return node.type === 'IfStatement' && node.test.type === 'Identifier' && hook.test(node.test.name);
}

function editMark(node, parent, edits) {
  if (node.type === 'MemberExpression' && !node.computed && MARKS.includes(node.property.name)) {
    const owner = edits.source.slice(node.object.start, node.object.end);
    if (owner === 'options' || owner.endsWith('.options') || edits.isCovered(node.start)) return;
    if (edits.source.startsWith('resultSequence.keepSingleton = true;', node.start)) return;
    edits.code.overwrite(node.object.end, node.end, `[$mark_${node.property.name}]`);
  }
  if (node.type === 'Property' && parent?.type === 'ObjectExpression' && !node.computed && MARKS.includes(node.key.name)) {
    edits.code.overwrite(node.key.start, node.key.end, `[$mark_${node.key.name}]`);
  }
  if (node.type === 'MemberExpression' && edits.source.slice(node.start, node.end) === '(new Error()).stack') {
    edits.code.overwrite(node.start, node.end, 'undefined');
  }
}

function replaceFragments(code, source, edits) {
  for (const { from, to, times } of FRAGMENTS) {
    const places = [];
    for (let at = source.indexOf(from); at !== -1; at = source.indexOf(from, at + 1)) places.push(at);
    if (places.length !== times) throw new Error(`make-sync-jsonata: found ${places.length} times, expected ${times}: ${from}`);
    for (const at of places) code.overwrite(at, at + from.length, to);
  }
  const anchor = 'jsonata.parser = parser;';
  const at = source.indexOf(anchor);
  if (at === -1) throw new Error('make-sync-jsonata: the end of the main module was not found');
  code.overwrite(at, at + anchor.length, INTERNALS);
  edits.note('internals');
}

/** The modules of the browserify bundle: `{1: [function (require, module, exports) {…}, {…}], …}`. */
function bundleModules(tree) {
  const modules = [];
  walk(tree, undefined, (node) => {
    if (node.type !== 'Property' || typeof node.key.value !== 'number' || node.value.type !== 'ArrayExpression') return;
    const [factory, dependencies] = node.value.elements;
    if (factory?.type === 'FunctionExpression' && dependencies?.type === 'ObjectExpression') modules.push({ id: node.key.value, factory, dependencies });
  });
  return modules;
}

function moduleNames(modules) {
  const names = new Map();
  for (const { dependencies } of modules) {
    for (const { key, value } of dependencies.properties) names.set(value.value, String(key.value).replace('./', ''));
  }
  for (const { id } of modules) if (!names.has(id)) names.set(id, 'main');
  return names;
}
