/**
 * What make-sync-jsonata.mjs changes in the npm package `jsonata`, beside `async` and `await`, and the text that it puts around it.
 * Source of the package is quoted only as far as is needed to find the places.
 */

/** Marks that the original keeps under plain property names. */
export const MARKS = ['sequence', 'keepSingleton', 'tupleStream', 'outerWrapper', 'cons', '_jsonata_lambda', '_jsonata_function'];

/** Statements put at the start of a function's body: what its work costs, in steps. */
export const CHARGES = {
  append: '$charge(($lengthOf(arg1) + $lengthOf(arg2)) / 16);',
  boolean: '$charge($lengthOf(arg) / 16);',
  isDeepEqual: '$charge(0.05);',
  isArrayOfNumbers: '$charge($lengthOf(arg) / 16);',
  stringToArray: '$charge(str.length / 16);',
  recurseDescendants: '$charge(0.1);',
  flatten: '$charge(0.1);',
  lookup: '$charge(0.1);',
  evaluateIncludesExpression: '$charge($lengthOf(rhs) / 16);',
  hofFuncArgs: '$charge(0.2);',
  formatNumber: '$checkFinite(value); $checkPicture(picture); $checkOptions(options);',
  formatInteger: '$checkFinite(value); $checkPicture(picture);',
  parseInteger: '$checkPicture(picture);',
  fromMillis: '$checkPicture(picture);',
  toMillis: '$checkPicture(picture);',
  pad: '$checkItems(Math.abs(width));',
  join: '$checkJoin(strs, separator);',
};

/** Functions replaced as a whole by our own text. */
export const REPLACEMENTS = {
  jsonata: 'function jsonata() {}',
  functionEval: 'function functionEval() {}',
  createFrame: 'function createFrame(enclosing) { return new $Frame(enclosing); }',
  base64encode: 'function base64encode(str) { return str === undefined ? undefined : $host.encodeBase64(str); }',
  base64decode: 'function base64decode(str) { return str === undefined ? undefined : $host.decodeBase64(str); }',
};

/** Source fragments replaced one by one; `times` is how often each must occur. */
export const FRAGMENTS = [
  // The limits of one evaluation take the place of the package's guardrails and depth.
  { from: 'environment.base.depth++;', to: '$enter();', times: 1 },
  { from: 'environment.base.guardrails();', to: '', times: 1 },
  { from: 'environment.base.depth--;', to: '$leave();', times: 1 },
  // Input is never changed.
  { from: 'resultSequence.keepSingleton = true;', to: 'if (resultSequence && resultSequence[$mark_sequence] === true) resultSequence[$mark_keepSingleton] = true;', times: 1 },
  { from: 'input.push(undefined);', to: 'input = focus.createSequence(undefined);', times: 1 },
  // A value of the data cannot pass for the placeholder of a partial application.
  { from: "evaluatedArgs.push(arg);\n            } else {\n                evaluatedArgs.push(await evaluate(arg, input, environment));", to: 'evaluatedArgs.push($placeholder);\n            } else {\n                evaluatedArgs.push(evaluate(arg, input, environment));', times: 1 },
  { from: "arg && arg.type === 'operator' && arg.value === '?'", to: 'arg === $placeholder', times: 1 },
  // Regular expressions: the author's are checked and run by the host, and so are those made from date pictures.
  { from: 'return new RegExp(pattern, flags);', to: 'return $host.parseRegex(pattern, flags, $start);', times: 1 },
  { from: 'new environment.base.RegexEngine(expr.value)', to: '$host.openRegex(expr.value)', times: 1 },
  { from: "new RegExp(fullRegex, 'i')", to: '($charge(fullRegex.length / 4), $host.linearRegex(fullRegex))', times: 1 },
  { from: 'var info = matcher.exec(timestamp);', to: '$charge(matcher.costBefore(timestamp)); var info = matcher.exec(timestamp);', times: 1 },
  { from: 'var match = re.exec(str);', to: '$charge(re.costBefore(str)); var match = re.exec(str); $charge(re.costAfter);', times: 1 },
  { from: 'value: expr.value.source', to: 'value: expr.value.pattern', times: 1 },
  // Nothing of the machine: randomness from the event, times without a zone are UTC.
  { from: 'Math.random()', to: '$meter.random()', times: 2 },
  { from: 'Date.parse(timestamp)', to: '$parseTimestamp(timestamp)', times: 1 },
  // `??` and `?:` copy their left side: bounded, because copies of copies double.
  { from: 'JSON.parse(JSON.stringify(left))', to: '$copyTree(left)', times: 2 },
  // Positions are those of a token's first character, not of the one behind it.
  { from: 'var create = function (type, value) {', to: 'var $start = 0; var create = function (type, value) {', times: 1 },
  { from: 'var obj = {type: type, value: value, position: position};', to: 'var obj = {type: type, value: value, position: $start};', times: 1 },
  { from: '// test for regex\n', to: '$start = position;\n', times: 1 },
  // A built-in function does not show its parts.
  { from: "typeof arg === 'object' && !isLambda(arg)", to: "typeof arg === 'object' && !isFunction(arg)", times: 1 },
  // The original counts up to the end of the range, and never gets there beyond 2^53.
  { from: 'for (var item = lhs, index = 0; item <= rhs; item++, index++) {', to: 'for (var item = lhs, index = 0; index < size; item = lhs + ++index) {', times: 1 },
  // The original copies a group for every item that joins it.
  { from: 'groups[key].data = fn.append.call(focus, groups[key].data, item);', to: '$collect(groups[key], item);', times: 1 },
  // As many arguments as items would fill the stack.
  { from: 'return Math.max.apply(Math, args);', to: 'return args.reduce((left, right) => Math.max(left, right));', times: 1 },
  { from: 'return Math.min.apply(Math, args);', to: 'return args.reduce((left, right) => Math.min(left, right));', times: 1 },
  // Steps that multiply the size of sequences.
  { from: 'Array.prototype.forEach.call(result, function(res) {', to: 'Array.prototype.forEach.call(result, function(res) { $charge($lengthOf(res) / 8);', times: 1 },
  { from: 'tuple = Object.create(null);', to: '$charge(0.5); tuple = Object.create(null);', times: 1 },
  { from: 'result = new Array(size);', to: '$charge(size / 8); result = new Array(size);', times: 1 },
  { from: 'result = lstr.concat(rstr);', to: '$checkText(lstr.length + rstr.length); result = lstr.concat(rstr);', times: 1 },
  { from: 'str = JSON.stringify(arg, function (key, val) {', to: 'str = JSON.stringify(arg, function (key, val) { $charge(0.1);', times: 1 },
  { from: 'result = proc.implementation.apply(focus, validatedArgs);', to: '$chargeArguments(validatedArgs); result = proc.implementation.apply(focus, validatedArgs); if (typeof result === "string") $checkText(result.length);', times: 1 },
  // `$eval` does not exist on AWS.
  { from: "staticFrame.bind('eval', defineFunction(functionEval, '<sx?:x>'));", to: '', times: 1 },
];

