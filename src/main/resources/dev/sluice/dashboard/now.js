/** The first view: what happens now, and in the last 15 minutes. */

import {pauseUpstream, resumeUpstream} from './actions.js';
import {SERIES, stacked} from './charts.js';
import {byId, el, follow, meter, say} from './dom.js';
import {amount, count, duration, many, moment, percent} from './format.js';
import {areas, Colours, largest, OTHERS} from './history.js';
import {badge, buttons, table} from './table.js';

const MOST_TEAMS = 50;
const colours = new Colours(SERIES);

let history = null;
const NOTHING = {budgets: [], upstreams: [], teams: [], refusals: [], deliveries: [], tasks: {open: 0, success: 0, failed: 0}};
let latest = null;
let team = null;
let minuteChart = null;
let slotsChart = null;

const budgetCards = el('div', {class: 'budgets'});
const figures = el('dl', {class: 'figures'});

const teams = table({
  caption: 'Teams: what each uses now, and who waits',
  empty: 'No team.',
  keyOf: (one) => one.team,
  columns: [
    {label: 'Team', lead: true, text: (one) => one.team},
    {label: 'Sent in the last minute', long: true, make: bar((one) => [one.sentInLastMinute, one.requestsPerMinute, one.guaranteedPerMinute, one.keyMinute])},
    {label: 'Slots', long: true, make: bar((one) => [one.slots, one.taskCeiling, one.guaranteedTasks, one.keySlots])},
    {label: 'Unknown', number: true, text: (one) => count(one.unknown)},
    {label: 'Waiting', number: true, text: (one) => count(one.waiting)},
    {label: 'Longest', number: true, text: (one) => (one.waiting ? duration(one.longestWaitSeconds) : '–')},
    {label: 'Deferred', number: true, text: (one) => count(one.deferred)},
  ],
});

const upstreams = table({
  caption: 'Upstreams: circuit and pause',
  empty: 'No upstream.',
  keyOf: (one) => one.name,
  columns: [
    {label: 'Upstream', lead: true, text: (one) => one.name},
    {label: 'Dialect', text: (one) => one.dialect},
    {label: 'Circuit', make: badge((one) => ({
      words: one.circuit,
      tone: one.circuit === 'closed' ? 'good' : one.circuit === 'open' ? 'bad' : 'warn',
    }))},
    {label: 'Submits', make: badge((one) => (one.paused ? {words: 'paused', tone: 'warn'} : {words: 'sent', tone: 'good'}))},
    {label: 'Action', make: buttons((one) => [one.paused
      ? {words: 'Resume', label: one.name, does: () => resumeUpstream(one.name)}
      : {words: 'Pause', label: one.name, danger: true, does: () => pauseUpstream(one.name)}])},
  ],
});

const refusals = table({
  caption: 'Refusals of the last 15 minutes, the newest first',
  empty: 'Nothing was refused in the last 15 minutes.',
  keyOf: (one) => `${one.team} ${one.policy}`,
  columns: [
    {label: 'Team', lead: true, text: (one) => one.team},
    {label: 'Limit', text: (one) => one.policy},
    {label: 'Times', number: true, text: (one) => count(one.count)},
    {label: 'Last', short: true, text: (one) => moment(one.at)},
    {label: 'Why', long: true, text: (one) => one.detail ?? '–'},
  ],
});

const deliveries = table({
  caption: 'Webhooks to teams',
  empty: 'No webhook waits or was given up.',
  keyOf: (one) => one.team,
  columns: [
    {label: 'Team', lead: true, text: (one) => one.team},
    {label: 'Pending', number: true, text: (one) => count(one.pending)},
    {label: 'Given up', make: badge((one) => ({words: count(one.dead), tone: one.dead ? 'bad' : 'good'}))},
  ],
});

/** A cell with a bar to a team's ceiling, or else the key's limit, and a mark at its guarantee. */
function bar(numbers) {
  return (item) => {
    const gauge = meter(item.team);
    const words = el('span', {class: 'value'});
    return {
      node: el('span', {class: 'gauge'}, words, gauge.node),
      show: (one) => {
        const [used, ceiling, guarantee, limit] = numbers(one);
        const told = ceiling ? `${count(used)} of ${count(ceiling)}` : count(used);
        const promised = guarantee ? `, ${amount(guarantee)} guaranteed` : '';
        say(words, told);
        gauge.show(used, ceiling || limit, `${told}${promised}`, {guarantee});
      },
    };
  };
}

