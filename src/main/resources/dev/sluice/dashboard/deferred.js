/** Submits that wait for their turn. */

import {dropDeferred} from './actions.js';
import {byId, el} from './dom.js';
import {entry, paged, query} from './paged.js';
import {badge, buttons, table, when} from './table.js';

export function mountDeferred() {
  const grid = table({
    caption: 'Submits that are deferred',
    empty: 'Nothing is deferred.',
    keyOf: (one) => one.taskId,
    columns: [
      {label: 'Task', lead: true, text: (one) => one.taskId},
      {label: 'State', make: badge((one) => ({words: one.claimed ? 'its turn' : 'waits', tone: 'plain'}))},
      {label: 'Team', text: (one) => one.team},
      {label: 'Model', text: (one) => one.model},
      {label: 'Dialect', text: (one) => one.door},
      {label: 'Accepted', short: true, make: when((one) => one.acceptedAt)},
      {label: 'Waits until', short: true, make: when((one) => one.expiresAt)},
      {label: 'Action', make: buttons((one) => [
        {words: 'Drop', label: one.taskId, danger: true, does: dropDeferred}])},
    ],
  });
  const list = paged({path: () => `/admin/deferred${query({team: team.value()})}`, member: 'deferred', grid});
  const team = entry('deferred-team', 'Team', () => list.load(), 'all');
  byId('deferred').append(
      el('div', {class: 'filters'}, team.node,
          el('button', {type: 'button', on: {click: () => list.load()}}, 'Refresh')),
      list.node);
  return list;
}