/** The original merges recursively, one level per item: a long array would overflow the stack. */
export const MERGE = `function (l, r) {
            var merged = [], i = 0, j = 0;
            while (i < l.length && j < r.length) { $charge(0.1); merged.push(comp(l[i], r[j]) ? r[j++] : l[i++]); }
            while (i < l.length) merged.push(l[i++]);
            while (j < r.length) merged.push(r[j++]);
            return merged;
        }`;

/** What the transformed modules call; written here, not taken from the package. */
export const PRELUDE = `
${MARKS.map((name) => `const $mark_${name} = Symbol('${name}');`).join('\n')}
const $placeholder = Object.freeze({ placeholder: true });
const $has = Object.prototype.hasOwnProperty;

class $Frame {
  constructor(enclosing) {
    this.enclosing = enclosing;
    this.bindings = undefined;
    this.base = enclosing ? enclosing.base : undefined;
  }
  bind(name, value) {
    if (this.bindings === undefined) this.bindings = Object.create(null);
    this.bindings[name] = value;
  }
  lookup(name) {
    for (let frame = this; frame; frame = frame.enclosing) {
      if (frame.bindings !== undefined && $has.call(frame.bindings, name)) return frame.bindings[name];
    }
    return undefined;
  }
  get timestamp() {
    return new Date(this.base.now);
  }
}

/** \`this\` of a function that closures call. */
class $Focus {
  constructor(meter, createSequence) {
    this.meter = meter;
    this.createSequence = createSequence;
    this.options = { sequence: meter.itemsMax };
  }
  get environment() {
    return { timestamp: new Date(this.meter.now) };
  }
}

/** Builds an engine on a host. One engine serves a process; evaluations follow one another. */
export function createEngine($host) {
  let $meter;
  let $parsing = { depth: 0, depthMax: 100, copied: 0, copiedMax: 100 };
  const $raise = (code, value) => { throw { code, value }; };
  const $charge = (steps) => { if (($meter.steps += steps) > $meter.stepsMax) $raise('U1002', $meter.stepsMax); };
  const $enter = () => { if (++$meter.depth > $meter.depthMax) $raise('U1001', $meter.depthMax); $charge(1); };
  const $leave = () => { $meter.depth--; };
  const $checkText = (units) => { if (units > $meter.textUnitsMax) $raise('U1004', $meter.textUnitsMax); };
  const $checkItems = (items) => { if (items > $meter.itemsMax) $raise('U1003', $meter.itemsMax); };
  const $lengthOf = (value) => (Array.isArray(value) ? value.length : 0);
  const $chargeArguments = (args) => {
    for (const arg of args) {
      if (typeof arg === 'string') $charge(arg.length / 64);
      else if (Array.isArray(arg)) $charge(arg.length / 16);
    }
  };
  const $checkJoin = (strs, separator) => {
    if (!Array.isArray(strs)) return;
    let units = strs.length * (separator === undefined ? 0 : separator.length);
    for (const str of strs) units += str.length;
    $checkText(units);
  };
  const $collect = (entry, item) => {
    if (item === undefined) return;
    if (entry.data === undefined) entry.data = item;
    else {
      if (entry.isOwn !== true) entry.data = Array.isArray(entry.data) ? entry.data.slice() : [entry.data];
      entry.isOwn = true;
      for (const part of Array.isArray(item) ? item : [item]) entry.data.push(part);
      $charge($lengthOf(item) / 16);
      $checkItems(entry.data.length);
    }
  };
  // Some formats divide until nothing is left, which infinity never is.
  const $checkFinite = (value) => { if (typeof value === 'number' && !Number.isFinite(value)) $raise('D1001', value); };
  // What these functions do is quadratic, and more, in the length of their pictures and options.
  const $checkPicture = (picture) => { if (typeof picture === 'string' && picture.length > 256) $raise('U1004', 256); };
  const $checkOptions = (options) => {
    for (const option of Object.values(options ?? {})) {
      if (typeof option !== 'string' || option === '') $raise('U2005');
      $checkPicture(option);
    }
  };
  const $parseTimestamp = (text) => Date.parse(/T[0-9:.]+$/.test(text) ? text + 'Z' : text);
  const $copyTree = (node) => {
    if (node === null || typeof node !== 'object') return node;
    if (++$parsing.copied > $parsing.copiedMax) $raise('U0103', $parsing.copiedMax);
    if (Array.isArray(node)) return node.map($copyTree);
    if (node.type === 'regex') return { ...node };
    return Object.fromEntries(Object.keys(node).filter((key) => typeof node[key] !== 'function').map((key) => [key, $copyTree(node[key])]));
  };
  const $nested = (parse) => function (argument) {
    if (++$parsing.depth > $parsing.depthMax) $raise('U0102', $parsing.depthMax);
    try { return parse(argument); } finally { $parsing.depth--; }
  };
  const $modules = {};
  const $require = (name) => $modules[name.slice(2)];
  const $define = (name, factory) => { const module = { exports: {} }; factory.call(undefined, $require, module, module.exports); $modules[name] = module.exports; };
`;

