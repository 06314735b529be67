/** Teams, their settings and their keys. */

import {ask, shownOnce} from './dialog.js';
import {byId, el, say} from './dom.js';
import {brief, moment} from './format.js';
import {call, signedIn} from './session.js';
import {badge, buttons, table, when} from './table.js';

const NUMBERS = [
  ['weight', 'Weight', 'Its share of idle capacity; 1 if left empty.'],
  ['guaranteed-requests-per-minute', 'Guaranteed requests a minute', ''],
  ['guaranteed-tasks', 'Guaranteed tasks', ''],
  ['requests-per-minute', 'Requests a minute at most', 'No ceiling if left empty.'],
  ['concurrent-tasks', 'Tasks at a time at most', 'No ceiling if left empty.'],
];

const at = (team) => `/admin/teams/${encodeURIComponent(team)}`;
const keyAt = (team, keyId) => `${at(team)}/keys/${encodeURIComponent(keyId)}`;

/** What may be filled in of a team; what has no field of its own stands in the last one, as JSON. */
function fieldsOf(settings) {
  const {models = [], ...rest} = settings;
  const others = {...rest};
  const numbers = NUMBERS.map(([name, label, hint]) => {
    const value = rest[name] ?? '';
    const readable = value !== '' && Number.isFinite(Number(value));
    if (readable) delete others[name];
    return {name, label, hint, type: 'number', value: readable ? value : ''};
  });
  return [
    ...numbers,
    {name: 'models', label: 'Models', hint: 'Such as flux*, nano-banana; all if left empty.', value: [models].flat().join(', ')},
    {name: 'others', label: 'Other settings', long: true, value: Object.keys(others).length ? JSON.stringify(others, null, 1) : '',
      hint: 'As JSON, such as {"max-wait": "10s"}. "webhook-secret": "set" leaves that one as it is.'},
  ];
}

/** What was filled in; numbers as numbers, models as a list. */
function body({id, models: globs, others, ...numbers}) {
  const made = {...(id === undefined ? {} : {id}), ...read(others)};
  for (const [name] of NUMBERS) {
    if (numbers[name] !== '') made[name] = Number(numbers[name]);
  }
  const models = globs.split(',').map((one) => one.trim()).filter(Boolean);
  if (models.length) made.models = models;
  return made;
}

function read(text) {
  if (text === '') return {};
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('Other settings: this is no JSON.');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Error('Other settings: this is no JSON object.');
  }
  return value;
}

function createTeam() {
  ask({
    title: 'Create a team',
    text: 'It is kept in the store and known to every replica. Mint a key for it afterwards.',
    verb: 'Create',
    fields: [{name: 'id', label: 'Name', hint: 'Letters, digits, ".", "_" and "-".', required: true}, ...fieldsOf({})],
    does: async (values) => call('POST', '/admin/teams', body(values)),
    done: (team) => `Team ${team.id} is there.`,
  });
}

function editTeam(team) {
  ask({
    title: `Change the settings of ${team.id}`,
    text: 'They count on every replica within two seconds. What is left empty has its default again. Keys stay.',
    verb: 'Change',
    fields: fieldsOf(team.settings ?? {}),
    does: async (values) => call('PUT', at(team.id), body(values)),
    done: () => `The settings of ${team.id} are changed.`,
  });
}

function deleteTeam(team) {
  ask({
    title: `Delete the team ${team.id}?`,
    text: 'Its keys are refused from now on. Its tasks in flight go on, keep their slots until they end and are counted in its usage, but nobody can ask for them any more. What it has deferred is not sent. This cannot be undone.',
    verb: 'Delete',
    danger: true,
    does: () => call('DELETE', at(team.id)),
    done: () => `Team ${team.id} is deleted.`,
  });
}

function mint(team) {
  ask({
    title: `Mint a key for ${team.id}?`,
    text: 'Whoever has it spends this team\'s budget.',
    verb: 'Mint',
    fields: [{name: 'expires', label: 'Ends on', type: 'date', hint: 'At midnight UTC; never if left empty.'}],
    does: ({expires}) => call('POST', `${at(team.id)}/keys`, expires ? {expires: `${expires}T00:00:00Z`} : {}),
    done: (minted) => shownOnce(`The key ${minted.keyId} of ${team.id}. It is shown this once; only its digest is kept.`, minted.key),
  });
}

