// The page's words in both languages.

const words = {
  'zh-CN': {
    title: '沙箱',
    tagline: '平台发出的短信和邮件到这里为止，不会真正送到任何人手里。',
    live: '实时',
    offline: '未连接，正在重试',
    language: 'English',
    clear: '清空',
    clearAsk: '再按一次，清空全部短信和邮件',
    phone: '短信',
    mailbox: '邮件',
    newNumber: '手机号，例如 13800138000',
    open: '打开',
    typeSms: '回复短信，例如 1、退订、状态',
    send: '发送',
    reply: '回复',
    bounce: '退信',
    newLetter: (to) => `写信给 ${to}`,
    letter: { from: '发件地址', subject: '主题', text: '正文', file: '附件' },
    letterSent: '信已放进邮箱，平台下次查看时收取',
    notTaken: (status) => `平台没有收下（${status || '无人应答'}）`,
    conversations: '信息',
    back: '返回',
    noMessages: '还没有短信',
    noMessagesWhere: '把平台的短信接口指向本沙箱，短信就会出现在这里：',
    noMessagesHint: '号码可以决定结果，例如：',
    noMails: '还没有邮件',
    noMailsHint: '把平台的 SMTP 指向本沙箱，邮件就会出现在这里：',
    pickMail: '选择一封邮件阅读',
    goneMail: '这封邮件已不在沙箱里',
    loadFailed: '读取失败',
    retry: '重试',
    details: '详情',
    noSubject: '（无主题）',
    from: '发件人',
    to: '收件人',
    cc: '抄送',
    date: '时间',
    envelope: '信封',
    html: '网页',
    text: '文本',
    headers: '邮件头',
    source: '下载原文',
    attachments: '附件',
    status: {
      accepted: '已接收',
      queued: '排队中',
      sending: '发送中',
      sent: '已发出',
      delivered: '已送达',
      received: '已收到',
      undelivered: '未送达',
      failed: '发送失败',
    },
    behaviours: {
      server_error: '接口答 500',
      rate_limited: '接口答 429',
      landline: '是座机，400',
      dead: '收下但不回答',
      undelivered: '未送达',
    },
    length: (m) => `${m.units} 字，${m.encoding}，计 ${m.segments} 条`,
    sender: '发送方',
    behaviour: '号码行为',
    callbacks: '状态回执',
    noCallbacks: '没有',
    callback: (c) => (c.http === null ? '正在送' : c.http === 0 ? '无人应答' : `对方答 ${c.http}`),
    tries: (n) => `，第 ${n} 次`,
    attempts: {
      refused: (a) => `发送请求被拒：HTTP ${a.status}，代码 ${a.code}`,
      drop: () => '发送请求：连接中断，未收下',
      dead: () => '发送请求：已收下，但没有回答',
      slow: () => '发送请求：已收下，回答很慢',
    },
    arrived: (n) => `收到 ${n} 条新消息`,
  },
  en: {
    title: 'Sandbox',
    tagline: 'Messages and mail from the platform end here; nobody is really written to.',
    live: 'Live',
    offline: 'Not connected, trying again',
    language: '中文',
    clear: 'Clear',
    clearAsk: 'Press again to clear all messages and mail',
    phone: 'Messages',
    mailbox: 'Mail',
    newNumber: 'A number, like 13800138000',
    open: 'Open',
    typeSms: 'Answer, like 1, STOP, STATUS',
    send: 'Send',
    reply: 'Answer',
    bounce: 'Bounce',
    newLetter: (to) => `Write to ${to}`,
    letter: { from: 'From (address)', subject: 'Subject', text: 'Text', file: 'File' },
    letterSent: 'The letter lies in the mailbox; the platform fetches it at its next look',
    notTaken: (status) => `The platform did not take it (${status || 'nobody answered'})`,
    conversations: 'Messages',
    back: 'Back',
    noMessages: 'No messages yet',
    noMessagesWhere: 'Point the platform’s SMS gateway at this sandbox, and its messages show here:',
    noMessagesHint: 'A number may choose what happens, for example:',
    noMails: 'No mail yet',
    noMailsHint: 'Point the platform’s SMTP at this sandbox, and its mail shows here:',
    pickMail: 'Choose a mail to read',
    goneMail: 'This mail is no longer in the sandbox',
    loadFailed: 'Could not load',
    retry: 'Try again',
    details: 'Details',
    noSubject: '(no subject)',
    from: 'From',
    to: 'To',
    cc: 'Cc',
    date: 'Date',
    envelope: 'Envelope',
    html: 'HTML',
    text: 'Text',
    headers: 'Headers',
    source: 'Download source',
    attachments: 'Attachments',
    status: {
      accepted: 'Accepted',
      queued: 'Queued',
      sending: 'Sending',
      sent: 'Sent',
      delivered: 'Delivered',
      received: 'Received',
      undelivered: 'Undelivered',
      failed: 'Failed',
    },
    behaviours: {
      server_error: 'answers 500',
      rate_limited: 'answers 429',
      landline: 'is a landline, 400',
      dead: 'takes it, never answers',
      undelivered: 'undelivered',
    },
    length: (m) => `${m.units} units, ${m.encoding}, ${m.segments} segment${m.segments === 1 ? '' : 's'}`,
    sender: 'Sender',
    behaviour: 'Behaviour',
    callbacks: 'Callbacks',
    noCallbacks: 'none',
    callback: (c) => (c.http === null ? 'under way' : c.http === 0 ? 'no answer' : `answered ${c.http}`),
    tries: (n) => `, try ${n}`,
    attempts: {
      refused: (a) => `Request refused: HTTP ${a.status}, code ${a.code}`,
      drop: () => 'Request: connection dropped, not taken',
      dead: () => 'Request: taken, but never answered',
      slow: () => 'Request: taken, answered slowly',
    },
    arrived: (n) => `${n} new`,
  },
};

const stored = (() => {
  try {
    return localStorage.getItem('language');
  } catch {
    return null;
  }
})();

export let language =
  stored in words ? stored : navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
export let t = words[language];

export function toggleLanguage() {
  language = language === 'en' ? 'zh-CN' : 'en';
  t = words[language];
  try {
    localStorage.setItem('language', language);
  } catch {
    // a browser that keeps nothing still shows the other language now
  }
}

const day = (ms) => new Date(ms).toDateString();

/** Today the time, else the date before it. */
export function when(ms) {
  const date = new Date(ms);
  const time = date.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hour12: false });
  if (day(ms) === day(Date.now())) return time;
  return `${date.toLocaleDateString(language, { month: 'short', day: 'numeric' })} ${time}`;
}

export function bytes(n) {
  if (n < 1024) return `${n} B`;
  return n < 1024 * 1024 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1024 / 1024).toFixed(1)} MB`;
}

/** +8613800000500 as 138 0000 0500; other numbers as they are. */
export function number(e164) {
  return e164.replace(/^\+86(1\d\d)(\d{4})(\d{4})$/, '$1 $2 $3');
}
