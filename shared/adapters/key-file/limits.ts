/** Bytes of one file of a key. */
export const KEY_FILE_BYTES_MAX = 4_096;
/** How often making a version is tried while others make the same one. */
export const KEY_CREATE_ATTEMPTS_MAX = 100;
