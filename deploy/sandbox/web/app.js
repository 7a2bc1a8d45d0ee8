// State of the page, what changes it, and what is drawn from it.
import { fill, h } from './dom.js';
import { mailbox } from './mailbox.js';
import { phone } from './phone.js';
import { language, t, toggleLanguage } from './words.js';

const keptMessages = 2000;
const keptMails = 500;

const state = {
  messages: new Map(),
  attempts: [],
  mails: new Map(),
  unread: new Set(),
  opened: new Set(),
  view: 'sms',
  number: null,
  mailId: null,
  mailTab: 'html',
  reading: {},
  about: null,
  live: false,
  clearing: false,
  typed: new Map(),
  files: new Map(),
};

const actions = {
  opened(sid, open) {
    if (open) state.opened.add(sid);
    else state.opened.delete(sid);
  },
  tab(name) {
    state.mailTab = name;
    drawMailbox();
  },
  source: () => `/sandbox/mails/${state.mailId}.eml`,
  reload: () => read(state.mailId),
  typed(key, text) {
    state.typed.set(key, text);
  },
  async answerSms(from, body) {
    state.typed.delete(`sms-${from}`);
    const done = await post('/sandbox/incoming', { from, body });
    if (!done.ok || done.value.status !== 200) say(t.notTaken(done.value?.status ?? 0));
    drawPhone();
  },
  async letter(key, path, letter) {
    const file = state.files.get(key);
    if (file) letter.file = { name: file.name, base64: await base64Of(file) };
    const done = await post(path, letter);
    say(done.ok ? t.letterSent : t.notTaken(done.status));
    if (!done.ok) return;
    state.files.delete(key);
    for (const name of [...state.typed.keys()]) if (name.startsWith(`${key}-`)) state.typed.delete(name);
    drawMailbox();
  },
  bounce: async () => say((await post(`/sandbox/mails/${state.mailId}/bounce`, {})).ok ? t.letterSent : t.notTaken(0)),
};

async function post(path, value) {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(value),
    });
    const text = await answer.text();
    return { ok: answer.ok, status: answer.status, value: text ? JSON.parse(text) : null };
  } catch {
    return { ok: false, status: 0, value: null };
  }
}

function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function say(text) {
  document.getElementById('announce').textContent = text;
}

/** #sms, #sms/<number>, #mail, #mail/<id> */
function follow() {
  const [view, rest] = location.hash.slice(1).split('/');
  state.view = view === 'mail' ? 'mail' : 'sms';
  if (view === 'sms') state.number = rest ? decodeURIComponent(rest) : null;
  if (view === 'mail') {
    const id = rest || null;
    if (id !== state.mailId) read(id);
  }
  seen();
  draw();
}

function seen() {
  for (const message of state.messages.values())
    if (message.to === state.number || message.from === state.number) state.unread.delete(message.sid);
  if (state.mailId) state.unread.delete(state.mailId);
}

async function read(id) {
  state.mailId = id;
  state.reading = {};
  if (!id) return;
  let reading;
  try {
    const answer = await fetch(`/sandbox/mails/${encodeURIComponent(id)}.json`);
    reading = answer.ok ? { mail: await answer.json() } : { error: answer.status };
  } catch {
    reading = { error: 'offline' };
  }
  if (state.mailId !== id) return;
  state.reading = reading;
  drawMailbox();
}

async function load() {
  const [messages, attempts, mails, about] = await Promise.all(
    [
      `messages.json?limit=${keptMessages}`,
      'attempts.json',
      `mails.json?brief=1&limit=${keptMails}`,
      'about.json',
    ].map(async (path) => {
      const answer = await fetch(`/sandbox/${path}`);
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }),
  );
  state.messages = new Map(messages.messages.reverse().map((m) => [m.sid, m]));
  state.attempts = attempts.attempts.reverse();
  state.mails = new Map(mails.mails.reverse().map((m) => [m.id, m]));
  state.about = about;
  seen();
  draw();
}

function take(map, key, rows, bound) {
  let fresh = 0;
  for (const row of rows) {
    if (!map.has(row[key])) {
      fresh += 1;
      state.unread.add(row[key]);
    }
    map.set(row[key], row);
  }
  while (map.size > bound) {
    const oldest = map.keys().next().value;
    map.delete(oldest);
    state.unread.delete(oldest);
  }
  seen();
  if (fresh) document.getElementById('announce').textContent = t.arrived(fresh);
}