/** Put into the main module, where the original's internals are in sight. */
export const INTERNALS = `
    function $createSequence() {
        var sequence = [];
        sequence[$mark_sequence] = true;
        if (arguments.length === 1) sequence.push(arguments[0]);
        return sequence;
    }
    jsonata.internals = {
        staticFrame: staticFrame,
        defineFunction: defineFunction,
        templates: errorCodes,
        /** Makes what the package calls an execution environment: variables in a frame of their own, which is never written to. */
        run: function (ast, scope, meter) {
            var outer = $meter;
            $meter = meter;
            try {
                var variables = createFrame(staticFrame);
                variables.bindings = scope.variables;
                var environment = createFrame(variables);
                environment.base = environment;
                environment.now = meter.now;
                environment.options = { sequence: meter.itemsMax };
                environment.createSequence = $createSequence;
                var input = scope.input;
                environment.bind('$', input);
                if (Array.isArray(input)) {
                    input = $createSequence(input);
                    input[$mark_outerWrapper] = true;
                }
                return evaluate(ast, input, environment);
            } finally {
                $meter = outer;
            }
        },
        parse: function (text, limits) {
            $parsing = { depth: 0, depthMax: limits.depthMax, copied: 0, copiedMax: limits.copiedMax };
            return parser(text);
        },
        createSequence: $createSequence,
        meter: function () { return $meter; },
        charge: $charge,
        checkItems: $checkItems,
        describe: function (err) { populateMessage(err); return err.message; },
        fromMillis: datetime.fromMillis,
        // What the closures share with the evaluator (shared/core/expression/jsonata/closures).
        swapMeter: function (meter) { var outer = $meter; $meter = meter; return outer; },
        createFocus: function (meter) { return new $Focus(meter, $createSequence); },
        chargeArguments: $chargeArguments,
        checkText: $checkText,
        boolean: fn.boolean,
        string: fn.string,
        isDeepEqual: isDeepEqual,
        isFunction: function (value) { return value[$mark__jsonata_function] === true || value[$mark__jsonata_lambda] === true; },
        isSequence: function (list) { return list[$mark_sequence] === true; },
        isKept: function (list) { return list[$mark_keepSingleton] === true; },
        keep: function (list) { list[$mark_keepSingleton] = true; return list; },
        isConstructed: function (list) { return list[$mark_cons] === true; },
        markConstructed: function (list) { Object.defineProperty(list, $mark_cons, { enumerable: false, configurable: false, value: true }); return list; }
    };
`;

