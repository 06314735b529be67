/** Webhooks to teams: what waits, what was given up, and why. */

import {redeliver} from './actions.js';
import {byId, el} from './dom.js';
import {count} from './format.js';
import {choice, entry, paged, query} from './paged.js';
import {badge, buttons, table, when} from './table.js';

const TONES = {dead: 'bad', delivered: 'good'};
const WORDS = {dead: 'given up'};

export function mountDeliveries() {
  const grid = table({
    caption: 'Webhooks to teams',
    empty: 'None.',
    keyOf: (one) => one.id,
    columns: [
      {label: 'To', lead: true, text: (one) => one.target},
      {label: 'State', make: badge((one) => ({words: WORDS[one.state] ?? one.state, tone: TONES[one.state] ?? 'plain'}))},
      {label: 'Team', text: (one) => one.team},
      {label: 'Tries', number: true, text: (one) => count(one.attempts)},
      {label: 'Made', short: true, make: when((one) => one.createdAt)},
      {label: 'Next try', short: true, make: when((one) => one.nextAt)},
      {label: 'Last error', long: true, text: (one) => one.lastError ?? '–'},
      {label: 'Action', make: buttons((one) => (one.state === 'dead'
        ? [{words: 'Deliver again', label: `to ${one.target}`, does: redeliver}] : []))},
    ],
  });
  const list = paged({
    path: () => `/admin/deliveries${query({state: state.value(), team: team.value()})}`,
    member: 'deliveries',
    grid,
  });
  const state = choice('delivery-state', 'State',
      [['dead', 'given up'], ['pending', 'to be delivered'], ['delivered', 'delivered']], () => list.load());
  const team = entry('delivery-team', 'Team', () => list.load(), 'all');
  byId('deliveries').append(
      el('div', {class: 'filters'}, state.node, team.node,
          el('button', {type: 'button', on: {click: () => list.load()}}, 'Refresh')),
      list.node);
  return list;
}
