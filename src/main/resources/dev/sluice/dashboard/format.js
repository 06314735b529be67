/** Numbers, durations and moments as people read them. */

const WHOLE = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const TENTH = new Intl.NumberFormat('en', {maximumFractionDigits: 1});
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const MINUTE = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const DAY = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short'});
const DATE = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', year: 'numeric'});
const OFFSET = new Intl.DateTimeFormat('en-GB', {timeZoneName: 'shortOffset'});

export const NONE = '–';

/** 12345 as 12,345; null as a dash. */
export function count(value) {
  return value === null || value === undefined ? NONE : WHOLE.format(value);
}

/** 1.25 as 1.3; 40.2 as 40: a fraction only where it tells something. */
export function amount(value) {
  if (value === null || value === undefined) return NONE;
  return Math.abs(value) < 10 ? TENTH.format(value) : WHOLE.format(value);
}

/** Seconds as 0.4 s, 12 s, 3 min 5 s, 2 h 10 min, 3 d 4 h. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return NONE;
  if (seconds < 10) return `${TENTH.format(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return parts(whole, 60, 'min', 1, 's');
  if (whole < 86400) return parts(Math.floor(whole / 60) * 60, 3600, 'h', 60, 'min');
  return parts(Math.floor(whole / 3600) * 3600, 86400, 'd', 3600, 'h');
}

function parts(seconds, big, bigName, small, smallName) {
  const rest = Math.floor((seconds % big) / small);
  const first = `${Math.floor(seconds / big)} ${bigName}`;
  return rest ? `${first} ${rest} ${smallName}` : first;
}

/** A part of a whole, as 12 %; a dash where there is no whole. */
export function percent(part, whole) {
  return whole ? `${WHOLE.format((100 * part) / whole)} %` : NONE;
}

/** An instant as the local time of the day, with the day, and the year, where it is another one. */
export function moment(instant, now = new Date()) {
  if (!instant) return NONE;
  const at = new Date(instant);
  if (/^\+\d{5,}-/.test(instant)) return 'after 9999';
  if (Number.isNaN(at.getTime())) return String(instant);
  const clock = CLOCK.format(at);
  if (at.toDateString() === now.toDateString()) return clock;
  return `${(at.getFullYear() === now.getFullYear() ? DAY : DATE).format(at)} ${clock}`;
}

/** Says in which zone every time is shown, as in Europe/Berlin (GMT+1). */
export function zone() {
  const name = OFFSET.resolvedOptions().timeZone;
  const offset = OFFSET.formatToParts(new Date()).find(({type}) => type === 'timeZoneName')?.value ?? name;
  return name === 'UTC' ? 'Times are in UTC.' : `Times are in ${name} (${offset}); hold the pointer over one for UTC.`;
}

/** An instant for a machine, as `datetime` has it; null where it is none. */
export function machine(instant) {
  const at = new Date(instant ?? NaN);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** Epoch milliseconds as 14:05, local. */
export function minute(millis) {
  return MINUTE.format(new Date(millis));
}

/** One thing, or many: 1 task, 2 tasks. */
export function many(number, one, more = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : more}`;
}

/** A value of JSON as a short text. */
export function brief(value) {
  if (value === null || value === undefined) return NONE;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
