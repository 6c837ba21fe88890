import { z } from 'zod';

/**
 * The closed list of error codes and the HTTP status each one has. A problem's `type` is
 * `urn:iperform:problem:` and the code in kebab-case; clients switch on `code`.
 */
export const errorStatus = {
  INVALID_REQUEST: 400,
  MALFORMED_JSON: 400,
  UNAUTHENTICATED: 401,
  BAD_CREDENTIALS: 401,
  CSRF_TOKEN_MISSING: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  COMPANY_REQUIRED: 409,
  IDEMPOTENCY_CONFLICT: 409,
  IMPORT_STATE: 409,
  SESSION_LIMIT: 409,
  STALE_VERSION: 412,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE_FILE: 422,
  STAGE_REQUIREMENTS: 422,
  TRANSITION_REFUSED: 422,
  VALIDATION_FAILED: 422,
  VERSION_REQUIRED: 428,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  ANALYTICS_UNAVAILABLE: 503,
  BUSY: 503,
  DATABASE_UNAVAILABLE: 503,
  SESSION_SUSPENDED: 505,
} as const;

export type ErrorCode = keyof typeof errorStatus;

export const errorCodes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];

/** One field that is wrong: a JSON path like `emails.0`, and what to do about it. */
export const fieldProblem = z.strictObject({ field: z.string(), message: z.string() });
export type FieldProblem = z.output<typeof fieldProblem>;

/** The one error body: RFC 9457 problem details, with a code, a request id and the fields at fault. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  code: z.enum(errorCodes),
  requestId: z.string(),
  errors: z.array(fieldProblem).optional(),
});
export type Problem = z.output<typeof problem>;

/** `STALE_VERSION` → `urn:iperform:problem:stale-version`. */
export const problemType = (code: ErrorCode): string =>
  `urn:iperform:problem:${code.toLowerCase().replaceAll('_', '-')}`;
