/** The least that this adapter needs of `pkcs11js`: PKCS #11 v2.40 by its own names. Handles are opaque. */
export interface Cryptoki {
  load(library: string): void;
  C_Initialize(options: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, userType: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: Template): void;
  C_FindObjects(session: Handle, max: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: Template): { readonly value: Buffer }[];
  C_CreateObject(session: Handle, template: Template): Handle;
  C_DestroyObject(session: Handle, object: Handle): void;
  C_GenerateKeyAsync(session: Handle, mechanism: Mechanism, template: Template): Promise<Handle>;
  C_GenerateKeyPairAsync(session: Handle, mechanism: Mechanism, publicTemplate: Template, privateTemplate: Template): Promise<{ readonly publicKey: Handle; readonly privateKey: Handle }>;
  C_WrapKeyAsync(session: Handle, mechanism: Mechanism, wrappingKey: Handle, key: Handle, into: Buffer): Promise<Buffer>;
  C_UnwrapKeyAsync(session: Handle, mechanism: Mechanism, unwrappingKey: Handle, wrapped: Buffer, template: Template): Promise<Handle>;
  C_DeriveKeyAsync(session: Handle, mechanism: Mechanism, baseKey: Handle, template: Template): Promise<Handle>;
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_SignAsync(session: Handle, data: Buffer, into: Buffer): Promise<Buffer>;
}

export type Handle = Buffer;

export interface Attribute {
  readonly type: number;
  readonly value?: number | boolean | string | Buffer;
}

export type Template = Attribute[];

export interface Mechanism {
  readonly mechanism: number;
  readonly parameter?: object;
}

/** The driver: its constants by name, and how to make one. */
export interface CryptokiModule {
  readonly PKCS11: new () => Cryptoki;
  readonly [constant: string]: unknown;
}