export function mountNow(kept) {
  history = kept;
  byId('budgets').replaceChildren(budgetCards, figures);
  byId('teams-now').replaceChildren(teams.node, el('p', {class: 'note', id: 'teams-note'}));
  byId('upstreams').replaceChildren(upstreams.node);
  byId('refusals').replaceChildren(refusals.node);
  byId('deliveries-now').replaceChildren(deliveries.node);
  minuteChart = stacked('chart-minute', {title: 'Requests sent, in a minute', unit: 'requests a minute', chosen: choose});
  slotsChart = stacked('chart-slots', {title: 'Slots in use', unit: 'slots', chosen: choose});
  byId('all-teams').addEventListener('click', () => choose(null));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showHistory);
}

function choose(wanted) {
  team = wanted === team || wanted === OTHERS ? null : wanted;
  showHistory();
}

export function forget() {
  latest = null;
  team = null;
}

/** A part that was not to be had stands as it was before; the alerts say so. */
function whole(told) {
  const parts = Object.entries(latest ?? NOTHING).map(([part, before]) => [part, told[part] ?? before]);
  return {...told, ...Object.fromEntries(parts), missing: told.missing ?? {}};
}

/** @param told the gateway's overview, as it came */
export function showOverview(told) {
  const first = latest === null;
  const overview = whole(told);
  latest = overview;
  showAlerts(overview);
  showBudgets(overview.budgets);
  showFigures(overview);
  showTeams(overview);
  upstreams.show(overview.upstreams);
  refusals.show(overview.refusals);
  deliveries.show(overview.deliveries.filter((one) => one.pending || one.dead));
  if (first) showHistory();
}

function showAlerts({store, budgets, upstreams: roads, deliveries: sent, missing}) {
  const alerts = [];
  if (store.mode === 'away' || store.mode === 'degraded') {
    alerts.push(['bad', `The store is ${store.mode}${store.detail ? `: ${store.detail}` : '.'}`]);
  }
  for (const [part, why] of Object.entries(missing)) {
    alerts.push(['warn', `Not to be had now, and shown as before: ${part}. ${why}`]);
  }
  for (const one of roads) {
    if (one.circuit !== 'closed') alerts.push(['bad', `The circuit of ${one.name} is ${one.circuit}.`]);
    if (one.paused) alerts.push(['warn', `${one.name} is paused: no submit is sent to it.`]);
  }
  for (const one of budgets) {
    if (one.pausedByUpstream) alerts.push(['bad', `The upstream has answered 429: budget ${one.name} holds back.`]);
  }
  const dead = sent.reduce((sum, one) => sum + one.dead, 0);
  if (dead) alerts.push(['warn', `${many(dead, 'webhook')} given up.`]);
  follow(byId('alerts'), alerts, ([, words]) => words,
      ([tone, words]) => el('li', {data: {tone}}, words), () => {});
}

function showBudgets(budgets) {
  follow(budgetCards, budgets, (one) => one.name, budgetCard, (card, one) => card.show(one));
}

function budgetCard({name}) {
  const minuteLine = gaugeLine(`${name}: requests in the window`);
  const slotLine = gaugeLine(`${name}: slots`);
  const rest = el('p', {class: 'note'});
  const card = el('section', {class: 'card budget', 'aria-label': `Budget ${name}`},
      el('div', {class: 'about'}, el('h3', {}, name), rest), minuteLine.node, slotLine.node);
  card.show = (one) => {
    const {used, limit, seconds} = one.window;
    minuteLine.show(seconds === 60 ? 'This minute' : `Last ${duration(seconds)}`, used, limit, 'requests');
    slotLine.show('Slots', one.slots.inUse, one.slots.limit, 'slots');
    const unknown = one.teams.reduce((sum, share) => sum + share.unknown, 0);
    say(rest, [
      `${amount(one.tokens)} tokens now`,
      unknown ? `${many(unknown, 'slot')} held for unknown outcomes` : null,
      `to ${one.upstreams.join(', ')}`,
    ].filter(Boolean).join(' · '));
  };
  return card;
}

function gaugeLine(label) {
  const head = el('span', {class: 'label'});
  const figure = el('span', {class: 'figure'});
  const part = el('span', {class: 'part'});
  const gauge = meter(label);
  return {
    node: el('div', {class: 'line'}, head, el('span', {class: 'numbers'}, figure, part), gauge.node),
    show: (words, used, whole, unit) => {
      say(head, words);
      say(figure, count(used));
      say(part, `of ${count(whole)} · ${percent(used, whole)}`);
      gauge.show(used, whole, `${count(used)} of ${count(whole)} ${unit}`);
    },
  };
}

