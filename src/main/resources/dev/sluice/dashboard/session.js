/**
 * Who is signed in. The key is held by this module's memory and nowhere else: no storage, no
 * cookie, no address, no element of the page. Leaving or reloading the page forgets it.
 */

const DEADLINE = 15000;

/** A report of many days may be read for half a minute. */
const REPORT_DEADLINE = 35000;

const deadline = (path) => AbortSignal.timeout(path.startsWith('/admin/usage') ? REPORT_DEADLINE : DEADLINE);

let key = null;
let onEnd = () => {};

/** What a request was answered in place of what was asked. */
export class Failure extends Error {
  /** @param status of HTTP; 0 where there was no answer */
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/** @param listener told why, when a session ends */
export function whenEnded(listener) {
  onEnd = listener;
}

export function signedIn() {
  return key !== null;
}

/**
 * Keeps the key if it opens a path.
 *
 * @returns what was there
 */
export async function signIn(candidate, path) {
  key = candidate;
  try {
    return await call('GET', path, undefined, true);
  } catch (failure) {
    key = null;
    throw failure;
  }
}

export function signOut(why = '') {
  if (key === null) return;
  key = null;
  onEnd(why);
}

/** Asks, and gives the answer's JSON; null where it has none. Rejects with a {@link Failure}. */
export async function call(method, path, body, signingIn = false) {
  const headers = {Accept: 'application/json'};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await send(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: deadline(path),
  }, signingIn);
  if (response.status === 204 || response.status === 202) return null;
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** Asks for a file: `{name, blob}`, the name null where the answer has none. Rejects as {@link call} does. */
export async function download(path, type) {
  const response = await send(path, {headers: {Accept: type}, signal: deadline(path)}, false);
  const [, name = null] = /filename="([\w.-]+)"/.exec(response.headers.get('Content-Disposition') ?? '') ?? [];
  return {name, blob: await response.blob()};
}

/** Opens a stream: headers and body are the caller's affair. */
export function open(path, headers, signal) {
  return send(path, {headers, signal}, false);
}

async function send(path, request, signingIn) {
  const used = key;
  // A key is visible ASCII; fetch would fail on anything else with a riddle.
  if (!/^[\x21-\x7e]+$/.test(used ?? '')) throw new Failure(401, 'A key is visible ASCII without spaces.');
  let response;
  try {
    response = await fetch(path, {
      ...request,
      headers: {...request.headers, Authorization: `Bearer ${used}`},
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
  } catch (lost) {
    if (lost.name === 'TimeoutError') throw new Failure(0, 'The gateway did not answer in time.');
    if (lost.name === 'AbortError') throw lost;
    throw new Failure(0, 'The gateway cannot be reached.');
  }
  if (response.ok) return response;
  const failure = new Failure(response.status, await reason(response));
  if (response.status === 401 && !signingIn && key === used) {
    signOut('Signed out: the key is not valid any more.');
  }
  throw failure;
}

async function reason(response) {
  const after = response.headers.get('Retry-After');
  let words = `The gateway answered ${response.status}.`;
  try {
    const told = JSON.parse(await response.text());
    words = told.detail ?? told.message ?? words;
  } catch {
    // What is not the envelope says nothing that a person can use; the status does.
  }
  return after ? `${words} Try again in ${after} s.` : words;
}
