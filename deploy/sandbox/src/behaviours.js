// What a number does when a message is sent to it, which numbers do so from the start, and rules of the user.

/** Twilio's error codes and their sentences, as far as they are answered here. */
export const errors = {
  20003: 'Authenticate',
  20004: 'Method not allowed',
  20404: 'The requested resource was not found',
  20429: 'Too Many Requests',
  20500: 'Internal Server Error',
  20503: 'Service Unavailable',
  21211: "Invalid 'To' Phone Number",
  21212: "Invalid 'From' Phone Number",
  21602: 'Message body is required.',
  21603: "A 'From' or 'MessagingServiceSid' parameter is required.",
  21604: "A 'To' phone number is required.",
  21609: "Invalid 'StatusCallback' URL",
  21610: 'Attempt to send to unsubscribed recipient',
  21614: "'To' number is not a valid mobile number",
  21617: 'The concatenated message body exceeds the 1600 character limit',
  21624: 'Invalid validity period value',
  30003: 'Unreachable destination handset',
  30008: 'Unknown error',
};

const step = (set, extra = {}) => ({ set, post: set, ...extra });
const delivered = [step('sent'), step('delivered')];

/**
 * A behaviour either refuses (`refuse`: HTTP status and Twilio code), or drops the connection unrecorded
 * (`drop`), or records the message and goes on: `slow` answers late, `dead` never. `steps` is the message's
 * way after the first status: `set` the status the lists show, `post` the one told by callback (one may be
 * without the other), `code` the ErrorCode, `forge` a callback signed with a wrong token.
 */
export const behaviours = {
  deliver: { steps: delivered },
  invalid: { refuse: { status: 400, code: 21211 } },
  opted_out: { refuse: { status: 400, code: 21610 } },
  landline: { refuse: { status: 400, code: 21614 } },
  unauthorized: { refuse: { status: 401, code: 20003 } },
  rate_limited: { refuse: { status: 429, code: 20429, retryAfter: 2 } },
  server_error: { refuse: { status: 500, code: 20500 } },
  unavailable: { refuse: { status: 503, code: 20503 } },
  flaky: { refuse: { status: 503, code: 20503 }, times: 2 },
  slow: { slow: true, steps: delivered },
  dead: { dead: true, steps: delivered },
  dead_silent: { dead: true, steps: [{ set: 'sent' }, { set: 'delivered' }] },
  drop: { drop: true },
  undelivered: { steps: [step('sent'), step('undelivered', { code: 30003 })] },
  failed: { steps: [step('failed', { code: 30008 })] },
  disordered: {
    steps: [{ set: 'sent' }, step('delivered'), { post: 'sent' }, { post: 'sent' }, { post: 'delivered' }],
  },
  silent: { steps: [{ set: 'sent' }, { set: 'delivered' }] },
  stuck: { steps: [step('sent')] },
  forged: { steps: [step('sent', { forge: true }), step('delivered', { forge: true })] },
};

/** Numbers that behave so without any rule; every other mobile number delivers. */
export const specialNumbers = {
  '+8613800000001': 'drop',
  '+8613800000020': 'slow',
  '+8613800000102': 'stuck',
  '+8613800000204': 'silent',
  '+8613800000321': 'disordered',
  '+8613800000400': 'invalid',
  '+8613800000401': 'unauthorized',
  '+8613800000403': 'forged',
  '+8613800000429': 'rate_limited',
  '+8613800000444': 'dead',
  '+8613800000445': 'dead_silent',
  '+8613800000500': 'server_error',
  '+8613800000503': 'flaky',
  '+8613800021610': 'opted_out',
  '+8613800021614': 'landline',
  '+8613800030003': 'undelivered',
  '+8613800030008': 'failed',
};

/** The same for mail, by the part before the @ (without +suffix). */
export const mailBehaviours = [
  'bounce550',
  'full452',
  'tempfail',
  'greylist',
  'reject554',
  'slow',
  'dead',
  'drop',
];

const maxRules = 10_000;

/** The rules in force. A rule belongs to a number in E.164, or to a mail address in lower case. */
export class Rules {
  #rules = new Map();
  #used = new Map();

  /**
   * @param {{number: string, behaviour: string, times?: number, delay_ms?: number,
   *   retry_after?: number}} rule
   *   `times`: how many messages it meets before the number delivers again; none: all
   * @returns {string | undefined} why not, if the rule can't be taken
   */
  set({ number, behaviour, times, delay_ms, retry_after }) {
    if (typeof number !== 'string' || number.length > 254)
      return 'number: a number in E.164 or a mail address';
    const key = number.toLowerCase();
    const known = key.includes('@') ? ['deliver', ...mailBehaviours] : Object.keys(behaviours);
    if (!key.includes('@') && !/^\+[1-9]\d{6,14}$/.test(key))
      return 'number: a number in E.164 or a mail address';
    if (!known.includes(behaviour)) return `behaviour: one of ${known.join(', ')}`;
    for (const [name, value] of Object.entries({ times, delay_ms, retry_after })) {
      if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= 3_600_000)) {
        return `${name}: a whole number from 0 to 3600000`;
      }
    }
    if (times === 0) return 'times: at least 1';
    if (!this.#rules.has(key) && this.#rules.size >= maxRules) return `at most ${maxRules} rules`;
    this.#used.delete(key);
    this.#rules.set(key, {
      number: key,
      behaviour,
      times: times ?? behaviours[behaviour]?.times,
      delay_ms,
      retry_after,
    });
    return undefined;
  }

  list() {
    return [...this.#rules.values()];
  }

  clear() {
    this.#rules.clear();
    this.#used.clear();
  }

  /** Forgets how often each number was used, so that counted behaviours begin anew. */
  rewind() {
    this.#used.clear();
  }

  /** What the number does with this message; counts it against the rule's `times`. */
  take(number) {
    const own = this.#rules.get(number);
    const behaviour = own?.behaviour ?? specialNumbers[number] ?? 'deliver';
    const spent = this.#count(number, own ? own.times : behaviours[behaviour].times);
    if (!spent) return { name: behaviour, ...behaviours[behaviour], rule: own ?? {} };
    if (own) this.#rules.delete(number);
    return { name: 'deliver', ...behaviours.deliver, rule: {} };
  }

  /** What the mail address does: a rule, else the name before the @, else `deliver`. */
  takeMail(address) {
    const key = address.toLowerCase();
    const own = this.#rules.get(key);
    if (own) {
      if (!this.#count(key, own.times)) return { name: own.behaviour, rule: own };
      this.#rules.delete(key);
      return { name: 'deliver', rule: {} };
    }
    const local = key.split('@')[0].split('+')[0];
    return { name: mailBehaviours.includes(local) ? local : 'deliver', rule: {} };
  }

  /** True once `times` messages were met; the count then begins anew. */
  #count(key, times) {
    if (times === undefined) return false;
    const used = this.#used.get(key) ?? 0;
    if (used < times) {
      this.#used.set(key, used + 1);
      return false;
    }
    this.#used.delete(key);
    return true;
  }
}
