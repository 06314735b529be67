/** Who used what: a span of days, as a table and as a file. */

import {byId, el, save, say} from './dom.js';
import {count, many} from './format.js';
import {entry, query} from './paged.js';
import {call, download, signedIn} from './session.js';
import {table} from './table.js';

const DAY = 24 * 60 * 60 * 1000;

/** Rows that are shown; the file has them all. */
const MOST_ROWS = 500;

/** What may be told apart, in the columns' order. */
const GROUPS = [['team', 'Team'], ['model', 'Model'], ['provider', 'Provider'], ['day', 'Day']];
const FIGURES = [['success', 'Success'], ['failed', 'Failed'], ['unknown', 'Unknown'], ['tasks', 'Tasks']];

const today = () => new Date().toISOString().slice(0, 10);
const daysAgo = (days) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

export function mountUsage() {
  const from = day('usage-from', 'From', daysAgo(29));
  const to = day('usage-to', 'To', today());
  const team = entry('usage-team', 'Team', () => load(), 'all');
  const groups = GROUPS.map(([name, label]) => [name,
    el('input', {id: `usage-by-${name}`, type: 'checkbox', checked: name === 'team', on: {change: () => load()}}), label]);
  const problem = el('p', {class: 'problem', role: 'alert'});
  const told = el('p', {class: 'told', role: 'status'});
  const shown = el('div', {});
  const file = el('button', {type: 'button', on: {click: () => saveAll()}}, 'Save as CSV');
  let asked = 0;

  byId('usage').append(
      el('div', {class: 'filters'}, from.node, to.node, team.node,
          el('fieldset', {class: 'checks'}, el('legend', {}, 'Apart by'),
              ...groups.map(([name, box, label]) => el('label', {for: `usage-by-${name}`}, box, label))),
          el('button', {type: 'button', on: {click: () => load()}}, 'Refresh'), file),
      problem, shown, told);

  function day(id, label, value) {
    const input = el('input', {id, type: 'date', value, required: true, on: {change: () => load()}});
    return {node: el('div', {class: 'field'}, el('label', {for: id}, label), input), value: () => input.value};
  }

  const by = () => groups.filter(([, box]) => box.checked).map(([name]) => name);

  function address(format) {
    return `/admin/usage${query({from: from.value(), to: to.value(), by: by().join(','), team: team.value(), format})}`;
  }

  /** What is asked needs at least one thing to tell apart; the server's own choice would surprise. */
  function lacks() {
    if (!by().length) return 'Choose at least one thing to tell tasks apart by.';
    return from.value() && to.value() ? '' : 'Choose the first and the last day.';
  }

  async function load() {
    const mine = ++asked;
    say(problem, lacks());
    if (lacks()) return;
    const apart = by();
    try {
      const {rows} = await call('GET', address('json'));
      if (mine !== asked) return;
      show(apart, rows);
    } catch (failure) {
      if (mine === asked && signedIn()) say(problem, failure.message);
    }
  }

  function show(apart, rows) {
    const columns = [
      ...GROUPS.filter(([name]) => apart.includes(name))
          .map(([name, label], i) => ({label, lead: i === 0, short: name === 'day', text: (one) => one[name] ?? '–'})),
      ...FIGURES.map(([name, label]) => ({label, number: true, text: (one) => count(one[name])})),
    ];
    const grid = table({
      caption: 'Tasks that ended in these days',
      empty: 'No task ended in these days.',
      keyOf: (one) => JSON.stringify(GROUPS.map(([name]) => one[name])),
      columns,
    });
    grid.show(rows.slice(0, MOST_ROWS));
    shown.replaceChildren(grid.node);
    const sum = rows.reduce((all, one) => all + one.tasks, 0);
    const left = rows.length - MOST_ROWS;
    say(told, rows.length
      ? `${many(sum, 'task')} in all.${left > 0 ? ` ${many(left, 'row')} more are in the file.` : ''}`
      : '');
  }

  async function saveAll() {
    say(problem, lacks());
    if (lacks()) return;
    file.disabled = true;
    try {
      const {name, blob} = await download(address('csv'), 'text/csv');
      save(name ?? 'usage.csv', blob);
    } catch (failure) {
      if (signedIn()) say(problem, failure.message);
    } finally {
      file.disabled = false;
    }
  }

  return {
    load,
    clear: () => {
      asked++;
      shown.replaceChildren();
      say(told, '');
      say(problem, '');
    },
  };
}
