// What was received, in memory and bounded: the oldest goes first. Optionally kept in a file (journal.js).
import { EventEmitter } from 'node:events';

const maxAttempts = 1_000;

/**
 * Emits `message` (new or changed), `mail`, `attempt`, `cleared` (with what: 'messages' or 'mails').
 * Messages and mails are plain objects; who changes a message calls `changed`.
 */
export class Store extends EventEmitter {
  #messages = new Map();
  #byNumber = new Map();
  #mails = new Map();
  #mailBytes = 0;
  #attempts = [];

  constructor({ maxMessages = 100_000, maxMails = 10_000, maxMailBytes = 256 * 1024 * 1024 } = {}) {
    super();
    this.setMaxListeners(0);
    this.limits = { maxMessages, maxMails, maxMailBytes };
  }

  get messageCount() {
    return this.#messages.size;
  }

  get mailCount() {
    return this.#mails.size;
  }

  addMessage(message) {
    this.#messages.set(message.sid, message);
    if (!this.#byNumber.has(message.to)) this.#byNumber.set(message.to, new Set());
    this.#byNumber.get(message.to).add(message);
    if (this.#messages.size > this.limits.maxMessages) this.#dropOldestMessage();
    this.emit('message', message);
  }

  #dropOldestMessage() {
    const [sid, oldest] = this.#messages.entries().next().value;
    this.#messages.delete(sid);
    const same = this.#byNumber.get(oldest.to);
    same.delete(oldest);
    if (same.size === 0) this.#byNumber.delete(oldest.to);
  }

  changed(message) {
    if (this.#messages.has(message.sid)) this.emit('message', message);
  }

  message(sid) {
    return this.#messages.get(sid);
  }

  /** Newest first; of one number when given. */
  messages(to) {
    return [...(to === undefined ? this.#messages.values() : (this.#byNumber.get(to) ?? []))].reverse();
  }

  addMail(mail) {
    this.#mails.set(mail.id, mail);
    this.#mailBytes += mail.raw.length;
    while (
      this.#mails.size > 1 &&
      (this.#mails.size > this.limits.maxMails || this.#mailBytes > this.limits.maxMailBytes)
    ) {
      const [id, oldest] = this.#mails.entries().next().value;
      this.#mails.delete(id);
      this.#mailBytes -= oldest.raw.length;
    }
    this.emit('mail', mail);
  }

  mail(id) {
    return this.#mails.get(id);
  }

  /** Newest first. */
  mails() {
    return [...this.#mails.values()].reverse();
  }

  /** A request to send that ended otherwise than with a plain 201: refused, dropped, answered late. */
  addAttempt(attempt) {
    this.#attempts.push(attempt);
    if (this.#attempts.length > maxAttempts) this.#attempts.shift();
    this.emit('attempt', attempt);
  }

  /** Newest first. */
  attempts() {
    return [...this.#attempts].reverse();
  }

  clearMessages() {
    this.#messages.clear();
    this.#byNumber.clear();
    this.#attempts = [];
    this.emit('cleared', 'messages');
  }

  clearMails() {
    this.#mails.clear();
    this.#mailBytes = 0;
    this.emit('cleared', 'mails');
  }
}
