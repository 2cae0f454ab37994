/** `runner`: with its handler in the same process · `isolated`: in one of its own, as in the product · `echo`: the client alone. */
export const BANK_MODES = ['runner', 'isolated', 'echo'] as const;
export type BankMode = (typeof BANK_MODES)[number];

/** What the process of the bank is asked for. */
export type BankOrder = 'usage' | 'stop';

export type BankReply = { readonly kind: 'ready' } | { readonly kind: 'usage'; readonly cpu: NodeJS.CpuUsage };
