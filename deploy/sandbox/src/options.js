// The command line.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const usage = `node main.js [options]

  --http HOST:PORT          page and Messages API        (127.0.0.1:4010; port 0: any free one)
  --smtp HOST:PORT          mail sink                    (127.0.0.1:4025)
  --account-sid AC...       account, "AC" and 32 hex digits (made up and printed when not given)
  --auth-token TOKEN        its token                    (made up and printed when not given)
  --callback-delay-ms N     between two statuses         (300)
  --callback-retries N      tries after the first        (5)
  --callback-retry-ms N     before the first retry, doubled each time (500)
  --slow-ms N               what "slow" waits            (20000)
  --data FILE               keep messages and mails in this file
  --max-messages N          kept at most                 (100000)
  --max-mail-bytes N        of one mail                  (26214400)
  --smtp-user U --smtp-password P   require this login   (any login is taken)
  --tls-cert FILE --tls-key FILE    offer STARTTLS
  --incoming URL            where SMS typed on the telephone go, signed (the platform's /hooks/twilio/incoming)
  --maildir DIR             Maildir into which the mailbox delivers its answers; see dovecot.sh
  --intake ADDRESS          address of new letters      (intake@qingqian.example)
  --exit-with-stdin         end when standard input ends
  --help
`;

const names = {
  http: '127.0.0.1:4010',
  smtp: '127.0.0.1:4025',
  'account-sid': undefined,
  'auth-token': undefined,
  'callback-delay-ms': '300',
  'callback-retries': '5',
  'callback-retry-ms': '500',
  'slow-ms': '20000',
  data: undefined,
  'max-messages': '100000',
  'max-mail-bytes': '26214400',
  'smtp-user': undefined,
  'smtp-password': undefined,
  'tls-cert': undefined,
  'tls-key': undefined,
  incoming: undefined,
  maildir: undefined,
  intake: 'intake@qingqian.example',
};

/**
 * @param {string[]} argv
 * @returns {object} what `startSandbox` takes, or `{help: true}`
 * @throws {Error} with a sentence for the user
 */
export function parseOptions(argv) {
  const options = { help: { type: 'boolean' }, 'exit-with-stdin': { type: 'boolean' } };
  for (const [name, value] of Object.entries(names)) {
    options[name] = { type: 'string', ...(value === undefined ? {} : { default: value }) };
  }
  const { values } = parseArgs({ args: argv, options });
  if (values.help) return { help: true };
  const accountSid = values['account-sid'] ?? `AC${randomBytes(16).toString('hex')}`;
  if (!/^AC[0-9a-fA-F]{32}$/.test(accountSid))
    throw new Error('--account-sid: "AC" and 32 hexadecimal digits');
  if (Boolean(values['tls-cert']) !== Boolean(values['tls-key']))
    throw new Error('--tls-cert and --tls-key go together');
  return {
    http: address('--http', values.http),
    smtp: address('--smtp', values.smtp),
    accountSid,
    authToken: values['auth-token'] || randomBytes(16).toString('hex'),
    madeUp: !values['account-sid'] || !values['auth-token'],
    callbackDelayMs: whole(values, 'callback-delay-ms', 3_600_000),
    callbackRetries: whole(values, 'callback-retries', 20),
    callbackRetryMs: whole(values, 'callback-retry-ms', 60_000),
    slowMs: whole(values, 'slow-ms', 3_600_000),
    data: values.data,
    incoming: webAddress(values.incoming),
    maildir: values.maildir,
    intake: values.intake,
    limits: { maxMessages: Math.max(1, whole(values, 'max-messages', 1_000_000)) },
    maxMailBytes: Math.max(1024, whole(values, 'max-mail-bytes', 256 * 1024 * 1024)),
    smtpSecurity: {
      user: values['smtp-user'],
      password: values['smtp-password'] ?? '',
      ...(values['tls-cert']
        ? { cert: readFileSync(values['tls-cert']), key: readFileSync(values['tls-key']) }
        : {}),
    },
    exitWithStdin: values['exit-with-stdin'] ?? false,
  };
}

function webAddress(text) {
  if (text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
  throw new Error('--incoming: an address like http://127.0.0.1:8080/hooks/twilio/incoming');
}

function address(name, text) {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) throw new Error(`${name}: HOST:PORT, like 127.0.0.1:4010`);
  return { host: bracketed ?? plain, port: Number(port) };
}

function whole(values, name, max) {
  const value = Number(values[name]);
  if (!/^\d{1,10}$/.test(values[name]) || value > max)
    throw new Error(`--${name}: a whole number from 0 to ${max}`);
  return value;
}
