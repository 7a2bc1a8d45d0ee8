#!/usr/bin/env node
// A telephone and a mailbox to look at. README.md says how to use it.
import { parseOptions, usage } from './src/options.js';
import { startSandbox } from './src/sandbox.js';

let options;
try {
  options = parseOptions(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n\n${usage}`);
  process.exit(2);
}
if (options.help) {
  process.stdout.write(usage);
  process.exit(0);
}

let sandbox;
try {
  sandbox = await startSandbox(options);
} catch (error) {
  process.stderr.write(`cannot start: ${error.message}\n`);
  process.exit(1);
}

for (const { host } of [options.http, options.smtp]) {
  if (!/^(127\.|::1$|localhost$)/.test(host)) {
    process.stderr.write(
      `warning: ${host} is not loopback, and everyone who reaches it reads every message\n`,
    );
  }
}
const account = options.madeUp ? { account_sid: options.accountSid, auth_token: options.authToken } : {};
process.stdout.write(
  `${JSON.stringify({ event: 'ready', http: sandbox.http, smtp: sandbox.smtp, ...account })}\n`,
);

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await sandbox.stop();
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (options.exitWithStdin) process.stdin.resume().on('end', stop).on('error', stop);
