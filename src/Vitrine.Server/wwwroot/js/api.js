// Calls to Vitrine's own API. The session is a cookie of this origin; errors arrive as problem+json and become ApiError.

/** What the server said went wrong, in a sentence for people. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message @param {any} [data] all that was answered */
  constructor(status, message, data) { super(message); this.status = status; this.data = data; }
}

/** @typedef {{signal?: AbortSignal, headers?: Record<string, string>}} More */

/**
 * @param {string} method @param {string} url @param {unknown} [body] a table or a form goes as it is, everything else as JSON @param {More} [more]
 * @returns {Promise<{data: any, headers: Headers}>} data: the parsed answer; null where there is none
 */
export async function ask(method, url, body, { signal, headers } = {}) {
  const isTable = body instanceof Blob, isForm = body instanceof FormData;
  const answer = await fetch(url, {
    method,
    signal,
    // A page is told in its language what is wrong with a query. The browser says itself what a form is, and where its parts end.
    headers: { Accept: 'application/json', 'X-Vitrine-Page': '1', ...(body !== undefined && !isForm && { 'Content-Type': isTable ? 'text/csv' : 'application/json' }), ...headers },
    body: isTable || isForm ? body : body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 401 && location.pathname !== '/login') location.assign(`/login?return=${encodeURIComponent(location.pathname + location.search)}`);
  const isJson = /\bjson\b/.test(answer.headers.get('Content-Type') ?? '');
  const data = isJson ? await answer.json() : null;
  if (!answer.ok) throw new ApiError(answer.status, data?.detail ?? data?.message ?? data?.title ?? `${answer.status} ${answer.statusText}`, data);
  return { data, headers: answer.headers };
}

/** @param {string} method @param {string} url @param {unknown} [body] @param {More} [more] @returns {Promise<any>} the parsed answer */
export const call = async (method, url, body, more) => (await ask(method, url, body, more)).data;

/** @param {string} url @param {AbortSignal} [signal] */
export const get = (url, signal) => call('GET', url, undefined, { signal });

/** @param {string} url @param {unknown} [body] @param {AbortSignal} [signal] */
export const post = (url, body = {}, signal) => call('POST', url, body, { signal });
