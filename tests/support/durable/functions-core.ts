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

interface Invocation {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: Callback): Promise<unknown>;
}

interface ProgrammingModel {
  getInvocationModel(context: object): Invocation;
}

/** What one app has registered. */
export interface FunctionApp {
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

/** Everything that is registered while `register` runs. */
export function registeredBy(register: () => void): FunctionApp {
  current = { functions: new Map(), hooks: [] };
  register();
  return current;
}

/** Runs a function of an app as the worker does: through the library's own conversion of what the host sends, with the hooks before it. */
export async function invoke(app: FunctionApp, name: string, input: string): Promise<unknown> {
  const registered = app.functions.get(name);
  assert(registered !== undefined, `the function ${name} is registered`);
  assert(model !== undefined, 'the library has set its model');
  const trigger = Object.entries(registered.metadata.bindings).find(([, { type }]) => type.endsWith('Trigger'))?.[0];
  const request = { inputData: [{ name: trigger, data: { string: input } }] };
  const invocation = model.getInvocationModel({ invocationId: 'invocation', metadata: registered.metadata, request, log: () => undefined, state: undefined });
  const { context, inputs } = await invocation.getArguments();
  const hooked: HookContext = { invocationContext: context, inputs, functionCallback: registered.callback, hookData: {}, appHookData: {} };
  for (const hook of app.hooks) await hook(hooked);
  return invocation.invokeFunction(context, hooked.inputs, registered.callback);
}
