/** Who holds which slot, and for how long. */

import {releaseSlot} from './actions.js';
import {byId, el} from './dom.js';
import {duration} from './format.js';
import {entry, paged, query} from './paged.js';
import {badge, buttons, table} from './table.js';

export function mountSlots() {
  const grid = table({
    caption: 'Slots that are held',
    empty: 'No slot is held.',
    keyOf: (one) => one.slotId,
    columns: [
      {label: 'Slot', lead: true, text: (one) => one.slotId},
      {label: 'State', make: badge((one) => ({words: one.state, tone: one.state === 'unknown' ? 'warn' : 'plain'}))},
      {label: 'Team', text: (one) => one.team},
      {label: 'Budget', text: (one) => one.budget},
      {label: 'Task', text: (one) => one.taskId ?? '–'},
      {label: 'Held for', number: true, text: (one) => duration(one.heldSeconds)},
      {label: 'Action', make: buttons((one) => [
        {words: 'Release', label: `slot ${one.slotId}`, danger: true, does: releaseSlot}])},
    ],
  });
  const list = paged({path: () => `/admin/slots${query({team: team.value()})}`, member: 'slots', grid});
  const team = entry('slot-team', 'Team', () => list.load(), 'all');
  byId('slots').append(
      el('div', {class: 'filters'}, team.node,
          el('button', {type: 'button', on: {click: () => list.load()}}, 'Refresh')),
      list.node);
  return list;
}
