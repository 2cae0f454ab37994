/** Bytes of one secret. */
export const SECRET_BYTES_MAX = 65_536;
