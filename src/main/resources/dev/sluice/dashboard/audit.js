/** Who changed what. */

import {byId, el, say} from './dom.js';
import {brief} from './format.js';
import {paged} from './paged.js';
import {call} from './session.js';
import {table, when} from './table.js';

/** An entry has no id of its own: what it says, and which of several that say the same it is. */
function keyed(entries) {
  const seen = new Map();
  return entries.map((one) => {
    const said = JSON.stringify([one.at, one.who, one.action, one.subject]);
    const nth = (seen.get(said) ?? 0) + 1;
    seen.set(said, nth);
    return {...one, key: `${said} ${nth}`};
  });
}

/** What is not there and what is empty are the same to a person. */
function changes({before, after}) {
  const there = (value) => (value === '' || value === undefined ? null : value);
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changed = names.map((name) => [name, there(before?.[name]), there(after?.[name])])
      .filter(([, was, is]) => JSON.stringify(was) !== JSON.stringify(is));
  if (!changed.length) return '–';
  const words = (value) => (value === null ? 'none' : brief(value));
  return changed.map(([name, was, is]) => `${name}: ${words(was)} → ${words(is)}`).join('\n');
}

function trail(caption) {
  const grid = table({
    caption,
    empty: 'Nothing has been changed.',
    keyOf: (one) => one.key,
    columns: [
      {label: 'What', lead: true, text: (one) => one.action},
      {label: 'Of', text: (one) => one.subject},
      {label: 'Who', text: (one) => one.who},
      {label: 'When', short: true, make: when((one) => one.at)},
      {label: 'Change', long: true, text: changes},
    ],
  });
  return {node: grid.node, show: (entries) => grid.show(keyed(entries))};
}

export function mountAudit() {
  const list = paged({path: () => '/admin/audit', member: 'entries', grid: trail('Every change, the newest first')});
  byId('audit').append(
      el('div', {class: 'filters'}, el('button', {type: 'button', on: {click: () => list.load()}}, 'Refresh')),
      list.node);
  return list;
}

/** The last few changes, for the first view. */
export function mountLatestChanges() {
  const grid = trail('The last five changes');
  const problem = el('p', {class: 'problem', role: 'alert'});
  byId('changes').replaceChildren(problem, grid.node);
  return {
    load: async () => {
      try {
        const {entries} = await call('GET', '/admin/audit');
        grid.show(entries.slice(0, 5));
        say(problem, '');
      } catch (failure) {
        say(problem, failure.message);
      }
    },
    clear: () => grid.show([]),
  };
}
