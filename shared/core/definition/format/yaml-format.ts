import { isMap, isPair, isScalar, isSeq, parseDocument, Scalar, visit, type Document, type Node, type Pair, type ScalarTag, type YAMLMap, type YAMLSeq } from 'yaml';
import { DOCUMENT_SHAPE, inFieldOrder, taskShape, type Shape } from './shape.ts';

/** A folded block (`>`) is wrapped here. */
const FOLDED_COLUMNS = 120;
/** A collection in braces or brackets that is longer stands without them on several lines. */
const FLOW_COLUMNS = 130;

const PREFIX = 'tag:yaml.org,2002:';

/** A long text on one line stays on one line: an expression that is broken over lines is harder to read and to search. */
function withUnbrokenTexts(tag: ScalarTag): ScalarTag {
  const { stringify } = tag;
  if (tag.tag !== `${PREFIX}str` || stringify === undefined) return tag;
  return {
    ...tag,
    stringify: (item, context, onComment, onChompKeep) => {
      const lineWidth = item.type === Scalar.BLOCK_FOLDED ? FOLDED_COLUMNS : 0;
      return stringify(item, { ...context, options: { ...context.options, lineWidth } }, onComment, onChompKeep);
    },
  };
}

/** YAML text of a document that has been read without findings, in its canonical form; comments, anchors and styles of texts stay. */
export function formatYaml(text: string, options: { readonly reorder: boolean }): string {
  const { heading, body, ending } = splitComments(text.replace(/\r\n?/gu, '\n'));
  const document = parseDocument(body, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    customTags: (tags) => tags.map((tag) => (typeof tag === 'object' && tag.collection === undefined ? withUnbrokenTexts(tag) : tag)),
  });
  if (options.reorder && document.contents !== null) reorder(document.contents, DOCUMENT_SHAPE);
  settleStyles(document);
  const written = document.toString({ indent: 2, indentSeq: true, lineWidth: 0, singleQuote: true, minContentWidth: 0, verifyAliasOrder: false });
  return joinComments({ heading, body: written, ending, isApart: body.endsWith('\n\n') });
}

interface Parts {
  /** Comments about the document as a whole, before anything else: all but a paragraph that stands right above the first field, when there are others. */
  readonly heading: string;
  readonly body: string;
  /** Comments at the margin after everything else. */
  readonly ending: string;
}

/** Comments at both ends are of the document, whichever field stands first or last. */
function splitComments(text: string): Parts {
  const leading = /^(?:[^\S\n]*(?:#[^\n]*)?\n)*/u.exec(text)?.[0] ?? '';
  const gap = leading.trimEnd().lastIndexOf('\n\n');
  const headingEnd = gap < 0 || leading.endsWith('\n\n') ? leading.length : gap + 2;
  const rest = text.slice(headingEnd);
  const ending = /(?:^|\n)(#[^\n]*\n?(?:[^\S\n]*\n|#[^\n]*\n?)*)$/u.exec(rest)?.[1] ?? '';
  return { heading: text.slice(0, headingEnd), body: rest.slice(0, rest.length - ending.length), ending };
}

function joinComments({ heading, body, ending, isApart }: Parts & { readonly isApart: boolean }): string {
  const top = heading.trim() === '' ? '' : `${tidyLines(heading)}${heading.endsWith('\n\n') ? '\n' : ''}`;
  const gap = ending !== '' && isApart && !body.endsWith('\n\n') ? '\n' : '';
  return `${top}${body}${gap}${ending === '' ? '' : tidyLines(ending)}`;
}

function tidyLines(comments: string): string {
  const lines = comments.trim().split('\n').map((line) => line.trim());
  return `${lines.join('\n').replace(/\n{3,}/gu, '\n\n')}\n`;
}

function reorder(node: unknown, shape: Shape): void {
  if (isSeq(node)) {
    if (shape.kind === 'list') for (const item of node.items) reorder(item, shape.each());
    return;
  }
  if (!isMap(node)) return;
  if (shape.kind === 'task') reorder(node, taskShape(node.get('call')));
  if (shape.kind === 'named') for (const pair of node.items) reorder(pair.value, shape.each());
  if (shape.kind === 'fields') reorderFields(node, shape);
}

function reorderFields(map: YAMLMap, shape: Extract<Shape, { kind: 'fields' }>): void {
  const sorted = inFieldOrder(map.items, nameOf, shape.order);
  if (sorted.some((pair, index) => pair !== map.items[index])) {
    const [first] = map.items;
    // The library keeps a comment above the first field with the object.
    if (first !== undefined) moveHeading(map, first);
    map.items = [...sorted];
  }
  for (const pair of map.items) {
    const name = nameOf(pair);
    const inner = name !== undefined && Object.hasOwn(shape.inner, name) ? shape.inner[name] : undefined;
    if (inner !== undefined) reorder(pair.value, inner());
  }
}

function moveHeading(map: YAMLMap, { key }: Pair): void {
  if (typeof map.commentBefore !== 'string' || !isScalar(key)) return;
  key.commentBefore = typeof key.commentBefore === 'string' ? `${map.commentBefore}\n${key.commentBefore}` : map.commentBefore;
  map.commentBefore = null;
}

function nameOf(pair: unknown): string | undefined {
  return isPair(pair) && isScalar(pair.key) && typeof pair.key.value === 'string' ? pair.key.value : undefined;
}

function settleStyles(document: Document<Node>): void {
  visit(document, {
    // Double quotes are for texts that need an escape or hold a single quote.
    Scalar(_key, scalar) {
      if (scalar.type === Scalar.QUOTE_DOUBLE && typeof scalar.value === 'string' && /^[^'\p{C}]*$/u.test(scalar.value)) scalar.type = Scalar.QUOTE_SINGLE;
    },
    // What does not fit on a line in braces or brackets is written without them.
    Collection(_key, collection) {
      const [start, end] = collection.range ?? [0, 0];
      if (collection.flow === true && (end - start > FLOW_COLUMNS || hasComment(collection))) collection.flow = false;
      padBraces(collection);
    },
  });
}

/** Braces have spaces inside, brackets none; the library knows only one rule for both. */
function padBraces(collection: YAMLMap | YAMLSeq): void {
  const write = collection.toString.bind(collection);
  const flowCollectionPadding = isSeq(collection) ? '' : ' ';
  collection.toString = (context, onComment, onChompKeep) => write(context === undefined ? undefined : { ...context, flowCollectionPadding }, onComment, onChompKeep);
}

/** True when a comment stands between the braces; one behind them is no reason to take them away. */
function hasComment(collection: Node): boolean {
  let found = false;
  visit(collection, {
    Node(_key, node) {
      if (node === collection || (typeof node.comment !== 'string' && typeof node.commentBefore !== 'string')) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
