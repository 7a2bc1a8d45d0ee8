import { expect, it } from 'vitest';
import { goesOn } from './upload';

it.each([
    [503, 'unavailable', true], [401, 'unauthenticated', true], [408, 'request_timeout', true], [423, 'upload_busy', true],
    [460, 'upload_checksum_mismatch', true], [409, 'upload_offset_wrong', true], [410, 'upload_expired', true],
    [404, 'upload_not_found', true], [429, 'too_many_requests', true], [409, 'attachments_closed', false],
    [413, 'file_too_large', false], [413, 'upload_too_long', false], [415, 'file_type_mismatch', false], [422, 'file_digest_mismatch', false],
])('after %i %s an upload goes on: %s', (status, code, on) => expect(goesOn(status, code)).toBe(on));
