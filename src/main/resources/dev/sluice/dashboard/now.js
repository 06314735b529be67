/** The first view: what happens now, and in the last 15 minutes. */

import {pauseUpstream, resumeUpstream} from './actions.js';
import {SERIES, stacked} from './charts.js';
import {byId, el, follow, meter, say} from './dom.js';
import {budgetCards, figures, showBudgets, showFigures} from './figures.js';
import {amount, count, duration, many} from './format.js';
import {areas, Colours, largest, OTHERS} from './history.js';
import {badge, buttons, table, when} from './table.js';

const MOST_TEAMS = 50;
const MOST_IDLE = 100;
/** A team of which all of these are nothing is idle, and named in one line. */
const BUSY = ['waiting', 'deferred', 'sentInLastMinute', 'slots', 'unknown'];
const colours = new Colours(SERIES);

let history = null;
const NOTHING = {budgets: [], upstreams: [], teams: [], refusals: [], deliveries: [], tasks: {open: 0, success: 0, failed: 0}};
let latest = null;
let team = null;
let minuteChart = null;
let slotsChart = null;

const teams = table({
  caption: 'Teams: what each uses now, and who waits',
  empty: 'No team uses anything now.',
  keyOf: (one) => one.team,
  columns: [
    {label: 'Team', lead: true, text: (one) => one.team},
    {label: 'Submits sent in the last minute', long: true, make: bar((one) => [one.sentInLastMinute, one.requestsPerMinute, one.guaranteedPerMinute, one.keyMinute])},
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
    {label: 'Submits', make: badge(submits)},
    {label: 'Action', make: buttons((one) => [one.paused
      ? {words: 'Resume', label: one.name, does: () => resumeUpstream(one.name)}
      : {words: 'Pause', label: one.name, danger: true, does: () => pauseUpstream(one.name)}])},
  ],
});

/** Whether submits are sent to an upstream. */
function submits(one) {
  if (one.paused) return {words: 'paused', tone: 'warn'};
  if (one.circuit === 'open') return {words: 'not sent', tone: 'bad'};
  return one.circuit === 'half-open' ? {words: 'on trial', tone: 'warn'} : {words: 'sent', tone: 'good'};
}

const refusals = table({
  caption: 'Refusals of the last 15 minutes, the newest first',
  empty: 'Nothing was refused in the last 15 minutes.',
  keyOf: (one) => `${one.team} ${one.policy}`,
  columns: [
    {label: 'Team', lead: true, text: (one) => one.team},
    {label: 'Limit', text: (one) => one.policy},
    {label: 'Times', number: true, text: (one) => count(one.count)},
    {label: 'Last', short: true, make: when((one) => one.at)},
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
  byId('teams-now').replaceChildren(teams.node, el('p', {class: 'note', id: 'teams-idle'}), el('p', {class: 'note', id: 'teams-note'}));
  byId('upstreams').replaceChildren(upstreams.node);
  byId('refusals').replaceChildren(refusals.node);
  byId('deliveries-now').replaceChildren(deliveries.node);
  minuteChart = stacked('chart-minute', {title: 'Submits sent, in a minute', unit: 'submits a minute', chosen: choose});
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

const minuteLimit = (budget) => (budget.window.limit * 60) / budget.window.seconds;
const slotLimit = (budget) => budget.slots.limit;

function showTeams({teams: all, budgets}) {
  const sum = (of) => budgets.reduce((total, one) => total + of(one), 0);
  const known = all.map((one) => ({
    ...one, ...together(budgets, one.team), keyMinute: sum(minuteLimit), keySlots: sum(slotLimit),
  }));
  const rows = known.filter((one) => BUSY.some((figure) => one[figure]));
  const idle = known.filter((one) => !rows.includes(one)).map((one) => one.team).sort();
  rows.sort((a, b) => b.waiting - a.waiting || b.slots - a.slots || b.sentInLastMinute - a.sentInLastMinute
    || (a.team < b.team ? -1 : 1));
  teams.show(rows.slice(0, MOST_TEAMS));
  const left = rows.length - MOST_TEAMS;
  say(byId('teams-note'), [
    `A bar ends at the team's ceiling, or else at ${budgets.length > 1 ? 'what all upstreams allow together' : 'the limit of the key'}; the mark is its guarantee.`,
    left > 0 ? `${many(left, 'team')} that use less are not shown.` : '',
  ].join(' '));
  say(byId('teams-idle'), idle.length ? `Idle, ${many(idle.length, 'team')}: ${idle.slice(0, MOST_IDLE).join(', ')}${idle.length > MOST_IDLE ? ', …' : ''}` : '');
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

/** A limit's line; those of several keys are told by their names and not drawn, as the areas are of all. */
function limitLines(of) {
  const {budgets} = latest;
  return budgets.map((one) => (budgets.length === 1
    ? {label: 'Limit of the key', kind: 'limit', value: of(one)}
    : {label: `Limit of ${one.name}`, kind: 'limit', value: of(one), told: true}));
}

function keyLines() {
  const guaranteed = (of) => latest.budgets.reduce((sum, one) =>
    sum + one.teams.reduce((total, share) => total + (of(share) ?? 0), 0), 0);
  const label = latest.budgets.length > 1 ? 'Guaranteed to teams at all of them' : 'Guaranteed to teams';
  return {
    minute: [
      ...limitLines(minuteLimit),
      {label, kind: 'guarantee', value: guaranteed((share) => share.guaranteedPerMinute)},
    ],
    slots: [
      ...limitLines(slotLimit),
      {label, kind: 'guarantee', value: guaranteed((share) => share.guaranteedTasks)},
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
