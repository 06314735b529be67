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

function createTeam() {
  ask({
    title: 'Create a team',
    text: 'It is kept in the store and known to every replica. Mint a key for it afterwards.',
    verb: 'Create',
    fields: [
      {name: 'id', label: 'Name', hint: 'Letters, digits, ".", "_" and "-".', required: true},
      ...NUMBERS.map(([name, label, hint]) => ({name, label, hint, type: 'number'})),
      {name: 'models', label: 'Models', hint: 'Such as flux*, nano-banana; all if left empty.'},
    ],
    does: (values) => call('POST', '/admin/teams', body(values)),
    done: (team) => `Team ${team.id} is there.`,
  });
}

/** What was filled in; numbers as numbers, models as a list. */
function body(values) {
  const made = {id: values.id};
  for (const [name] of NUMBERS) {
    if (values[name] !== '') made[name] = Number(values[name]);
  }
  const models = values.models.split(',').map((one) => one.trim()).filter(Boolean);
  if (models.length) made.models = models;
  return made;
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
      {label: 'Action', make: buttons((one) => (one.declared ? [] : [{words: 'Mint a key', label: `for ${one.id}`, does: mint}]))},
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
