import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createChunkSealer, createTransferKey, createTransferVerifier, openChunkOpener, openTransferSigner, type TransferKeyUse } from '#shared/adapters/jose/index.ts';
import type { ChunkOpener, ChunkSealer, TransferSigner, TransferVerifier } from '#shared/ports/transfer-cipher.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';

export type { TransferKeyUse };

/** What an export needs of cryptography. */
export interface ExportPorts {
  readonly signer: TransferSigner;
  readonly sealer: ChunkSealer;
  readonly validator: SchemaValidator;
}

/** Opens the sender's private key by its path; `recipient` is the public key of who may read, as it was parsed. Errors: `UWF-5005`. */
export async function composeExport(options: { readonly keyFile: string; readonly recipient: unknown }): Promise<ExportPorts> {
  return { signer: await openTransferSigner(options.keyFile), sealer: await createChunkSealer(options.recipient), validator: createSchemaValidator() };
}

/** What an import needs of cryptography. */
export interface ImportPorts {
  readonly verifier: TransferVerifier;
  readonly opener: ChunkOpener;
  readonly validator: SchemaValidator;
}

/** Opens the recipient's private keys by their paths; `senders` are public keys that are trusted, as they were parsed. Errors: `UWF-5005`. */
export async function composeImport(options: { readonly keyFiles: readonly string[]; readonly senders: readonly unknown[] }): Promise<ImportPorts> {
  return { verifier: createTransferVerifier(options.senders), opener: await openChunkOpener(options.keyFiles), validator: createSchemaValidator() };
}

/** Makes a key of a transfer; gives its public part. Errors: `UWF-5005`. */
export async function composeKey(path: string, use: TransferKeyUse): Promise<Readonly<Record<string, string>>> {
  return createTransferKey(path, use);
}
