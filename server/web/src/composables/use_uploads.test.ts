import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser, within } from '@/testing/browser';
import { Refused, Unreachable } from '@/api/problem';

interface Sent { name: string; upload: string; resolve: () => void; reject: (cause: unknown) => void; progress: (percent: number) => void }
const line = vi.hoisted(() => ({ sent: [] as Sent[], verdict: 'clean' }));
const attachment = (name: string) => ({ uid: `a-${name}`, kind: 'contract', name, size: 3, content_type: 'application/pdf', sha256: '', verdict: line.verdict, findings: [], pages: null, created_at: 0 });

vi.mock('@/api/complaints', () => ({ listAttachments: () => Promise.resolve(line.sent.map(({ name }) => attachment(name))), removeAttachment: () => Promise.resolve() }));
vi.mock('@/api/upload', () => ({
    digestOf: () => Promise.resolve(null), listUploads: () => Promise.resolve([]), giveUpUpload: () => Promise.resolve(),
    sendFile: ({ file, upload }: { file: File; upload: string }, steps: { onBegun: (upload: string) => void; onProgress: (percent: number) => void }, signal: AbortSignal) => new Promise((resolve, reject) => {
        steps.onBegun(upload || `up-${file.name}`);
        signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        line.sent.push({ name: file.name, upload, resolve: () => resolve(attachment(file.name)), reject, progress: steps.onProgress });
    }),
}));
vi.mock('./prepare_file', () => ({ prepareFile: (file: File) => Promise.resolve(file.name.endsWith('.zip') ? { file: null, refusal: 'kind_zip', redrawn: false } : { file, refusal: '', redrawn: false }) }));
vi.mock('./use_say', () => ({ useSay: () => ({ t: (key: string) => key, sayFailure: () => 'failed' }) }));
fakeBrowser('/file');
const { useUploads } = await import('./use_uploads');

const file = (name: string) => ({ name, size: 3 }) as File;
const settle = () => vi.advanceTimersByTimeAsync(30);
const open = () => within(() => useUploads(() => Promise.resolve({ id: 'd1' })));

beforeEach(() => {
    vi.useFakeTimers();
    line.sent.length = 0;
    line.verdict = 'clean';
});
afterEach(() => vi.useRealTimers());

test('two files at a time; the third begins when one has arrived', async () => {
    const { made: uploads } = open();
    await uploads.add('contract', [file('1.pdf'), file('2.pdf'), file('3.pdf')]);
    await settle();
    expect(line.sent.map(({ name }) => name)).toEqual(['1.pdf', '2.pdf']);
    expect(uploads.items.map(({ state }) => state)).toEqual(['sending', 'sending', 'queued']);
    expect(uploads.busy()).toBe(true);
    line.sent[0]?.resolve();
    await settle();
    expect(line.sent.map(({ name }) => name)).toEqual(['1.pdf', '2.pdf', '3.pdf']);
    expect(uploads.items[0]?.state).toBe('received');
});

test('a pause stays one until it is ended, and goes on where it stopped', async () => {
    const { made: uploads } = open();
    await uploads.add('contract', [file('1.pdf')]);
    await settle();
    line.sent[0]?.progress(40);
    uploads.pause(uploads.items[0]!);
    await settle();
    expect(uploads.items[0]).toMatchObject({ state: 'stopped', percent: 40, message: 'upload.paused' });
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(line.sent).toHaveLength(1);
    uploads.retry(uploads.items[0]!);
    await settle();
    expect(line.sent[1]?.upload).toBe('up-1.pdf');
    line.sent[1]?.resolve();
    await settle();
    expect(uploads.items[0]?.state).toBe('received');
});

test('a broken line goes on by itself, a refused file does not', async () => {
    const { made: uploads } = open();
    await uploads.add('contract', [file('1.pdf'), file('2.pdf')]);
    await settle();
    line.sent[0]?.reject(new Unreachable());
    line.sent[1]?.reject(new Refused({ type: '', title: '', status: 422, code: 'file_kind', sentences: { 'zh-CN': '', en: '' } } as never));
    await settle();
    expect(uploads.items.map(({ state }) => state)).toEqual(['stopped', 'refused']);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(line.sent.map(({ name }) => name)).toEqual(['1.pdf', '2.pdf', '1.pdf']);
});

test('what cannot be taken is told and never sent; what is being checked is asked about until it is clean', async () => {
    const { made: uploads } = open();
    line.verdict = 'pending';
    await uploads.add('contract', [file('x.zip'), file('1.pdf')]);
    await settle();
    expect(uploads.items[0]).toMatchObject({ state: 'refused', message: 'upload.kind_zip' });
    line.sent[0]?.resolve();
    await settle();
    expect(uploads.items[1]?.state).toBe('checking');
    line.verdict = 'clean';
    await vi.advanceTimersByTimeAsync(1_600);
    expect(uploads.items[1]?.state).toBe('received');
});