function rotate(team, key) {
  ask({
    title: `Rotate the key ${key.keyId} of ${team.id}?`,
    text: 'A new key is minted, and the old one works for a while, so that clients can change over.',
    verb: 'Rotate',
    fields: [{name: 'grace', label: 'The old one works for', options: ['24h', '1h', '10m', '7d']}],
    does: ({grace}) => call('POST', `${keyAt(team.id, key.keyId)}/rotate?grace=${encodeURIComponent(grace)}`),
    done: (minted) => shownOnce(
        `The new key ${minted.keyId} of ${team.id}, shown this once. The old one works until ${moment(minted.old?.expires)}.`,
        minted.key),
  });
}

function revoke(team, key) {
  ask({
    title: `Revoke the key ${key.keyId} of ${team.id}?`,
    text: 'Whoever still uses it is refused from now on. This cannot be undone.',
    verb: 'Revoke',
    danger: true,
    does: () => call('DELETE', keyAt(team.id, key.keyId)),
    done: () => `The key ${key.keyId} is revoked.`,
  });
}

/** The keys of a team, as a list with its buttons. */
function keysOf(team) {
  const grid = table({
    caption: `Keys of ${team.id}`,
    empty: 'No key.',
    keyOf: (one) => one.keyId,
    columns: [
      {label: 'Key', lead: true, text: (one) => one.keyId},
      {label: 'Made', short: true, make: when((one) => (one.declared ? 'in the file' : one.created))},
      {label: 'Ends', short: true, make: when((one) => one.expires ?? 'never')},
      {label: 'Action', make: buttons((one) => (one.declared ? [] : [
        {words: 'Rotate', label: `key ${one.keyId}`, does: (key) => rotate(team, key)},
        {words: 'Revoke', label: `key ${one.keyId}`, danger: true, does: (key) => revoke(team, key)},
      ]))},
    ],
  });
  return {node: grid.node, show: (one) => grid.show(one.keys)};
}

/** A team's settings, as they were written. */
function settingsOf() {
  const node = el('dl', {class: 'settings'});
  return {
    node,
    show: (one) => {
      const written = Object.entries(one.settings ?? {});
      const now = JSON.stringify(written);
      if (node.shown === now) return;
      node.shown = now;
      node.replaceChildren(...(written.length
        ? written.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {},
            Array.isArray(value) ? value.join(', ') : brief(value))))
        : [el('div', {}, el('dt', {}, 'defaults'))]));
    },
  };
}

export function mountKeys() {
  const problem = el('p', {class: 'problem', role: 'alert'});
  const grid = table({
    caption: 'Teams, with their settings and keys',
    empty: 'No team.',
    keyOf: (one) => one.id,
    columns: [
      {label: 'Team', lead: true, text: (one) => one.id},
      {label: 'Kept', make: badge((one) => (one.declared ? {words: 'in the file', tone: 'plain'} : {words: 'in the store', tone: 'plain'}))},
      {label: 'Settings', long: true, make: settingsOf},
      {label: 'Keys', long: true, make: keysOf},
      {label: 'Action', make: buttons((one) => (one.declared ? [] : [
        {words: 'Mint a key', label: `for ${one.id}`, does: mint},
        {words: 'Edit', label: `team ${one.id}`, does: editTeam},
        {words: 'Delete', label: `team ${one.id}`, danger: true, does: deleteTeam},
      ]))},
    ],
  });
  byId('keys').append(
      el('div', {class: 'filters'},
          el('button', {type: 'button', class: 'primary', on: {click: createTeam}}, 'Create a team'),
          el('button', {type: 'button', on: {click: () => load()}}, 'Refresh')),
      problem, grid.node);

  async function load() {
    try {
      const {teams} = await call('GET', '/admin/teams');
      say(problem, '');
      grid.show(teams);
    } catch (failure) {
      if (signedIn()) say(problem, failure.message);
    }
  }
  return {load, clear: () => grid.show([])};
}
