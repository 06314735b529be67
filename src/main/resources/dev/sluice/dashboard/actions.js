/** What can be done to the running gateway: each asks first. */

import {ask} from './dialog.js';
import {call} from './session.js';

export function pauseUpstream(name) {
  ask({
    title: `Pause ${name}?`,
    text: 'No submit is sent to it until it is resumed: submits wait, go to the next upstream of their route, or are refused. Tasks that run go on.',
    verb: 'Pause',
    danger: true,
    does: () => call('POST', `/admin/upstreams/${encodeURIComponent(name)}/pause`),
    done: () => `${name} is paused.`,
  });
}

export function resumeUpstream(name) {
  ask({
    title: `Resume ${name}?`,
    text: 'Submits are sent to it again, within its budget.',
    verb: 'Resume',
    does: () => call('POST', `/admin/upstreams/${encodeURIComponent(name)}/resume`),
    done: () => `${name} is resumed.`,
  });
}

export function releaseSlot(slot) {
  ask({
    title: 'Release this slot?',
    text: `Team ${slot.team}, budget ${slot.budget}, ${slot.state}${slot.taskId ? `, task ${slot.taskId}` : ''}. If its task still runs at the upstream, the gateway may then start one more than the key allows.`,
    verb: 'Release',
    danger: true,
    does: () => call('POST', `/admin/slots/${encodeURIComponent(slot.slotId)}/release`),
    done: () => 'The slot is released.',
  });
}

export function dropDeferred(submit) {
  ask({
    title: 'Drop this submit?',
    text: `${submit.taskId} of team ${submit.team}, for ${submit.model}. It is not sent, and its task reads failed (CANCELLED). This cannot be undone.`,
    verb: 'Drop',
    danger: true,
    does: () => call('DELETE', `/admin/deferred/${encodeURIComponent(submit.taskId)}`),
    done: () => 'It will not be sent.',
  });
}

export function redeliver(delivery) {
  ask({
    title: 'Deliver this webhook again?',
    text: `To ${delivery.target}, for team ${delivery.team}. It keeps its id, so that a receiver can tell that it has had it.`,
    verb: 'Deliver again',
    does: () => call('POST', `/admin/deliveries/${encodeURIComponent(delivery.id)}/redeliver`),
    done: () => 'It is on its way again.',
  });
}
