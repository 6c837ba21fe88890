import type { LeadImport } from '@iperform/contract';
import { ApiError, urlOf } from '../../api.ts';
import { api } from '../../contract.ts';

interface UploadOptions {
  csrfToken: string;
  /** Gets the share that has been sent, 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

const parsed = (text: string): object | null => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * Sends a file as it is. XMLHttpRequest, because fetch does not tell how much of a body has gone out.
 * @throws ApiError as `call` does; AbortError when the signal fires
 */
export const uploadFile = (
  file: File,
  { csrfToken, onProgress, signal }: UploadOptions,
): Promise<LeadImport> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const { method, path } = api.imports.upload;
    request.open(method, urlOf(path, {}, { filename: file.name }));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-csrf-token', csrfToken);
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total ? loaded / total : 1),
    );
    request.addEventListener('load', () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300 && body) resolve(body as LeadImport);
      else reject(new ApiError(body ?? {}, request.status));
    });
    request.addEventListener('error', () => reject(new ApiError({}, 0)));
    request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
