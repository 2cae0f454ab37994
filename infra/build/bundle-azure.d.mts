import type { CloudSettings } from '#functions/cloud/settings.ts';

/** Names of the providers that may be asked for. */
export const STORAGE_PROVIDER_NAMES: readonly string[];

/** Makes the folder of the function app, and gives the bytes of its bundle. */
export function bundleAzureApp(request: { readonly root: string; readonly outDir: string; readonly settings: CloudSettings; readonly provider?: string }): Promise<number>;

/** Bundles one module as the app is bundled, into `index.mjs`, and gives its bytes. */
export function bundleModule(request: { readonly root: string; readonly entry: string; readonly outDir: string }): Promise<number>;
