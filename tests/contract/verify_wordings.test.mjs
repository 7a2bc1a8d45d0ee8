// `workflow verify` refuses tables of messages in which somebody would be told nothing, in either language, by any
// channel he may be told by.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {run} from '../support/program.mjs';

const shipped = (name) => JSON.parse(readFileSync(new URL(`../../schemas/messages/${name}`, import.meta.url), 'utf8'));

/** What verify says of the shipped tables after one of them was changed. */
async function verified(name, change) {
  const folder = mkdtempSync(join(tmpdir(), 'qingqian-words-'));
  try {
    mkdirSync(join(folder, 'messages'));
    const table = shipped(name);
    change(table);
    writeFileSync(join(folder, 'messages', name), JSON.stringify(table));
    return await run(['workflow', 'verify', '--override-dir', folder]);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

test('the shipped tables are whole', async () => {
  const {code, stdout} = await verified('wording.en.json', () => {});
  assert.equal(code, 0, stdout);
});

test('a wording that lacks in one language is named', async () => {
  for (const language of ['zh-CN', 'en']) {
    for (const [event, voice] of [['ACCEPTED', 'applicant'], ['OVERDUE', 'officer'], ['INQUIRY', 'respondent'], ['APPEAL_ANSWERED', 'applicant']]) {
      const {code, stdout} = await verified(`wording.${language}.json`, ({wordings}) => { delete wordings[event][voice]; });
      assert.equal(code, 1, `${event} ${voice} ${language}: ${stdout}`);
      assert.match(stdout, new RegExp(`${event}.*${language}`), `${event} ${voice} ${language}`);
    }
  }
});

test('so is an SMS that a complainant would get, or that an officer may choose', async () => {
  for (const language of ['zh-CN', 'en']) {
    for (const [event, voice] of [['SUPPLEMENT', 'applicant'], ['ASSIGNED', 'officer'], ['APPEAL_ASSIGNED', 'officer']]) {
      const {code, stdout} = await verified(`wording.${language}.json`, ({wordings}) => { delete wordings[event][voice].sms; });
      assert.equal(code, 1, `${event} ${voice} ${language}: ${stdout}`);
      assert.match(stdout, new RegExp(`${event} to .* in ${language}: no wording for sms`));
    }
  }
});

test('a complainant who would not be told in the platform, or there alone, is named', async () => {
  for (const channels of [['sms', 'mail'], ['site']]) {
    const {code, stdout} = await verified('routing.json', ({routes}) => { routes.REFUSED.complainant = channels; });
    assert.equal(code, 1, stdout);
    assert.match(stdout, /REFUSED to complainant: not in the platform and by SMS or mail/);
  }
  const {code, stdout} = await verified('routing.json', ({routes}) => { delete routes.REFUSED.complainant; });
  assert.equal(code, 1, stdout);
  assert.match(stdout, /REFUSED/);
});

test('texts that carriers refuse are named: forbidden words, links, brackets, parties, sums, too long', async () => {
  for (const [sms, words] of [['编号{{number}}催款', '催款'], ['见 https://a.cn {{number}}', 'https'], ['【急】{{number}}', '【】'],
    ['{{number}} 某某有限公司', '有限公司'], ['{{number}} 付了5000元', '5000元'], ['{{number}}{{debtor}}', 'debtor'],
    [`{{number}}${'字'.repeat(60)}`, '70']]) {
    const {code, stdout} = await verified('wording.zh-CN.json', ({wordings}) => { wordings.CLOSED.applicant.sms = sms; });
    assert.equal(code, 1, `${sms}: ${stdout}`);
    assert.ok(stdout.includes('CLOSED applicant zh-CN') && stdout.includes(words), `${sms}: ${stdout}`);
  }
});
