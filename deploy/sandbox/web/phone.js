// The telephone: conversations by number, and one conversation with its ticks.
import { h } from './dom.js';
import { number, t, when } from './words.js';

const ticks = {
  accepted: '○',
  queued: '○',
  sending: '○',
  sent: '✓',
  delivered: '✓✓',
  received: '→',
  undelivered: '✕',
  failed: '✕',
};
const examples = {
  '+8613800000500': 'server_error',
  '+8613800000429': 'rate_limited',
  '+8613800021614': 'landline',
  '+8613800000444': 'dead',
  '+8613800030003': 'undelivered',
};
const shownAtOnce = 200;

/** Conversations, newest first: number, its lines oldest first. */
function conversations(state) {
  const byNumber = new Map();
  const add = (to, line) => {
    if (!byNumber.has(to)) byNumber.set(to, []);
    byNumber.get(to).push(line);
  };
  for (const message of state.messages.values()) {
    const own = message.direction === 'inbound';
    add(own ? message.from : message.to, { at: message.created_ms, message });
  }
  for (const attempt of state.attempts) if (attempt.to) add(attempt.to, { at: attempt.at, attempt });
  for (const lines of byNumber.values()) lines.sort((a, b) => a.at - b.at);
  return [...byNumber].sort((a, b) => b[1].at(-1).at - a[1].at(-1).at);
}

/** The device's inside for the state. */
export function phone(state, actions) {
  const all = conversations(state);
  const open = state.number === null ? undefined : all.find(([to]) => to === state.number);
  return h(
    'div',
    { class: 'device' },
    h('div', { class: 'speaker', 'aria-hidden': 'true' }),
    state.number !== null ? thread(open ?? [state.number, []], state, actions) : list(all, state, actions),
  );
}

function list(all, state, actions) {
  return h(
    'div',
    { class: 'screen' },
    h('div', { class: 'bar' }, h('h2', { id: 'phone-title' }, t.conversations)),
    all.length
      ? h(
          'ul',
          { class: 'rows', 'data-scroll': 'conversations' },
          all.slice(0, shownAtOnce).map((entry) => conversation(entry, state)),
        )
      : nothing(state),
    state.about?.answers_sms &&
      entry(state, 'number', t.newNumber, t.open, 'tel', (typed) => {
        const number = typed.replace(/[\s-]/g, '').replace(/^(1[3-9]\d{9})$/, '+86$1');
        location.hash = `sms/${encodeURIComponent(number)}`;
        actions.typed('number', '');
      }),
  );
}

/** One line to type into, and what happens with it. What is typed outlives the page's redrawing. */
function entry(state, key, label, button, mode, send) {
  const typed = () => state.typed.get(key) ?? '';
  return h(
    'form',
    {
      class: 'entry',
      on: {
        submit: (event) => {
          event.preventDefault();
          if (typed().trim()) send(typed().trim());
        },
      },
    },
    h('input', {
      'data-key': `entry-${key}`,
      'aria-label': label,
      placeholder: label,
      inputmode: mode,
      autocomplete: 'off',
      maxlength: '1600',
      value: typed(),
      on: { input: (event) => state.typed.set(key, event.target.value) },
    }),
    h('button', { type: 'submit', 'data-key': `send-${key}` }, button),
  );
}

function nothing(state) {
  return h(
    'div',
    { class: 'empty', 'data-scroll': 'nothing' },
    h('p', { class: 'strong' }, t.noMessages),
    h('p', {}, t.noMessagesWhere),
    state.about && h('p', { class: 'code' }, location.origin),
    h('p', {}, t.noMessagesHint),
    h(
      'dl',
      {},
      Object.entries(examples).map(([to, name]) => [
        h('dt', {}, number(to)),
        h('dd', {}, t.behaviours[name]),
      ]),
    ),
  );
}

function conversation([to, lines], state) {
  const last = lines.at(-1);
  const unread = lines.some(({ message }) => message && state.unread.has(message.sid));
  return h(
    'li',
    {},
    h(
      'a',
      {
        class: `row${unread ? ' unread' : ''}`,
        href: `#sms/${encodeURIComponent(to)}`,
        'data-key': `to-${to}`,
      },
      h('span', { class: 'who' }, number(to)),
      h('time', {}, when(last.at)),
      h('span', { class: 'preview' }, last.message ? last.message.body : attemptText(last.attempt)),
      last.message ? h('span', { class: `tick ${last.message.status}` }, ticks[last.message.status]) : null,
    ),
  );
}

function thread([to, lines], state, actions) {
  return h(
    'div',
    { class: 'screen' },
    h(
      'div',
      { class: 'bar' },
      h('a', { class: 'back', href: '#sms', 'data-key': 'phone-back', 'aria-label': t.back }, '‹'),
      h('h2', { id: 'phone-title' }, number(to)),
    ),
    h(
      'ol',
      {
        class: 'thread',
        'data-scroll': `thread-${to}`,
        'data-stick': true,
        tabindex: '0',
        'aria-labelledby': 'phone-title',
      },
      lines
        .slice(-shownAtOnce)
        .map((line) => (line.message ? bubble(line.message, state, actions) : attemptLine(line.attempt))),
    ),
    state.about?.answers_sms &&
      entry(state, `sms-${to}`, t.typeSms, t.send, 'text', (text) => actions.answerSms(to, text)),
  );
}

function bubble(message, state, actions) {
  const [, signature = '', rest] = /^(【[^】]{1,40}】)?([^]*)$/.exec(message.body);
  const failed = message.error_code === null ? '' : ` ${message.error_code}`;
  return h(
    'li',
    { class: `bubble${message.direction === 'inbound' ? ' own' : ''}` },
    h('p', { class: 'said' }, signature && h('b', {}, signature), rest),
    h(
      'details',
      {
        open: state.opened.has(message.sid),
        on: { toggle: (event) => actions.opened(message.sid, event.target.open) },
      },
      h(
        'summary',
        { 'data-key': `more-${message.sid}`, title: t.details },
        h('time', {}, when(message.created_ms)),
        h(
          'span',
          { class: `tick ${message.status}` },
          h('span', { 'aria-hidden': 'true' }, ticks[message.status]),
          ` ${t.status[message.status]}${failed}`,
        ),
      ),
      facts(message),
    ),
  );
}

function facts(message) {
  const callbacks = message.callbacks.map((c) => {
    const told = `${t.status[c.status]}${c.code ? ` ${c.code}` : ''}`;
    return h('li', {}, `${told} → ${t.callback(c)}${c.tries > 1 ? t.tries(c.tries) : ''}`);
  });
  return h(
    'dl',
    { class: 'facts' },
    h('dt', {}, 'SID'),
    h('dd', { class: 'code' }, message.sid),
    h('dt', {}, t.sender),
    h('dd', {}, message.from ?? message.messaging_service_sid),
    h('dt', {}, t.behaviour),
    h('dd', {}, message.behaviour),
    h('dt', {}, t.callbacks),
    h('dd', {}, callbacks.length ? h('ul', {}, callbacks) : t.noCallbacks),
    h('dd', { class: 'wide' }, t.length(message)),
  );
}

function attemptText(attempt) {
  return t.attempts[attempt.outcome](attempt);
}

function attemptLine(attempt) {
  return h('li', { class: 'attempt' }, h('time', {}, when(attempt.at)), ' ', attemptText(attempt));
}