function showFigures({teams: all, refusals: refused, tasks, deliveries: sent}) {
  const sum = (items, of) => items.reduce((total, one) => total + of(one), 0);
  const waiting = sum(all, (one) => one.waiting);
  const longest = Math.max(0, ...all.filter((one) => one.waiting).map((one) => one.longestWaitSeconds ?? 0));
  const rows = [
    ['Waiting', count(waiting), waiting ? `the longest ${duration(longest)}` : 'nobody waits', waiting ? 'warn' : ''],
    ['Deferred', count(sum(all, (one) => one.deferred)), 'for their turn', ''],
    ['Refused', count(sum(refused, (one) => one.count)), 'in 15 minutes', refused.length ? 'warn' : ''],
    ['Open tasks', count(tasks.open), `today ${count(tasks.success)} succeeded, ${count(tasks.failed)} failed`, ''],
    ['Webhooks given up', count(sum(sent, (one) => one.dead)), `${count(sum(sent, (one) => one.pending))} to be delivered`,
      sum(sent, (one) => one.dead) ? 'warn' : ''],
  ];
  follow(figures, rows, ([name]) => name,
      ([name]) => el('div', {class: 'card small'}, el('dt', {}, name), el('dd', {class: 'figure'}), el('dd', {class: 'part'})),
      (node, [, figure, part, tone]) => {
        say(node.children[1], figure);
        say(node.children[2], part);
        node.dataset.tone = tone;
      });
}

/** A team's numbers of all budgets together; its guarantees and ceilings, where it has any. */
function together(budgets, id) {
  const shares = budgets.flatMap((one) => one.teams.filter((share) => share.team === id));
  const sum = (of) => shares.reduce((total, share) => total + (of(share) ?? 0), 0);
  return {
    slots: sum((share) => share.slots),
    unknown: sum((share) => share.unknown),
    guaranteedTasks: sum((share) => share.guaranteedTasks) || null,
    taskCeiling: sum((share) => share.taskCeiling) || null,
    guaranteedPerMinute: sum((share) => share.guaranteedPerMinute) || null,
  };
}

function showTeams({teams: all, budgets}) {
  const [minuteLimit] = keyLines().minute;
  const [slotLimit] = keyLines().slots;
  const rows = all.map((one) => ({
    ...one, ...together(budgets, one.team), keyMinute: minuteLimit.value, keySlots: slotLimit.value,
  }));
  rows.sort((a, b) => b.waiting - a.waiting || b.slots - a.slots || b.sentInLastMinute - a.sentInLastMinute
    || (a.team < b.team ? -1 : 1));
  teams.show(rows.slice(0, MOST_TEAMS));
  const left = rows.length - MOST_TEAMS;
  say(byId('teams-note'), [
    'A bar ends at the team\'s ceiling, or else at the limit of the key; the mark is its guarantee.',
    left > 0 ? `${many(left, 'team')} that use less are not shown.` : '',
  ].join(' '));
}

export function showHistory() {
  if (!latest) return;
  const times = history.times();
  const minutes = history.sentInMinute();
  const slots = history.slots(null);
  const most = largest([minutes, slots], SERIES);
  const given = colours.give(most);
  const [sent, held] = [minutes, slots].map((series) => (team === null
    ? areas(series, most)
    : [{team, values: series.get(team) ?? times.map(() => 0)}]))
      .map((series) => series.map((one) => ({...one, colour: given.get(one.team) ?? SERIES})));
  const lines = team === null ? keyLines() : teamLines(team);
  minuteChart.show(times, sent, lines.minute, team);
  slotsChart.show(times, held, lines.slots, team);
  byId('all-teams').hidden = team === null;
  say(byId('whose'), team === null ? 'all teams' : `team ${team}`);
}

function keyLines() {
  const sum = (of) => latest.budgets.reduce((total, one) => total + of(one), 0);
  const guaranteed = (of) => sum((one) => one.teams.reduce((total, share) => total + (of(share) ?? 0), 0));
  return {
    minute: [
      {label: 'Limit of the key', kind: 'limit', value: sum((one) => (one.window.limit * 60) / one.window.seconds)},
      {label: 'Guaranteed to teams', kind: 'guarantee', value: guaranteed((share) => share.guaranteedPerMinute)},
    ],
    slots: [
      {label: 'Limit of the key', kind: 'limit', value: sum((one) => one.slots.limit)},
      {label: 'Guaranteed to teams', kind: 'guarantee', value: guaranteed((share) => share.guaranteedTasks)},
    ],
  };
}

function teamLines(id) {
  const shares = together(latest.budgets, id);
  const one = latest.teams.find((known) => known.team === id);
  return {
    minute: [
      {label: 'Its ceiling', kind: 'ceiling', value: one?.requestsPerMinute},
      {label: 'Its guarantee', kind: 'guarantee', value: shares.guaranteedPerMinute},
    ],
    slots: [
      {label: 'Its ceiling', kind: 'ceiling', value: shares.taskCeiling},
      {label: 'Its guarantee', kind: 'guarantee', value: shares.guaranteedTasks},
    ],
  };
}
