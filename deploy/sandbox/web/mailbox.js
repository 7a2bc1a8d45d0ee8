// The mailbox: a list, and one mail as web page, text or headers.
import { h } from './dom.js';
import { bytes, t, when } from './words.js';

const shownAtOnce = 300;

export function mailbox(state, actions) {
  const mails = [...state.mails.values()].sort((a, b) => b.received_ms - a.received_ms);
  return h(
    'div',
    { class: `box${state.mailId ? ' reading' : ''}` },
    h(
      'div',
      { class: 'list' },
      h(
        'div',
        { class: 'bar' },
        h('h2', { id: 'mailbox-title' }, t.mailbox),
        h('span', { class: 'count' }, String(mails.length)),
      ),
      mails.length
        ? h(
            'ul',
            { class: 'rows', 'data-scroll': 'mails' },
            mails.slice(0, shownAtOnce).map((mail) => row(mail, state)),
          )
        : h(
            'div',
            { class: 'empty' },
            h('p', { class: 'strong' }, t.noMails),
            h('p', {}, t.noMailsHint),
            state.about && h('p', { class: 'code' }, state.about.smtp),
          ),
      state.about?.answers_mail &&
        letter(state, 'new', t.newLetter(state.about.intake), ['from', 'subject'], [
          { name: t.send, run: (typed) => actions.letter('new', '/sandbox/letters', typed) },
        ]),
    ),
    h('div', { class: 'reader' }, reader(state, actions)),
  );
}

function row(mail, state) {
  const classes = ['row', state.unread.has(mail.id) && 'unread', state.mailId === mail.id && 'chosen'];
  return h(
    'li',
    {},
    h(
      'a',
      {
        class: classes.filter(Boolean).join(' '),
        href: `#mail/${mail.id}`,
        'data-key': `mail-${mail.id}`,
        'aria-current': state.mailId === mail.id ? 'true' : null,
      },
      h('span', { class: 'who' }, mail.envelope.to.join(', ')),
      h('time', {}, when(mail.received_ms)),
      h('span', { class: 'subject' }, mail.subject || t.noSubject),
      h('span', { class: 'preview' }, mail.text.replace(/\s+/g, ' ')),
    ),
  );
}

function reader(state, actions) {
  if (!state.mailId) return h('p', { class: 'hint' }, t.pickMail);
  const { mail, error } = state.reading;
  if (error === 404) return [backLink(), h('p', { class: 'hint' }, t.goneMail)];
  if (error) {
    const again = h('button', { type: 'button', on: { click: actions.reload } }, t.retry);
    return [backLink(), h('p', { class: 'hint' }, `${t.loadFailed} `, again)];
  }
  if (!mail) return [backLink()];
  const tabs = [mail.html !== null && 'html', 'text', 'headers'].filter(Boolean);
  const tab = tabs.includes(state.mailTab) ? state.mailTab : tabs[0];
  return [
    h(
      'header',
      { class: 'mail-head' },
      backLink(),
      h('h2', {}, mail.subject || t.noSubject),
      h(
        'dl',
        {},
        pair(t.from, mail.from || mail.envelope.from),
        pair(t.to, mail.to || mail.envelope.to.join(', ')),
        mail.cc ? pair(t.cc, mail.cc) : null,
        pair(
          t.date,
          new Date(mail.received_ms).toLocaleString(document.documentElement.lang, { hour12: false }),
        ),
        pair(t.envelope, `${mail.envelope.from || '<>'} → ${mail.envelope.to.join(', ')}`),
      ),
      attachments(mail),
      tabList(tabs, tab, actions),
    ),
    h(
      'div',
      { class: `panel ${tab}`, role: 'tabpanel', id: 'mail-panel', 'aria-labelledby': `tab-${tab}` },
      panel(mail, tab),
    ),
    state.about?.answers_mail &&
      letter(state, `reply-${mail.id}`, t.reply, [], [
        {
          name: t.send,
          run: (typed) => actions.letter(`reply-${mail.id}`, `/sandbox/mails/${mail.id}/reply`, typed),
        },
        { name: t.bounce, run: actions.bounce },
      ]),
  ];
}

