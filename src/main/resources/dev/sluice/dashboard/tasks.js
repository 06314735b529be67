/** Tasks by team and state, and one by its id. */

import {byId, el, say} from './dom.js';
import {choice, entry, paged, query} from './paged.js';
import {call, signedIn} from './session.js';
import {badge, table, when} from './table.js';

const TONES = {success: 'good', failed: 'bad'};

const COLUMNS = [
  {label: 'Task', lead: true, text: (one) => one.taskId},
  {label: 'State', make: badge((one) => ({words: one.state, tone: TONES[one.state] ?? 'plain'}))},
  {label: 'Team', text: (one) => one.team},
  {label: 'Model', text: (one) => one.model ?? '–'},
  {label: 'Provider', text: (one) => one.provider ?? '–'},
  {label: 'Upstream', text: (one) => one.upstream ?? '–'},
  {label: 'Accepted', short: true, make: when((one) => one.acceptedAt)},
  {label: 'Ended', short: true, make: when((one) => one.endedAt)},
];

export function mountTasks() {
  const grid = (caption, empty) => table({caption, empty, keyOf: (one) => one.taskId, columns: COLUMNS});
  const found = grid('The task that was searched for', 'No task has this id.');
  const list = paged({
    path: () => `/admin/tasks${query({team: team.value(), state: state.value()})}`,
    member: 'tasks',
    grid: grid('Tasks', 'No task.'),
  });
  const team = entry('task-team', 'Team', () => list.load(), 'all');
  const state = choice('task-state', 'State',
      [['open', 'open'], ['success', 'success'], ['failed', 'failed'], ['', 'all']], () => list.load());

  const id = el('input', {id: 'task-id', type: 'search', autocomplete: 'off', spellcheck: 'false'});
  const problem = el('p', {class: 'problem', role: 'alert'});
  const result = el('div', {id: 'task-found', hidden: true}, found.node);
  const form = el('form', {class: 'filters', role: 'search', 'aria-label': 'Find a task'},
      el('div', {class: 'field grow'}, el('label', {for: 'task-id'}, 'Task id'), id),
      el('button', {type: 'submit', class: 'primary'}, 'Find'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    say(problem, '');
    const wanted = id.value.trim();
    result.hidden = true;
    if (!wanted) return;
    try {
      found.show([await call('GET', `/admin/tasks/${encodeURIComponent(wanted)}`)]);
      result.hidden = false;
    } catch (failure) {
      if (!signedIn()) return;
      if (failure.status === 404) {
        found.show([]);
        result.hidden = false;
      } else {
        say(problem, failure.message);
      }
    }
  });

  byId('tasks').append(form, problem, result,
      el('div', {class: 'filters'}, state.node, team.node,
          el('button', {type: 'button', on: {click: () => list.load()}}, 'Refresh')),
      list.node);
  return {
    load: () => list.load(),
    clear: () => {
      list.clear();
      found.show([]);
      result.hidden = true;
      id.value = '';
    },
  };
}
