import ts from 'typescript';
import type { ParsedFile } from './source-files.ts';

/** Says what is wrong in a file, one text for each finding; empty when nothing is. */
export type Rule = (file: ParsedFile) => readonly string[];

/** Words that the glossary (style.md §3) replaces: not as a word of an exported type's name. */
const REPLACED_WORDS = new Map([
  ['Instance', 'execution'],
  ['Job', 'work item or execution'],
  ['Graph', 'program'],
  ['Trail', 'history'],
  ['Ticket', 'task token'],
  ['Agent', 'runner'],
  ['Endpoint', 'operation'],
  ['Region', 'zone'],
  ['Provider', 'adapter'],
]);

const FILE_LINES_MAX = 400;

export const isShort: Rule = ({ path, text }) => {
  const lines = text.split('\n').length - 1;
  return lines > FILE_LINES_MAX ? [`${path}: ${lines} lines, more than ${FILE_LINES_MAX}`] : [];
};

export const documentsItsExports: Rule = (file) =>
  exportedDeclarations(file).flatMap(({ name, node }) => (ts.getJSDocCommentsAndTags(node).length > 0 ? [] : [`${place(file, node)}: ${name} is exported without a doc comment`]));

export const numbersItsPlans: Rule = ({ path, text }) =>
  text.split('\n').flatMap((line, index) => (/\b(?:TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/.test(line) ? [`${path}:${index + 1}: a plan without the number of its issue`] : []));

export const keepsToTheGlossary: Rule = (file) =>
  exportedDeclarations(file)
    .filter(({ node }) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node))
    .flatMap(({ name, node }) => wordsOf(name).flatMap((word) => (REPLACED_WORDS.has(word) ? [`${place(file, node)}: ${name}: say ${REPLACED_WORDS.get(word)}, not ${word.toLowerCase()}`] : [])));

export const isSynchronous: Rule = (file) =>
  findAll(file.tree, (node) => ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword).map((node) => `${place(file, node)}: the core is synchronous`);

export const throwsNoBareError: Rule = (file) =>
  findAll(file.tree, isBareThrow).map((node) => `${place(file, node)}: a bare error says neither its family nor its code; use Result, UwfError or assert`);

/** `as` (and `<T>`) is for the places that turn checked or foreign values into types: functions named parse…, brand…, to…, from…, as… */
export const castsWhereItParses: Rule = (file) =>
  findAll(file.tree, isCast)
    .filter((node) => !isInCastingPlace(file, node))
    .map((node) => `${place(file, node)}: a cast outside of a parse… or brand… function`);

export const namesLimitsWithUnits: Rule = (file) => {
  if (!file.path.endsWith('/limits.ts')) return [];
  const constants = exportedDeclarations(file).filter(({ node }) => ts.isVariableStatement(node));
  return constants.filter(({ name }) => !/^[A-Z0-9]+(?:_[A-Z0-9]+)*_(?:MAX|MIN|DEFAULT|MS|SECONDS|BYTES)$/.test(name)).map(({ name, node }) => `${place(file, node)}: ${name} must end in _MAX, _MIN, _DEFAULT or its unit`);
};

/** True when something in the file can run: a file of types or of a table needs no test of its own. */
export function hasRunTimeCode({ tree }: ParsedFile): boolean {
  return findAll(tree, (node) => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined).length > 0;
}

/** Where the unit test of a source file must be. */
export function mirroredTestPaths(path: string): readonly string[] {
  const base = `tests/unit/${path.replace(/\.ts$/, '')}`;
  return [`${base}.test.ts`, `${base}.property.test.ts`];
}

interface ExportedDeclaration {
  readonly name: string;
  readonly node: ts.Node;
}

/** Declarations with an `export` of their own; what is re-exported is documented where it is declared. Of overloads, the first. */
function exportedDeclarations({ tree }: ParsedFile): readonly ExportedDeclaration[] {
  const seen = new Set<string>();
  return tree.statements.filter(isExported).flatMap((node) => {
    const names = ts.isVariableStatement(node) ? node.declarationList.declarations.map((declaration) => declaration.name.getText(tree)) : nameOf(node, tree);
    return names.filter((name) => !seen.has(name) && seen.add(name)).map((name) => ({ name, node }));
  });
}

function isExported(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

function nameOf(node: ts.Statement, tree: ts.SourceFile): readonly string[] {
  const name = ts.getNameOfDeclaration(node as unknown as ts.Declaration);
  return name === undefined ? [] : [name.getText(tree)];
}

function isBareThrow(node: ts.Node): boolean {
  return ts.isThrowStatement(node) && ts.isNewExpression(node.expression) && ts.isIdentifier(node.expression.expression) && /^(?:Error|TypeError|RangeError)$/.test(node.expression.expression.text);
}

function isCast(node: ts.Node): boolean {
  return (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && node.type.getText() !== 'const';
}

function isInCastingPlace({ path, tree }: ParsedFile, cast: ts.Node): boolean {
  if (/(?:^|\/)(?:parse|brand)[^/]*\.ts$/.test(path)) return true;
  for (let node = cast.parent; node !== undefined; node = node.parent) {
    const name = ts.isFunctionLike(node) || ts.isVariableDeclaration(node) ? node.name?.getText(tree) : undefined;
    if (name !== undefined && /^(?:parse|brand|to|from|as)(?:[A-Z]|$)/.test(name)) return true;
  }
  return false;
}

function findAll(root: ts.Node, matches: (node: ts.Node) => boolean): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (matches(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function place({ path, tree }: ParsedFile, node: ts.Node): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`;
}

function wordsOf(name: string): readonly string[] {
  return name.match(/[A-Z][a-z0-9]*/g) ?? [];
}