function listen() {
  const source = new EventSource('/sandbox/events');
  const on = (event, fn) => source.addEventListener(event, (e) => fn(JSON.parse(e.data)));
  source.onopen = async () => {
    try {
      await load();
      state.live = true;
    } catch {
      state.live = false;
    }
    drawTop();
  };
  source.onerror = () => {
    state.live = false;
    drawTop();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
  on('messages', (rows) => {
    take(state.messages, 'sid', rows, keptMessages);
    drawPhone();
    drawTop();
  });
  on('attempts', (rows) => {
    state.attempts = [...state.attempts, ...rows].slice(-1000);
    drawPhone();
  });
  on('mails', (rows) => {
    take(state.mails, 'id', rows, keptMails);
    drawMailbox();
    drawTop();
  });
  on('cleared', ({ what }) => {
    state.unread.clear();
    if (what === 'messages') {
      state.messages.clear();
      state.attempts = [];
    } else {
      state.mails.clear();
      if (state.mailId) read(null);
    }
    draw();
  });
}

async function clear() {
  if (!state.clearing) {
    state.clearing = true;
    setTimeout(() => {
      state.clearing = false;
      drawTop();
    }, 4000);
    return drawTop();
  }
  state.clearing = false;
  location.hash = state.view;
  await Promise.allSettled(
    ['messages', 'mails'].map((what) => fetch(`/sandbox/${what}`, { method: 'DELETE' })),
  );
  return drawTop();
}

function viewLink(view, name, unread) {
  return h(
    'a',
    { href: `#${view}`, 'data-key': `view-${view}`, 'aria-current': state.view === view ? 'page' : null },
    name,
    unread ? h('span', { class: 'badge' }, String(unread)) : null,
  );
}

function drawTop() {
  const unread = (map) => [...map.keys()].filter((key) => state.unread.has(key)).length;
  fill(
    document.getElementById('top'),
    h(
      'div',
      { class: 'title' },
      h('h1', {}, t.title),
      h('span', { class: `live ${state.live ? 'on' : 'off'}` }, state.live ? t.live : t.offline),
      h('p', {}, t.tagline),
    ),
    h(
      'div',
      { class: 'tools' },
      h(
        'button',
        {
          type: 'button',
          'data-key': 'language',
          lang: language === 'en' ? 'zh-CN' : 'en',
          on: { click: changeLanguage },
        },
        t.language,
      ),
      h(
        'button',
        { type: 'button', 'data-key': 'clear', class: state.clearing ? 'sure' : null, on: { click: clear } },
        state.clearing ? t.clearAsk : t.clear,
      ),
    ),
    h(
      'nav',
      {},
      viewLink('sms', t.phone, unread(state.messages)),
      viewLink('mail', t.mailbox, unread(state.mails)),
    ),
  );
}

function changeLanguage() {
  toggleLanguage();
  draw();
}

let shownNumber;
function drawPhone() {
  fill(document.getElementById('phone'), phone(state, actions));
  if (state.number !== shownNumber) {
    const thread = document.querySelector('#phone .thread');
    if (thread) thread.scrollTop = thread.scrollHeight;
    shownNumber = state.number;
  }
}

/** The frame of a mail is kept where the mail is the same: it would load anew and lose its place. */
function drawMailbox() {
  const holder = document.getElementById('mailbox');
  const before = holder.querySelector('iframe');
  const next = mailbox(state, actions);
  const after = next.querySelector('iframe');
  if (before && after && before.src === after.src) {
    const list = holder.querySelector('.list');
    fill(list, ...next.querySelector('.list').childNodes);
    fill(holder.querySelector('.mail-head'), ...next.querySelector('.mail-head').childNodes);
    return;
  }
  fill(holder, next);
}

function draw() {
  document.documentElement.lang = language;
  document.title = t.title;
  document.getElementById('main').className = state.view;
  drawTop();
  drawPhone();
  drawMailbox();
}

addEventListener('hashchange', follow);
follow();
listen();
