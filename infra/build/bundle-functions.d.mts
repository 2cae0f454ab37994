/** Bytes that are read before the first call, and all of them. */
export interface BundleSize {
  readonly atOnce: number;
  readonly whole: number;
}

/** Names of the functions of AWS: each is an entry. */
export function awsFunctions(root: string): readonly string[];

/** Bundles each function of AWS into a folder of its own. */
export function bundleAwsFunctions(request: { readonly root: string; readonly outDir: string; readonly settings: unknown; readonly names?: readonly string[] }): Promise<Readonly<Record<string, BundleSize>>>;
