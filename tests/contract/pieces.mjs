import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {pdf} from '../support/complaint.mjs';

/** A file in two pieces and one given up, by tus as it is written; every request through `call`. */
export async function sendInPieces(call, uid, secret) {
  const uploads = `/api/v1/complaints/${uid}/uploads`;
  const spoken = {...secret, 'Tus-Resumable': '1.0.0'};
  const piece = (offset) => ({...spoken, 'Upload-Offset': String(offset), 'content-type': 'application/offset+octet-stream'});
  const content = pdf('pieces', 200_000);
  const metadata = `kind ${btoa('other')},name ${btoa('pieces.pdf')}`;
  const create = () => call('POST', uploads, {expect: 201,
    headers: {...spoken, 'Upload-Length': String(content.length), 'Upload-Metadata': metadata}});
  const address = (await create()).headers.get('location');
  await call('PATCH', address, {body: content.subarray(0, 90_000), headers: piece(0), expect: 204});
  const {value: {items}} = await call('GET', uploads, {headers: secret, expect: 200});
  assert.deepEqual(items.map((item) => [item.received, item.attachment]), [[90_000, null]]);
  await call('PATCH', address, {body: content.subarray(90_000), headers: piece(0), expect: 409});
  await call('POST', address, {body: content.subarray(90_000), expect: 204,
    headers: {...piece(90_000), 'X-HTTP-Method-Override': 'PATCH'}});
  const {value} = await call('GET', address, {headers: secret, expect: 200});
  assert.equal(value.attachment.sha256, createHash('sha256').update(content).digest('hex'));
  const other = (await create()).headers.get('location');
  await call('DELETE', other, {headers: spoken, expect: 204});
  await call('GET', other, {headers: secret, expect: 404});
  await call('OPTIONS', uploads, {expect: 204});
}