/** A letter to be written: lines, a text and a file. What is typed outlives the page's redrawing. */
function letter(state, key, title, lines, buttons) {
  const input = (name, tag) =>
    h(tag, {
      'data-key': `${key}-${name}`,
      'aria-label': t.letter[name],
      placeholder: t.letter[name],
      rows: tag === 'textarea' ? '3' : null,
      value: tag === 'input' ? (state.typed.get(`${key}-${name}`) ?? '') : null,
      on: { input: (event) => state.typed.set(`${key}-${name}`, event.target.value) },
    });
  const text = input('text', 'textarea');
  text.value = state.typed.get(`${key}-text`) ?? '';
  const file = state.files.get(key);
  const typed = () =>
    Object.fromEntries([...lines, 'text'].map((name) => [name, state.typed.get(`${key}-${name}`) ?? '']));
  return h(
    'form',
    { class: 'letter', 'aria-label': title, on: { submit: (event) => event.preventDefault() } },
    h('p', { class: 'strong' }, title),
    lines.map((name) => input(name, 'input')),
    text,
    h('input', {
      type: 'file',
      'data-key': `${key}-file`,
      'aria-label': t.letter.file,
      on: { change: (event) => state.files.set(key, event.target.files[0]) },
    }),
    file ? h('p', { class: 'hint' }, `${file.name} · ${bytes(file.size)}`) : null,
    h(
      'div',
      { class: 'row-of-buttons' },
      buttons.map(({ name, run }) =>
        h('button', { type: 'button', 'data-key': `${key}-${name}`, on: { click: () => run(typed()) } }, name),
      ),
    ),
  );
}

function backLink() {
  return h('a', { class: 'back', href: '#mail', 'data-key': 'mail-back', 'aria-label': t.back }, '‹');
}

function pair(name, value) {
  return [h('dt', {}, name), h('dd', {}, value)];
}

function attachments(mail) {
  if (!mail.attachments.length) return null;
  return h(
    'ul',
    { class: 'attachments', 'aria-label': t.attachments },
    mail.attachments.map((a) =>
      h(
        'li',
        {},
        h(
          'a',
          { href: `/sandbox/mails/${mail.id}/attachments/${a.index}`, download: true },
          `${a.filename ?? a.content_type} · ${bytes(a.size)}`,
        ),
      ),
    ),
  );
}

function tabList(tabs, chosen, actions) {
  const move = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = tabs[(tabs.indexOf(chosen) + by + tabs.length) % tabs.length];
    actions.tab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return h(
    'div',
    { class: 'tab-row' },
    h(
      'div',
      { class: 'tabs', role: 'tablist', on: { keydown: move } },
      tabs.map((name) =>
        h(
          'button',
          {
            type: 'button',
            role: 'tab',
            id: `tab-${name}`,
            'data-key': `tab-${name}`,
            'aria-selected': String(name === chosen),
            'aria-controls': 'mail-panel',
            tabindex: name === chosen ? '0' : '-1',
            on: { click: () => actions.tab(name) },
          },
          t[name],
        ),
      ),
    ),
    h('a', { class: 'source', href: actions.source(), download: true }, t.source),
  );
}

function panel(mail, tab) {
  if (tab === 'html') {
    return h('iframe', {
      src: `/sandbox/mails/${mail.id}/body.html`,
      sandbox: 'allow-popups allow-popups-to-escape-sandbox',
      referrerpolicy: 'no-referrer',
      title: mail.subject || t.noSubject,
    });
  }
  if (tab === 'text') return h('pre', { tabindex: '0' }, mail.text);
  return h('pre', { class: 'code', tabindex: '0' }, mail.headers.map(({ line }) => line).join('\n'));
}
