// Files that could not be checked, and how two officers let them out.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pdf, completeForm, declarations, draftSecret, key} from '../support/complaint.mjs';

export function releaseTests({call, signIn, officer}) {
  test('a file that could not be checked is let out by two officers, and by nobody alone', async () => {
    const secret = {'Draft-Secret': draftSecret()};
    const drafted = await call('POST', '/api/v1/complaints', {json: {form: completeForm()}, headers: {...secret, 'Idempotency-Key': key()}, expect: 201});
    const uid = drafted.value.complaint.uid;
    const scripted = Buffer.from(pdf('scripted').toString('latin1').replace('/Catalog /Pages', '/Catalog /OpenAction << /S /Java#53cript /JS (1) >> /Pages'), 'latin1');
    for (const [kind, content] of [['complaint_letter', scripted], ['contract', pdf('contract')]]) {
      await call('POST', `/api/v1/complaints/${uid}/attachments?kind=${kind}&name=a.pdf`,
        {body: content, headers: {...secret, 'Idempotency-Key': key(), 'content-type': 'application/octet-stream'}, expect: 201});
    }
    let files = [];
    for (let i = 0; i < 200 && (files.length === 0 || files.some((file) => file.verdict === 'pending')); i++) {
      files = (await call('GET', `/api/v1/complaints/${uid}/attachments`, {headers: secret, expect: 200})).value.items;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [letter, contractFile] = files;
    assert.equal(contractFile.verdict, 'clean');
    assert.equal(contractFile.pages, 1);
    assert.equal(letter.verdict, 'unscannable');
    assert.deepEqual(letter.findings.map((each) => each.code), ['verdict_pdf_active_content', 'verdict_virus_unchecked']);
    assert.match(letter.findings[0].sentences['zh-CN'], /脚本/);
    const read = await call('GET', `/api/v1/complaints/${uid}`, {headers: secret, expect: 200});
    const filed = await call('POST', `/api/v1/complaints/${uid}/transitions`, {json: {action: 'submit', input: {declarations: declarations()}},
      headers: {...secret, 'If-Match': read.headers.get('etag'), 'Idempotency-Key': key()}, expect: 201});
    assert.deepEqual(filed.value.receipt.materials.map((each) => each.pages), [null, 1]);

    const path = `/api/v1/complaints/${filed.value.receipt.number}`;
    const release = `${path}/attachments/${letter.uid}/release`;
    const content = `${path}/attachments/${letter.uid}/content`;
    const first = await signIn(officer('intake'));
    const second = await signIn(officer('intake_head'));
    assert.equal((await call('POST', release, {json: {}, cookie: first, expect: 422})).value.errors[0].pointer, '/reason');
    const reason = '投诉书由电子签章软件生成，脚本只用于显示印章。';
    const asked = await call('POST', release, {json: {reason}, cookie: first, expect: 200});
    assert.equal(asked.value.release.mine, true);
    assert.equal(asked.value.verdict, 'unscannable');
    assert.equal((await call('POST', release, {json: {}, cookie: first, expect: 409})).value.code, 'release_needs_another');
    assert.equal((await call('GET', content, {cookie: first, expect: 409})).value.code, 'file_refused');
    const done = await call('POST', release, {json: {}, cookie: second, expect: 200});
    assert.equal(done.value.verdict, 'released');
    assert.ok(done.value.release.released_by);
    await call('GET', content, {cookie: first, expect: 200});
    assert.equal((await call('POST', release, {json: {}, cookie: second, expect: 409})).value.code, 'release_not_needed');
    const told = (await call('GET', `${path}/events`, {cookie: second, expect: 200})).value.items.map((event) => event.values?.text ?? '').join('\n');
    assert.match(told, /申请放行未能检查的文件“a\.pdf”/);
    assert.match(told, /同意放行未能检查的文件“a\.pdf”/);
  });
}
