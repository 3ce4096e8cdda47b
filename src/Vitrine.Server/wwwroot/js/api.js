// Calls to Vitrine's own API. The session is a cookie of this origin; errors arrive as problem+json and become ApiError.

/** What the server said went wrong, in a sentence for people. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message @param {any} [data] all that was answered */
  constructor(status, message, data) { super(message); this.status = status; this.data = data; }
}

/**
 * @param {string} method @param {string} url @param {unknown} [body] a table goes as it is, everything else as JSON @param {AbortSignal} [signal]
 * @returns {Promise<any>} the parsed answer; null where there is none
 */
export async function call(method, url, body, signal) {
  const isFile = body instanceof Blob;
  const answer = await fetch(url, {
    method,
    signal,
    headers: body === undefined ? { Accept: 'application/json' } : { Accept: 'application/json', 'Content-Type': isFile ? 'text/csv' : 'application/json' },
    body: body === undefined ? undefined : isFile ? body : JSON.stringify(body),
  });
  if (answer.status === 401 && location.pathname !== '/login') location.assign(`/login?return=${encodeURIComponent(location.pathname + location.search)}`);
  const isJson = /\bjson\b/.test(answer.headers.get('Content-Type') ?? '');
  const data = isJson ? await answer.json() : null;
  if (!answer.ok) throw new ApiError(answer.status, data?.detail ?? data?.message ?? data?.title ?? `${answer.status} ${answer.statusText}`, data);
  return data;
}

/** @param {string} url @param {AbortSignal} [signal] */
export const get = (url, signal) => call('GET', url, undefined, signal);

/** @param {string} url @param {unknown} [body] @param {AbortSignal} [signal] */
export const post = (url, body = {}, signal) => call('POST', url, body, signal);
