/**
 * Server-sent events read by fetch: EventSource cannot send `Authorization`. The form is that of
 * the HTML standard, section 9.2.
 */

/** Takes text as it comes, in pieces cut anywhere, and gives the events that are complete. */
export class EventReader {
  #rest = '';
  #begun = false;
  #data = [];
  #type = '';

  /** The id of the last event that had one. */
  lastId = '';

  /** How long to wait before the next connection, in ms; null until the server has said. */
  retry = null;

  /** @returns {{type: string, data: string, id: string}[]} */
  take(piece) {
    let text = this.#rest + piece;
    if (!this.#begun && text) {
      this.#begun = true;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    const events = [];
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text[i];
      if (char !== '\n' && char !== '\r') continue;
      // A carriage return at the end may be the half of a line's end.
      if (char === '\r' && i + 1 === text.length) break;
      this.#line(text.slice(from, i), events);
      if (char === '\r' && text[i + 1] === '\n') i++;
      from = i + 1;
    }
    this.#rest = text.slice(from);
    return events;
  }

  #line(line, events) {
    if (line === '') {
      if (this.#data.length) {
        events.push({type: this.#type || 'message', data: this.#data.join('\n'), id: this.lastId});
      }
      this.#data = [];
      this.#type = '';
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#type = value;
    else if (field === 'id' && !value.includes('\0')) this.lastId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }
}

const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 30000;

/** A stream says something each second, and a comment each 10 s at least. */
const LONGEST_SILENCE = 20000;

/** The pause before the n-th attempt in a row (from 0): twice the last, up to 30 s, at least half of it. */
export function pauseBefore(attempt, first = FIRST_PAUSE, random = Math.random()) {
  const whole = Math.min(LONGEST_PAUSE, first * 2 ** Math.min(attempt, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}

/**
 * Reads a stream for as long as it is wanted, connecting again when it breaks.
 *
 * @param open opens it: (headers, signal) => Promise<Response>; it rejects with `{status: 401}` where
 *     another attempt makes no sense
 * @param onEvent told of each event
 * @param onPause told how many ms it waits before the next attempt, and why
 * @returns {() => void} ends it
 */
export function listen(open, onEvent, onPause) {
  const ending = new AbortController();
  let lastId = '';
  let first = FIRST_PAUSE;
  let attempt = 0;

  async function once() {
    const headers = {Accept: 'text/event-stream'};
    if (lastId) headers['Last-Event-ID'] = lastId;
    const trial = new AbortController();
    const abort = () => trial.abort();
    // A connection that died without a word says nothing more, not even that.
    let silence = setTimeout(abort, LONGEST_SILENCE);
    ending.signal.addEventListener('abort', abort);
    try {
      await hear(await open(headers, trial.signal), () => {
        clearTimeout(silence);
        silence = setTimeout(abort, LONGEST_SILENCE);
      });
    } catch (failure) {
      throw trial.signal.aborted ? new Error('The stream fell silent.') : failure;
    } finally {
      clearTimeout(silence);
      ending.signal.removeEventListener('abort', abort);
    }
  }

  async function hear(response, heard) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventReader();
    for (;;) {
      const {value, done} = await reader.read();
      if (done) return;
      heard();
      for (const event of events.take(value)) {
        attempt = 0;
        onEvent(event);
      }
      lastId = events.lastId || lastId;
      first = events.retry ?? first;
    }
  }

  (async () => {
    while (!ending.signal.aborted) {
      let why = 'The stream ended.';
      try {
        await once();
      } catch (failure) {
        if (ending.signal.aborted || failure.status === 401) return;
        why = failure.message;
      }
      const pause = pauseBefore(attempt++, first);
      onPause(pause, why);
      await sleep(pause, ending.signal);
    }
  })();
  return () => ending.abort();
}

/** Waits, or less where the network is back or the waiting is ended. */
function sleep(millis, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
