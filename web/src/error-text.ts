import { ApiError } from './api.ts';
import { m } from './paraglide/messages.js';

/** What happened, in words for the person at the screen. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof ApiError)) return m.error_unknown();
  switch (error.code) {
    case 'NETWORK':
      return m.error_network();
    case 'UNAUTHENTICATED':
      return m.error_session();
    case 'CSRF_TOKEN_MISSING':
      return m.error_session();
    case 'FORBIDDEN':
      return m.error_forbidden();
    case 'NOT_FOUND':
      return m.error_not_found();
    case 'STALE_VERSION':
      return m.error_stale();
    case 'TOO_MANY_REQUESTS':
      return m.error_too_many();
    case 'BUSY':
    case 'DATABASE_UNAVAILABLE':
      return m.error_busy();
    case 'ANALYTICS_UNAVAILABLE':
      return m.error_analytics();
    case 'INTERNAL':
      return m.error_unknown();
    default:
      // The rest are about what was sent; the server says it best, and names the fields.
      return error.fields.length
        ? error.fields.map(({ field, message }) => (field ? `${field} ${message}` : message)).join('; ')
        : error.message;
  }
};
