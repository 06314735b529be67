/** The dashboard: signs in, listens, and shows one view at a time. */

import {mountAudit, mountLatestChanges} from './audit.js';
import {mountDeferred} from './deferred.js';
import {mountDeliveries} from './deliveries.js';
import {closeDialog, whenActed} from './dialog.js';
import {byId, say, set} from './dom.js';
import {listen} from './events.js';
import {duration, moment, zone} from './format.js';
import {History} from './history.js';
import {mountKeys} from './keys.js';
import {forget, mountNow, showHistory, showOverview} from './now.js';
import {open, signedIn, signIn, signOut, whenEnded} from './session.js';
import {mountSlots} from './slots.js';
import {mountTasks} from './tasks.js';
import {mountUsage} from './usage.js';

/** An overview comes each second: without one for this long, what is shown may be wrong. */
const STALE_AFTER = 5000;

const history = new History();
const views = {
  now: {load: () => changes.load(), clear: () => {}},
  tasks: mountTasks(),
  slots: mountSlots(),
  deferred: mountDeferred(),
  deliveries: mountDeliveries(),
  usage: mountUsage(),
  keys: mountKeys(),
  audit: mountAudit(),
};
mountNow(history);
const changes = mountLatestChanges();

let hangUp = () => {};
let heardAt = 0;
let lost = '';

byId('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const field = byId('key');
  const button = event.submitter ?? byId('sign-in').querySelector('button');
  say(byId('door-problem'), '');
  button.disabled = true;
  try {
    const overview = await signIn(field.value.trim(), '/admin/overview');
    field.value = '';
    enter(overview);
  } catch (failure) {
    say(byId('door-problem'), failure.status === 401 ? 'This is no administrator\'s key.' : failure.message);
    field.select();
  } finally {
    button.disabled = false;
  }
});

byId('sign-out').addEventListener('click', () => signOut('You have signed out.'));
whenEnded(leave);
whenActed(() => {
  if (!signedIn()) return;
  changes.load();
  if (view() !== 'now') views[view()].load();
});
addEventListener('hashchange', showView);
setInterval(watch, 500);

function enter(overview) {
  history.clear();
  byId('door').hidden = true;
  byId('door-said').textContent = '';
  byId('board').hidden = false;
  byId('controls').hidden = false;
  byId('zone').hidden = false;
  heard();
  told(overview);
  hangUp = listen((headers, signal) => open('/admin/stream', headers, signal), event, paused);
  showView();
  byId('main').focus();
}

function leave(why) {
  hangUp();
  closeDialog();
  history.clear();
  forget();
  Object.values(views).forEach((one) => one.clear());
  changes.clear();
  byId('board').hidden = true;
  byId('controls').hidden = true;
  byId('zone').hidden = true;
  byId('door').hidden = false;
  say(byId('live-said'), '');
  byId('door-said').textContent = why;
  byId('key').value = '';
  byId('key').focus();
}

function event({type, data}) {
  heard();
  const value = JSON.parse(data);
  if (type === 'overview') {
    told(value);
  } else if (type === 'history') {
    history.step = value.stepSeconds;
    history.add(value.samples);
    showHistory();
  } else if (type === 'sample') {
    history.add([value]);
    showHistory();
  }
}

function told(overview) {
  showOverview(overview);
  say(byId('store'), `store: ${overview.store.mode}`);
  byId('store').dataset.tone = {degraded: 'bad', away: 'bad'}[overview.store.mode] ?? 'good';
  say(byId('replica'), `replica ${overview.replica}`);
  byId('live').title = `As of ${moment(overview.at)}`;
}

function heard() {
  heardAt = performance.now();
  lost = '';
}

function paused(millis, why) {
  lost = `${why} Next attempt in ${duration(Math.round(millis / 1000))}.`;
}

/** Says it where what is shown is old: in words, to a screen reader, and by dimming the page. */
function watch() {
  if (!signedIn()) return;
  const silence = performance.now() - heardAt;
  const stale = silence > STALE_AFTER;
  byId('live').dataset.tone = stale ? 'bad' : 'good';
  say(byId('live'), stale ? 'stale' : 'live');
  set(byId('board'), 'data-stale', stale ? '' : null);
  byId('stale').hidden = !stale;
  say(byId('stale-for'), stale ? `${duration(Math.floor(silence / 1000))} ago. ${lost}` : '');
  // The region for screen readers speaks when it begins and when it is over, not each second.
  say(byId('live-said'), stale ? 'The figures are stale: the gateway does not tell new ones.' : '');
}

let lastView = 'now';

/** Another fragment, such as that of the skip link, leaves the view as it is. */
function view() {
  const wanted = location.hash.slice(1);
  if (wanted === '' || Object.hasOwn(views, wanted)) lastView = wanted || 'now';
  return lastView;
}

function showView() {
  const shown = view();
  for (const name of Object.keys(views)) {
    byId(name).hidden = name !== shown;
    set(document.querySelector(`nav a[href="#${name}"]`), 'aria-current', name === shown ? 'page' : null);
  }
  if (signedIn()) views[shown].load();
}

say(byId('zone'), `${zone()} Days of usage are days of UTC.`);
showView();
