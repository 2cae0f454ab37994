/**
 * Version of the compiler: part of every program, so that the digest of a program tells which compiler made it.
 * Raise it whenever the same document would give another program.
 */
export const COMPILER_VERSION = '0.1.0';
