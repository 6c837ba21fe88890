import { type ErrorCode, type FieldProblem, type Problem, problemType } from '@iperform/contract';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError } from '../kernel/errors.ts';

// Every error leaves here: a code of the closed list, its status, the fields at fault. The text of a fault of ours stays in the log.

const titles: Partial<Record<ErrorCode, string>> = {
  INVALID_REQUEST: 'The request is not valid',
  MALFORMED_JSON: 'The body is not JSON',
  UNAUTHENTICATED: 'Sign in first',
  BAD_CREDENTIALS: 'Unauthorized',
  CSRF_TOKEN_MISSING: 'The CSRF token is missing',
  FORBIDDEN: 'Your role does not allow this',
  NOT_FOUND: 'Not found',
  METHOD_NOT_ALLOWED: 'This method is not allowed here',
  STALE_VERSION: 'Somebody changed it meanwhile',
  BODY_TOO_LARGE: 'The body is too large',
  UNSUPPORTED_MEDIA_TYPE: 'This media type is not accepted here',
  STAGE_REQUIREMENTS: 'The stage needs more',
  TRANSITION_REFUSED: 'The lead cannot move there',
  VALIDATION_FAILED: 'Some fields are not valid',
  VERSION_REQUIRED: 'Say which version you change',
  TOO_MANY_REQUESTS: 'Too many requests',
  INTERNAL: 'Something went wrong on our side',
  ANALYTICS_UNAVAILABLE: 'Reports are not available right now',
  BUSY: 'Busy right now',
  DATABASE_UNAVAILABLE: 'The database is not available right now',
};

const titleOf = (code: ErrorCode): string =>
  titles[code] ?? `${code[0]}${code.slice(1).toLowerCase().replaceAll('_', ' ')}`;

/** Which field each issue of a failed parse concerns, and what to do about it. */
const fieldsOf = (error: z.ZodError): FieldProblem[] =>
  error.issues.slice(0, 50).flatMap((issue): FieldProblem[] => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: path === '' ? key : `${path}.${key}`,
        message: 'is not a known field here',
      }));
    }
    return [{ field: path === '' ? 'body' : path, message: issue.message }];
  });

/** A failed parse as an error: 400 for what stands in the address, 422 for the body. */
export const invalid = (error: z.ZodError, where: 'address' | 'body'): AppError => {
  const fields = fieldsOf(error);
  const first = fields[0];
  return new AppError(where === 'body' ? 'VALIDATION_FAILED' : 'INVALID_REQUEST', {
    detail: first === undefined ? undefined : `${first.field}: ${first.message}`,
    fields,
  });
};

const fastifyCodes: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['MALFORMED_JSON', 'The body could not be read as JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['MALFORMED_JSON', 'The body is empty; it must be a JSON object.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['BODY_TOO_LARGE', 'The body is larger than this endpoint takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED_MEDIA_TYPE', 'Send application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['INVALID_REQUEST', 'The body is not as long as Content-Length says.'],
};

/** Any thrown value as one of our errors. */
const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  const { code = '', statusCode = 500 } = error as FastifyError;
  const known = fastifyCodes[code];
  if (known !== undefined) return new AppError(known[0], { detail: known[1], cause: error });
  // The JSON parser refuses `__proto__` and `constructor` keys this way.
  if (error instanceof SyntaxError && statusCode === 400) {
    return new AppError('MALFORMED_JSON', { detail: 'The body could not be read as JSON.', cause: error });
  }
  if (statusCode >= 400 && statusCode < 500) return new AppError('INVALID_REQUEST', { cause: error });
  return new AppError('INTERNAL', { cause: error });
};

const problemOf = (error: AppError, request: FastifyRequest): Problem => ({
  type: problemType(error.code),
  title: titleOf(error.code),
  status: error.status,
  ...(error.code !== 'INTERNAL' && error.detail !== undefined ? { detail: error.detail } : {}),
  instance: request.url.split('?')[0] ?? '',
  code: error.code,
  requestId: request.id,
  ...(error.fields !== undefined && error.fields.length > 0 ? { errors: error.fields } : {}),
});

/** Answers an error: problem+json, or under `/i_auth` the documented envelope. */
export const sendError = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const error = toAppError(thrown);
  if (error.status >= 500 && error.code !== 'SESSION_SUSPENDED')
    request.log.error({ err: thrown }, 'request failed');
  if (error.retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfter)));
  if (error.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  reply.status(error.status).header('cache-control', 'no-store');
  if (request.url.startsWith('/i_auth')) {
    const message = error.code === 'BAD_CREDENTIALS' ? 'Unauthorized' : (error.detail ?? titleOf(error.code));
    // Beside the code, what the fields say: how many sessions are open, where the limit of them is reached.
    const data = {
      code: error.code,
      ...Object.fromEntries((error.fields ?? []).map((f) => [f.field, f.message])),
    };
    return reply.type('application/json').send({ status: error.status, message, data });
  }
  return reply.type('application/problem+json').send(problemOf(error, request));
};
