/** Webhooks to teams: what waits, what was given up, and why. */

import {redeliver} from './actions.js';
import {byId, el, say} from './dom.js';
import {count} from './format.js';
import {choice, entry, paged, query} from './paged.js';
import {call} from './session.js';
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
  const state = choice('delivery-state', 'State', [['dead,pending', 'not delivered'], ['dead', 'given up'],
    ['pending', 'to be delivered'], ['delivered', 'delivered']], () => load());
  const team = entry('delivery-team', 'Team', () => load(), 'all');
  const counts = el('p', {class: 'note'});
  byId('deliveries').append(
      el('div', {class: 'filters'}, state.node, team.node,
          el('button', {type: 'button', on: {click: () => load()}}, 'Refresh')),
      counts, list.node);

  /** How many there are of each state that may need somebody, of all teams. */
  async function tally() {
    try {
      const {deliveries} = await call('GET', '/admin/overview');
      const sum = (of) => (deliveries ?? []).reduce((total, one) => total + of(one), 0);
      say(counts, deliveries
        ? `Of all teams ${count(sum((one) => one.dead))} given up, ${count(sum((one) => one.pending))} to be delivered.` : '');
    } catch {
      // The list below says what is wrong.
      say(counts, '');
    }
  }

  function load() {
    tally();
    return list.load();
  }

  return {
    load,
    clear: () => {
      list.clear();
      say(counts, '');
    },
  };
}
