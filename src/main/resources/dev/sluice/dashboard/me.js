/** A team's own page: its limits, its use, its tasks and what was refused. */

import {byId, el, follow, meter, say, set} from './dom.js';
import {count, duration, many, percent, zone} from './format.js';
import {call, signedIn, signIn, signOut, whenEnded} from './session.js';
import {badge, table, when} from './table.js';

const EVERY = 3000;
const STALE_AFTER = 10000;
const OVERFLOW = {
  wait: 'A submit beyond the budget waits',
  refuse: 'A submit beyond the budget is refused at once',
  defer: 'A submit beyond the budget is deferred',
};

const tasks = table({
  caption: 'Tasks in flight',
  empty: 'No task is in flight.',
  keyOf: (one) => one.taskId,
  columns: [
    {label: 'Task', lead: true, text: (one) => one.taskId},
    {label: 'Model', text: (one) => one.model ?? '–'},
    {label: 'Provider', text: (one) => one.provider ?? '–'},
    {label: 'State', make: badge((one) => ({words: one.state, tone: 'plain'}))},
    {label: 'Accepted', short: true, make: when((one) => one.acceptedAt)},
  ],
});

const refusals = table({
  caption: 'The last refusals',
  empty: 'Nothing was refused of late.',
  keyOf: (one) => `${one.at} ${one.policy}`,
  columns: [
    {label: 'Limit', lead: true, text: (one) => one.policy},
    {label: 'Times', number: true, text: (one) => count(one.count)},
    {label: 'Last', short: true, make: when((one) => one.at)},
    {label: 'Why', long: true, text: (one) => one.detail ?? '–'},
  ],
});

let timer = null;
let session = 0;
let heardAt = 0;

say(byId('zone'), `${zone()} A day's ceiling is for a day of UTC.`);
byId('tasks').append(tasks.node);
byId('refusals').append(refusals.node);

byId('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const field = byId('key');
  say(byId('door-problem'), '');
  try {
    const me = await signIn(field.value.trim(), '/me');
    field.value = '';
    byId('door').hidden = true;
    byId('board').hidden = false;
    byId('controls').hidden = false;
    byId('zone').hidden = false;
    show(me);
    const mine = ++session;
    timer = setTimeout(() => again(mine), EVERY);
    byId('main').focus();
  } catch (failure) {
    say(byId('door-problem'), failure.status === 401 ? 'This is no team\'s key.' : failure.message);
    field.select();
  }
});

byId('sign-out').addEventListener('click', () => signOut('The key is forgotten.'));

whenEnded((why) => {
  session++;
  clearTimeout(timer);
  tasks.show([]);
  refusals.show([]);
  byId('board').hidden = true;
  byId('controls').hidden = true;
  byId('zone').hidden = true;
  byId('door').hidden = false;
  say(byId('door-said'), why);
  byId('key').focus();
});

/** What comes after its session is over is shown to nobody. */
async function again(mine) {
  try {
    const me = await call('GET', '/me');
    if (mine === session) show(me);
  } catch (failure) {
    if (mine === session) say(byId('stale-for'), failure.message);
  }
  if (mine !== session || !signedIn()) return;
  const stale = performance.now() - heardAt > STALE_AFTER;
  byId('stale').hidden = !stale;
  set(byId('board'), 'data-stale', stale ? '' : null);
  say(byId('live-said'), stale ? 'The figures are stale.' : '');
  timer = setTimeout(() => again(mine), EVERY);
}

function show(me) {
  heardAt = performance.now();
  say(byId('team'), me.team);
  follow(byId('limits'), limitsOf(me), (one) => one.name, limitCard, (card, one) => card.show(one));
  say(byId('manners'), [
    OVERFLOW[me.overflow] ? `${OVERFLOW[me.overflow]}${me.overflow === 'wait' ? `, ${duration(me.maxWaitSeconds)} at most` : ''}.` : null,
    me.waiting ? `${many(me.waiting, 'submit')} wait now.` : 'Nothing waits now.',
  ].filter(Boolean).join(' '));
  tasks.show(me.tasksInFlight ?? []);
  refusals.show(me.refusals ?? []);
}

/** A rate: what was sent in its window, and what may be sent at once, which is another thing. */
function rate(one) {
  const next = one.nextSeconds ? `, the next in ${duration(one.nextSeconds)}` : '';
  const now = one.remaining > 0 ? `may send ${count(one.remaining)} at once now` : `none may be sent now${next}`;
  const whole = `${count(one.quota)} in ${duration(one.windowSeconds)} at most`;
  return one.sent === null || one.sent === undefined
    ? {name: one.policy, figure: one.remaining, used: 0, whole: null, words: one.remaining > 0 ? 'may be sent at once now' : now, more: whole}
    : {name: one.policy, used: one.sent, whole: one.quota, words: `sent of ${whole}`, more: now};
}

/** Tasks at a time, apart for each shared key: their numbers are not the same, and not to be added. */
function slotsOf(me) {
  const rooms = me.tasksByUpstream ?? [];
  return rooms.map((one) => ({
    name: rooms.length > 1 ? `tasks at a time, ${one.upstreams.join(' and ')}` : 'tasks at a time',
    used: one.inUse,
    whole: one.limit,
    words: `of ${count(one.limit)}`,
    more: [one.limit ? percent(one.inUse, one.limit) : '', one.guaranteed ? `${count(one.guaranteed)} guaranteed` : '']
        .filter(Boolean).join(' · '),
    guarantee: one.guaranteed,
  }));
}

/** Everything that has an upper bound, in one form. */
function limitsOf(me) {
  const limits = [...(me.limits ?? []).map(rate), ...slotsOf(me)];
  if (me.deferred) {
    limits.push({
      name: 'deferred',
      used: me.deferred.waiting,
      whole: me.deferred.limit,
      words: `of ${count(me.deferred.limit)}`,
      more: me.deferred.waiting ? `the oldest for ${duration(me.deferred.oldestSeconds)}` : '',
    });
  }
  return limits;
}

function limitCard({name}) {
  const gauge = meter(name);
  const figure = el('span', {class: 'figure'});
  const part = el('span', {class: 'part'});
  const card = el('section', {class: 'card', 'aria-label': name},
      el('h3', {}, name),
      el('div', {class: 'line'}, el('span', {class: 'numbers'}, figure, part), gauge.node));
  card.show = (one) => {
    say(figure, count(one.figure ?? one.used));
    say(part, [one.words, one.more].filter(Boolean).join(' · '));
    gauge.show(one.used, one.whole, `${count(one.figure ?? one.used)} ${one.words}`, {guarantee: one.guarantee});
  };
  return card;
}
