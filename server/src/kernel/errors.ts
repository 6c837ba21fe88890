import { type ErrorCode, errorStatus, type FieldProblem } from '@iperform/contract';

interface Details {
  /** Says what is wrong and what to do, in words for the caller. */
  detail?: string | undefined;
  fields?: FieldProblem[] | undefined;
  /** Seconds after which the same call may succeed. */
  retryAfter?: number | undefined;
  cause?: unknown;
}

/** An error with a code of the closed list. Everything else that is thrown is a fault of ours and answers 500. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly fields: FieldProblem[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, details: Details = {}) {
    super(details.detail ?? code, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = details.detail;
    this.fields = details.fields;
    this.retryAfter = details.retryAfter;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

export const notFound = (what: string): AppError =>
  new AppError('NOT_FOUND', { detail: `No such ${what}, or you may not see it.` });

/** One field of the request is wrong. */
export const invalidField = (field: string, message: string): AppError =>
  new AppError('VALIDATION_FAILED', { detail: `${field}: ${message}`, fields: [{ field, message }] });

/** A fault of configuration or environment: told in one line, exit code 1, before anything has started. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
