import { Composer, CST, Lexer, Parser, type Document, type ErrorCode } from 'yaml';
import { DOCUMENT_DEPTH_MAX, SYNTAX_FINDINGS_MAX, YAML_LEXEMES_MAX } from '../limits.ts';
import type { SourceFinding } from './finding.ts';
import type { TextOutcome } from './json-text.ts';
import { readYamlNodes } from './yaml-nodes.ts';

/**
 * Reads YAML 1.2 text (core schema) and keeps the place of every value. The depth is checked while the parser works, which
 * uses a stack of its own; only then does the composer descend. Tags, directives, merge keys and complex keys are refused.
 */
export function readYamlText(text: string): TextOutcome {
  const { tokens, findings } = readTokens(text);
  if (findings.length > 0) return { findings };
  const [document] = compose(tokens);
  if (document === undefined) return { findings: [{ code: 'UWF-1012', offset: 0, message: 'the document is empty' }] };
  if (document.errors.length > 0) return { findings: document.errors.slice(0, SYNTAX_FINDINGS_MAX).map((error) => toFinding(error.code, error.pos[0], error.message)) };
  return readYamlNodes(document.contents);
}

interface TokenReading {
  readonly tokens: readonly CST.Token[];
  readonly findings: readonly SourceFinding[];
}

/** Root document, and one entry for each open collection and the scalar in work. */
const PARSER_STACK_MAX = DOCUMENT_DEPTH_MAX + 2;

function readTokens(text: string): TokenReading {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const findings: SourceFinding[] = [];
  const scan: Scan = { lexemes: 0, documents: 0, errors: 0, isScalarText: false };
  for (const lexeme of new Lexer().lex(text)) {
    const refusal = refusalOf(scan, lexeme);
    if (refusal !== undefined) findings.push({ ...refusal, offset: parser.offset });
    for (const token of parser.next(lexeme)) findings.push(...keep(scan, tokens, token));
    if (parser.stack.length > PARSER_STACK_MAX) findings.push(tooDeep(parser.offset));
    if (isEnough(scan, findings)) return { tokens, findings };
    if (scan.errors >= SYNTAX_FINDINGS_MAX) break;
  }
  for (const token of parser.end()) findings.push(...keep(scan, tokens, token));
  return { tokens, findings };
}

function keep(scan: Scan, tokens: CST.Token[], token: CST.Token): readonly SourceFinding[] {
  tokens.push(token);
  if (token.type === 'error') scan.errors += 1;
  if (token.type !== 'document') return [];
  scan.documents += 1;
  return scan.documents > 1 ? [{ code: 'UWF-1010', offset: token.offset, message: 'a second document starts here' }] : [];
}

/** What one pass over the lexemes has seen so far. */
interface Scan {
  lexemes: number;
  documents: number;
  errors: number;
  /** The lexeme before announced that this one is the text of a plain scalar. */
  isScalarText: boolean;
}

/** True when reading on can only cost time. */
function isEnough(scan: Scan, findings: readonly SourceFinding[]): boolean {
  const isFatal = findings.some((finding) => finding.code !== 'UWF-1006');
  return isFatal || scan.lexemes > YAML_LEXEMES_MAX || findings.length >= SYNTAX_FINDINGS_MAX;
}

function tooDeep(offset: number): SourceFinding {
  return { code: 'UWF-1003', offset, message: `the document is nested more than ${DOCUMENT_DEPTH_MAX} deep here` };
}

function refusalOf(scan: Scan, lexeme: string): Omit<SourceFinding, 'offset'> | undefined {
  const type: CST.TokenType | null = scan.isScalarText ? null : CST.tokenType(lexeme);
  scan.isScalarText = type === 'scalar';
  scan.lexemes += 1;
  if (scan.lexemes > YAML_LEXEMES_MAX) return { code: 'UWF-1002', message: `the document has more than ${YAML_LEXEMES_MAX} words and marks` };
  if (type === 'tag') return { code: 'UWF-1006', message: 'a YAML tag has no equal in JSON' };
  return type === 'directive-line' ? { code: 'UWF-1006', message: 'a YAML directive is not supported' } : undefined;
}

/** Without the library's own search for equal keys: it takes quadratic time. */
function compose(tokens: readonly CST.Token[]): readonly Document.Parsed[] {
  return [...new Composer({ version: '1.2', schema: 'core', merge: false, uniqueKeys: false, strict: true, prettyErrors: false }).compose(tokens)];
}

/** What the library says may repeat the text; these say it without. */
const MESSAGES: { readonly [code in ErrorCode]?: string } = {
  ALIAS_PROPS: 'an alias may have neither tag nor anchor',
  BAD_ALIAS: 'the name of the anchor or alias is not valid',
  BAD_COLLECTION_TYPE: 'a YAML tag has no equal in JSON',
  BAD_DIRECTIVE: 'a YAML directive is not supported',
  BAD_DQ_ESCAPE: 'the string in double quotes has an escape that YAML does not know',
  BAD_SCALAR_START: 'a text without quotes may not start with this character; put it in quotes',
  RESOURCE_EXHAUSTION: 'the document is nested too deeply here',
  TAG_RESOLVE_FAILED: 'a YAML tag has no equal in JSON',
  UNEXPECTED_TOKEN: 'this does not fit here; check the indentation, and put texts with special characters in quotes',
};

const LIBRARY_MESSAGE_CHARACTERS_MAX = 160;

function toFinding(code: ErrorCode, offset: number, message: string): SourceFinding {
  if (message.startsWith('Missing closing')) return { code: 'UWF-1001', offset, message: 'a string in quotes is not closed' };
  return { code: 'UWF-1001', offset, message: MESSAGES[code] ?? message.slice(0, LIBRARY_MESSAGE_CHARACTERS_MAX) };
}
