/** Bytes of a request body. */
export const BODY_BYTES_MAX = 262_144;
/** Nesting of a JSON body. */
export const BODY_DEPTH_MAX = 32;
/** Nesting of a definition sent as JSON: the language nests tasks in tasks. */
export const DEFINITION_DEPTH_MAX = 64;
/** Characters of a request target: path and query. */
export const TARGET_CHARACTERS_MAX = 4_096;
export const QUERY_PARAMETERS_MAX = 20;
/** Characters of one path or query parameter once it is decoded. */
export const PARAMETER_CHARACTERS_MAX = 512;
export const IDEMPOTENCY_KEY_CHARACTERS_MAX = 255;
export const REQUEST_ID_CHARACTERS_MAX = 128;
/** Items of one page of a list. */
export const PAGE_ITEMS_MAX = 100;
export const PAGE_ITEMS_DEFAULT = 20;
/** Findings told in one problem document. */
export const PROBLEM_ERRORS_MAX = 200;
/** Seconds after which a caller should try again what is `retryable`. */
export const RETRY_AFTER_SECONDS = 1;

/** Bytes of the header section of a request. */
export const HEADER_BYTES_MAX = 16_384;
/** Header fields of a request; the rest is dropped by Node, so a request that has as many is refused. */
export const HEADER_FIELDS_MAX = 100;
/** How long a client may take for its header section, and for the whole request. */
export const HEADERS_MS_MAX = 10_000;
export const REQUEST_MS_MAX = 30_000;
/** How long a connection may stay open without a request. */
export const KEEP_ALIVE_MS_MAX = 5_000;
/** How often connections are checked for the limits above. */
export const CONNECTION_CHECK_MS = 1_000;
/** How long a closing host waits for requests in flight. */
export const CLOSE_MS_MAX = 10_000;
/** Requests on one connection, after which it is closed. */
export const CONNECTION_REQUESTS_MAX = 10_000;
export const CONNECTIONS_MAX = 2_000;
/** Bytes of a body that is too large which are read and thrown away, so that its sender gets to read the answer. */
export const DISCARDED_BYTES_MAX = 8_388_608;
/** How long the answer to "is the store there" is used again. */
export const HEALTH_MS_MAX = 1_000;
