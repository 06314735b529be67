/** Tests of the pages' modules, run in the browser: `window.told` lists each as "ok …" or "not ok …". */

import {EventReader, listen, pauseBefore} from '/pages/events.js';
import * as format from '/pages/format.js';
import {areas, Colours, History, largest, OTHERS} from '/pages/history.js';
import {el, follow} from '/pages/dom.js';
import {query} from '/pages/paged.js';

const told = [];

async function test(name, body) {
  try {
    await body();
    told.push(`ok ${name}`);
  } catch (failure) {
    told.push(`not ok ${name}: ${failure.message}`);
  }
}

function same(actual, wanted) {
  const [a, b] = [actual, wanted].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${a} instead of ${b}`);
}

const data = (events) => events.map((event) => event.data);
const STREAM = ': hello\r\nid: 7\nevent: sample\ndata: {"a":\ndata: "ü"}\n\ndata\n\nid\ndata:  b\r\r';

await test('an event is the same however its text is cut', () => {
  const whole = new EventReader().take(STREAM + '\n');
  for (let cut = 0; cut <= STREAM.length; cut++) {
    const reader = new EventReader();
    const events = [...reader.take(STREAM.slice(0, cut)), ...reader.take(STREAM.slice(cut)), ...reader.take('\n')];
    same(events, whole);
  }
  same(whole, [
    {type: 'sample', data: '{"a":\n"ü"}', id: '7'},
    {type: 'message', data: '', id: '7'},
    {type: 'message', data: ' b', id: ''},
  ]);
});

await test('an event that has not ended is not told', () => {
  const reader = new EventReader();
  same(reader.take('data: a\n'), []);
  same(data(reader.take('\n')), ['a']);
});

await test('a comment, an unknown field and an event without data tell nothing', () => {
  same(new EventReader().take(': x\nfoo: bar\nevent: y\n\n'), []);
});

await test('a mark of byte order is skipped, and only at the start', () => {
  same(data(new EventReader().take('\uFEFFdata: a\n\n\uFEFFdata: b\n\n')), ['a']);
});

await test('the pause between connections is what the server says, in digits', () => {
  const reader = new EventReader();
  reader.take('retry: 2000\nretry: soon\n');
  same(reader.retry, 2000);
});

await test('an id with a null is ignored', () => {
  const reader = new EventReader();
  reader.take('id: 5\nid: a\0b\n');
  same(reader.lastId, '5');
});

await test('the pause doubles up to half a minute, and is at least half of that', () => {
  same([0, 1, 2, 3, 4, 50].map((n) => pauseBefore(n, 2000, 1)), [2000, 4000, 8000, 16000, 30000, 30000]);
  same(pauseBefore(1, 2000, 0), 2000);
});

await test('a stream goes on after its last event, and ends when it is told to', async () => {
  const ids = [];
  const seen = [];
  const stop = await new Promise((resolve) => {
    const end = listen((headers) => {
      ids.push(headers['Last-Event-ID'] ?? '');
      return Promise.resolve(new Response(`retry: 1\nid: ${ids.length}\ndata: x\n\n`));
    }, (event) => {
      seen.push(event.id);
      if (seen.length === 3) resolve(end);
    }, () => {});
  });
  stop();
  same(ids, ['', '1', '2']);
  same(seen, ['1', '2', '3']);
});

await test('a stream that makes no sense any more is not tried again', async () => {
  let tries = 0;
  listen(() => {
    tries++;
    return Promise.reject(Object.assign(new Error('no'), {status: 401}));
  }, () => {}, () => {});
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  same(tries, 1);
});

await test('numbers are grouped, and nothing is a dash', () => {
  same([0, 12345, null, undefined].map(format.count), ['0', '12,345', '–', '–']);
  same([1.25, 40.2, 12345.6].map(format.amount), ['1.3', '40', '12,346']);
  same([format.percent(1, 3), format.percent(1, 0)], ['33 %', '–']);
  same([format.many(1, 'task'), format.many(2, 'task')], ['1 task', '2 tasks']);
});

await test('a duration has at most two parts', () => {
  same([0, 0.44, 9.96, 12.4, 60, 185, 3600, 7800, 86400, 277200, null].map(format.duration),
      ['0 s', '0.4 s', '10 s', '12 s', '1 min', '3 min 5 s', '1 h', '2 h 10 min', '1 d', '3 d 5 h', '–']);
});

await test('a moment of another day has its day', () => {
  const now = new Date(2026, 10, 30, 15, 0, 0);
  same(format.moment(new Date(2026, 10, 30, 14, 5, 6).toISOString(), now), '14:05:06');
  same(format.moment(new Date(2026, 10, 29, 14, 5, 6).toISOString(), now), '29 Nov 14:05:06');
  same(format.moment('soon'), 'soon');
});

await test('a moment of another year has its year, and one beyond all calendars is short', () => {
  const now = new Date(2026, 10, 30, 15, 0, 0);
  same(format.moment(new Date(2027, 0, 31, 0, 0, 0).toISOString(), now), '31 Jan 2027 00:00:00');
  same(format.moment(new Date(9999, 11, 31, 23, 59, 59).toISOString(), now), '31 Dec 9999 23:59:59');
  same(format.moment('+1000000000-12-31T23:59:59.999999999Z', now), 'after 9999');
  same([format.machine('2027-01-31T00:00:00Z'), format.machine('never'), format.machine(null)],
      ['2027-01-31T00:00:00.000Z', null, null]);
});

await test('the zone of all times has a name', () => {
  same(format.zone().startsWith(`Times are in ${Intl.DateTimeFormat().resolvedOptions().timeZone}`), true);
});

const START = Date.parse('2026-11-30T12:00:00Z');
const sample = (n, sent, slots = {}) => ({
  at: new Date(START + n * 5000).toISOString(),
  teams: {red: {sent, slots}},
});

await test('the requests of a minute are those of its twelve samples', () => {
  const history = new History();
  history.add(Array.from({length: 20}, (_, n) => sample(n, 1)));
  same(history.sentInMinute().get('red').slice(-3), [12, 12, 12]);
  same(history.sentInMinute().get('red').slice(0, 3), [1, 2, 3]);
});

await test('a full history does not begin with a rise that never was', () => {
  const history = new History();
  history.add(Array.from({length: 180}, (_, n) => sample(n, 2)));
  same(history.sentInMinute().get('red').slice(0, 3), [24, 24, 24]);
});

await test('samples that come again are one, and those older than is shown go', () => {
  const history = new History();
  history.add([sample(0, 1), sample(300, 2)]);
  history.add([sample(300, 5)]);
  same(history.times(), [START + 1500000]);
  same(history.sentInMinute().get('red'), [5]);
});

await test('slots are those of one budget, or of all', () => {
  const history = new History();
  history.add([sample(0, 0, {a: 2, b: 3})]);
  same([history.slots('a').get('red'), history.slots('c').get('red'), history.slots(null).get('red')], [[2], [0], [5]]);
});

await test('the teams that use most have an area each, the others one together', () => {
  const series = new Map([['a', [1, 1]], ['b', [9, 9]], ['c', [5, 0]], ['d', [0, 0]]]);
  const most = largest([series], 2);
  same(most, ['b', 'c']);
  same(areas(series, most).map((one) => one.team), ['b', 'c', OTHERS]);
  same(areas(series, most)[2].values, [1, 1]);
});

await test('a team keeps its colour for as long as it is shown', () => {
  const colours = new Colours(3);
  same([...colours.give(['a', 'b'])], [['a', 0], ['b', 1]]);
  same([...colours.give(['b', 'c'])], [['b', 1], ['c', 0]]);
});

await test('a list keeps the nodes of what stays in it', () => {
  const list = el('ul');
  const make = (text) => el('li', {}, text);
  follow(list, ['a', 'b', 'c'], String, make, () => {});
  const kept = list.children[1];
  follow(list, ['c', 'b', 'd'], String, make, () => {});
  same([...list.children].map((node) => node.textContent), ['c', 'b', 'd']);
  same(list.children[1] === kept, true);
});

await test('text is never read as HTML', () => {
  const node = el('p', {title: '"><b>'}, '<img src=x onerror="window.pwned=1">');
  same(node.children.length, 0);
  same(node.outerHTML.includes('&lt;img'), true);
});

await test('what is asked for by address is escaped', () => {
  same(query({team: 'a&b', state: ''}), '?team=a%26b');
  same(query({}), '');
});

window.told = told;
