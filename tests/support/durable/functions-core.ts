import Module from 'node:module';
import { assert } from '#shared/core/kernel/assert.ts';

/**
 * Stands for `@azure/functions-core`, the module that only the worker of Azure Functions has: with it the library's registration is real. The library asks
 * for it with a lazy `require`, once, so it is in place before anything is registered.
 */

type Callback = (...inputs: readonly unknown[]) => unknown;

export interface HookContext {
  readonly invocationContext: unknown;
  readonly inputs: unknown[];
  readonly functionCallback: Callback;
  readonly hookData: object;
  readonly appHookData: object;
}

export interface RegisteredFunction {
  readonly metadata: { readonly name: string; readonly bindings: { readonly [name: string]: { readonly type: string; readonly direction: string } } };
  readonly callback: Callback;
}

/** What the host gets back of an invocation; of a request the answer. */
interface InvocationResponse {
  readonly returnValue?: { readonly http?: RpcAnswer } | null;
}

/** An answer to a request, as the worker hands it to the host. */
export interface RpcAnswer {
  readonly statusCode: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes?: Uint8Array; readonly string?: string } | null;
}

interface Invocation {
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: Callback): Promise<unknown>;
}

/** A copy of the library, as it converts what the host and a function exchange. */
export interface ProgrammingModel {
  getInvocationModel(context: object): Invocation;
}

/** What one app has registered, with the library that it was registered through. */
export interface FunctionApp {
  model?: ProgrammingModel;
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: ((context: HookContext) => unknown)[];
}

let current: FunctionApp = { functions: new Map(), hooks: [] };
let model: ProgrammingModel | undefined;

const coreApi = {
  version: '0.0.0',
  setProgrammingModel: (given: ProgrammingModel) => {
    model = given;
  },
  registerFunction: (metadata: RegisteredFunction['metadata'], callback: Callback) => {
    current.functions.set(metadata.name, { metadata, callback });
    return { dispose: () => undefined };
  },
  registerHook: (name: string, callback: (context: HookContext) => unknown) => {
    if (name === 'preInvocation') current.hooks.push(callback);
    return { dispose: () => undefined };
  },
  log: () => undefined,
};

interface Loader {
  _load(request: string, ...rest: readonly unknown[]): unknown;
}

// The loader of CommonJS modules is no public type.
const loader = Module as unknown as Loader;
const loadOther = loader._load.bind(loader);
loader._load = (request, ...rest) => (request === '@azure/functions-core' ? coreApi : loadOther(request, ...rest));

/** Everything that is registered while `register` runs, through the library of this process unless it is given. */
export function registeredBy(register: () => void, library?: ProgrammingModel): FunctionApp {
  current = { functions: new Map(), hooks: [] };
  register();
  return withLibrary(current, library ?? model);
}

/** The same of a module with a copy of the library in it, which registers as it is loaded, or afterwards by `registeredBy`. */
export async function loadedApp<T>(load: () => Promise<T>): Promise<{ readonly module: T; readonly app: FunctionApp; readonly library: ProgrammingModel }> {
  const app: FunctionApp = { functions: new Map(), hooks: [] };
  const own = takeModel();
  current = app;
  const module = await load();
  const library = takeModel();
  assert(library !== undefined, 'the copy of the library has set its model');
  model = own;
  return { module, library, app: withLibrary(app, library) };
}

function takeModel(): ProgrammingModel | undefined {
  const taken = model;
  model = undefined;
  return taken;
}

function withLibrary(app: FunctionApp, library: ProgrammingModel | undefined): FunctionApp {
  if (library !== undefined) app.model = library;
  return app;
}

/** What the host sends with an invocation. */
export interface InvocationInput {
  /** Of the trigger: a text, or what the protocol has for a request. */
  readonly input: string | { readonly http: object };
  /** How the service is reached, for functions that ask for it. */
  readonly service?: object;
}

/** Runs a function of an app as the worker does: through the library's own conversion of what the host sends, with the hooks before it. */
export async function invoke(app: FunctionApp, name: string, input: InvocationInput): Promise<unknown> {
  return (await run(app, name, input)).result;
}

/** The same of a function that answers requests: what the host is given, after the library's own conversion. */
export async function respond(app: FunctionApp, name: string, input: InvocationInput): Promise<RpcAnswer> {
  const { invocation, context, result } = await run(app, name, input);
  const answer = (await invocation.getResponse(context, result)).returnValue?.http;
  assert(answer !== undefined, 'a request is answered');
  return answer;
}

async function run(app: FunctionApp, name: string, { input, service }: InvocationInput): Promise<{ readonly invocation: Invocation; readonly context: unknown; readonly result: unknown }> {
  const registered = app.functions.get(name);
  assert(registered !== undefined, `the function ${name} is registered`);
  const { model: library } = app;
  assert(library !== undefined, 'the library has set its model');
  const bindings = Object.entries(registered.metadata.bindings);
  const trigger = bindings.find(([, { type }]) => type.endsWith('Trigger'))?.[0];
  const client = service === undefined ? undefined : bindings.find(([, { type }]) => type === 'durableClient')?.[0];
  const data = typeof input === 'string' ? { string: input } : input;
  const request = { inputData: [{ name: trigger, data }, ...(client === undefined ? [] : [{ name: client, data: { string: JSON.stringify(service) } }])] };
  const invocation = library.getInvocationModel({ invocationId: 'invocation', metadata: registered.metadata, request, log: () => undefined, state: undefined });
  const { context, inputs } = await invocation.getArguments();
  const hooked: HookContext = { invocationContext: context, inputs, functionCallback: registered.callback, hookData: {}, appHookData: {} };
  for (const hook of app.hooks) await hook(hooked);
  return { invocation, context, result: await invocation.invokeFunction(context, hooked.inputs, registered.callback) };
}