export const TYPES = `/** Types of the generated engine. */
export interface RegexLiteral { readonly pattern: string; readonly flags: string }
/** What is left of JavaScript's RegExp protocol: \`exec\` from \`lastIndex\`, which it moves behind the match. */
export interface RegexRun {
  lastIndex: number;
  exec(text: string): (ArrayLike<string | undefined> & { readonly index: number }) | null;
  /** Steps that the next \`exec\` costs whatever it finds. */
  costBefore(text: string): number;
  /** Steps that the last \`exec\` cost by what it found. */
  readonly costAfter: number;
}
export interface EngineHost {
  /** Checks a literal of an expression; throws {code, position} when the policy refuses it. \`flags\` ends in \`g\`. */
  parseRegex(pattern: string, flags: string, position: number): RegexLiteral;
  openRegex(literal: RegexLiteral): RegexRun;
  /** For patterns that the engine itself makes from date pictures; ignores case. */
  linearRegex(pattern: string): RegexRun;
  encodeBase64(text: string): string;
  decodeBase64(text: string): string;
}
/** The state of one evaluation: limits, what is used up of them, and its sources of time and randomness. */
export interface Meter {
  steps: number;
  depth: number;
  readonly stepsMax: number;
  readonly depthMax: number;
  readonly itemsMax: number;
  readonly textUnitsMax: number;
  readonly now: number;
  readonly random: () => number;
}
/** The package's processed tree, typed only as far as needed. */
export interface EngineNode { readonly type: string; readonly value?: unknown; readonly position?: number; readonly [key: string]: unknown }
/** \`this\` of a function registered with defineFunction. */
export interface EngineFocus { createSequence(): unknown[] }
/** A function of the package or one registered with defineFunction. \`validate\` gives the arguments in their places, or throws. */
export interface BuiltInDefinition {
  readonly implementation: (this: EngineFocus, ...args: readonly unknown[]) => unknown;
  readonly signature: { validate(args: readonly unknown[], context: unknown): unknown[] };
}
export interface Engine {
  readonly staticFrame: { bind(name: string, definition: unknown): void; lookup(name: string): BuiltInDefinition | undefined };
  defineFunction(implementation: (this: EngineFocus, ...args: never[]) => unknown, signature: string): unknown;
  readonly templates: { readonly [code: string]: string };
  /** Throws {code, position, token, value}. */
  parse(text: string, limits: { readonly depthMax: number; readonly copiedMax: number }): EngineNode;
  /** Throws {code, position, token, value}, RangeError on a full stack. */
  run(ast: EngineNode, scope: { readonly variables: object; readonly input?: unknown }, meter: Meter): unknown;
  /** The meter of the evaluation that is under way. */
  meter(): Meter;
  createSequence(): unknown[];
  charge(steps: number): void;
  checkItems(items: number): void;
  /** Fills in and returns the package's message of a thrown error. */
  describe(error: object): string | undefined;
  fromMillis(millis: number, picture?: string, timezone?: string): string;
  /** What the package's functions charge goes to this meter from now on; gives the one before. */
  swapMeter(meter: Meter | undefined): Meter | undefined;
  /** \`this\` of the package's functions. */
  createFocus(meter: Meter): EngineFocus;
  chargeArguments(args: readonly unknown[]): void;
  checkText(units: number): void;
  /** The package's $boolean(), $string() and comparison: throw what it throws. */
  boolean(value: unknown): boolean | undefined;
  string(value: unknown): string | undefined;
  isDeepEqual(lhs: unknown, rhs: unknown): boolean;
  /** True for the objects that stand for functions. */
  isFunction(value: object): boolean;
  /** Marks of arrays: a sequence of one is that one, unless it is kept; a constructed array is not joined into another. */
  isSequence(list: readonly unknown[]): boolean;
  isKept(list: readonly unknown[]): boolean;
  keep<T extends readonly unknown[]>(list: T): T;
  isConstructed(list: readonly unknown[]): boolean;
  markConstructed<T extends readonly unknown[]>(list: T): T;
}
export function createEngine(host: EngineHost): Engine;
`;
