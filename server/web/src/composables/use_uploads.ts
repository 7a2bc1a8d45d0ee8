import { onScopeDispose, reactive, ref } from 'vue';
import { listAttachments, removeAttachment } from '@/api/complaints';
import { drawKey } from '@/api/keys';
import { Refused } from '@/api/problem';
import type { Attachment, AttachmentKind, UploadState } from '@/api/types';
import { digestOf, giveUpUpload, listUploads, sendFile } from '@/api/upload';
import { goesOn } from '@/rules/upload';
import { sizeWords } from '@/rules/files';
import { prepareFile } from './prepare_file';
import { announce } from './use_announce';
import { useSay } from './use_say';

export interface UploadItem {
    id: string;
    kind: AttachmentKind;
    name: string;
    size: number;
    /** stopped: it goes on when asked, or by itself; unfinished: its file has to be chosen again. */
    state: 'queued' | 'sending' | 'checking' | 'received' | 'refused' | 'stopped' | 'unfinished';
    percent: number;
    message: string;
    /** What was done to the file before it was sent. */
    note: string;
    /** Tries that nobody answered, in a row. */
    tries: number;
    attachment: Attachment | null;
    file: File | null;
    digest: string | null;
    /** What the server has begun to receive; empty before. */
    upload: string;
}

const atOnce = 2;
const pollPause = 1500;
/** Pauses before a broken upload goes on by itself; the last one repeats. */
const againAfter = [2_000, 4_000, 8_000, 15_000, 30_000];

function stateOf(attachment: Attachment): UploadItem['state'] {
    if (attachment.verdict === 'pending') return 'checking';
    // What could not be checked is read by nobody: whoever sent it hears that while he can still send another.
    return attachment.verdict === 'infected' || attachment.verdict === 'unscannable' ? 'refused' : 'received';
}

/** The files of one case: sent two at a time, watched until the check has spoken. */
export function useUploads(target: () => Promise<{ id: string; secret?: string }>, onChange: () => void = () => {}) {
    const { t, say, sayFailure } = useSay();
    const items = reactive<UploadItem[]>([]);
    const loading = ref(false);
    const controllers = new Map<string, AbortController>();
    let timer = 0;

    /** Why nobody can open this file, in words; empty when somebody can. */
    function refusal(attachment: Attachment): string {
        if (stateOf(attachment) !== 'refused') return '';
        const key = attachment.verdict === 'infected' ? 'upload.infected' : 'upload.unscannable';
        return t(key, { why: attachment.findings.filter((each) => each.code !== 'verdict_virus_unchecked').map((each) => say(each.sentences)).join(t('common.list_comma')) });
    }

    /** What the reader of a file that is taken will be told about it. */
    function remark(attachment: Attachment): string {
        return attachment.findings.filter((each) => each.code === 'verdict_pdf_embedded_files').map((each) => say(each.sentences)).join('');
    }

    function itemOf(attachment: Attachment): UploadItem {
        return {
            id: attachment.uid, kind: attachment.kind, name: attachment.name, size: attachment.size, state: stateOf(attachment),
            percent: 100, message: refusal(attachment), note: remark(attachment), tries: 0, attachment, file: null, digest: null, upload: '',
        };
    }

    function adopt(attachments: Attachment[]): void {
        for (const attachment of attachments) {
            const known = items.find((item) => item.attachment?.uid === attachment.uid);
            if (known) {
                if (known.state === 'checking' && stateOf(attachment) === 'received') announce(t('upload.said_received', { name: known.name }));
                const message = refusal(attachment);
                if (known.state === 'checking' && message) announce(`${known.name}: ${message}`);
                Object.assign(known, { attachment, state: stateOf(attachment), message, note: known.note || remark(attachment) });
            } else items.push(itemOf(attachment));
        }
    }

    async function refresh(): Promise<void> {
        const { id, secret } = await target();
        adopt(await listAttachments(id, secret));
        watchVerdicts();
    }

    /** What was begun in another page, or before this one was loaded anew. */
    async function findUnfinished(kind?: AttachmentKind): Promise<void> {
        const { id, secret } = await target();
        const begun = await listUploads(id, secret);
        for (const upload of begun.filter((each) => each.received > 0 && (!kind || each.kind === kind) && !items.some((item) => item.upload === each.uid))) items.push(unfinished(upload));
    }

    function unfinished(upload: UploadState): UploadItem {
        const percent = Math.floor((upload.received / upload.size) * 100);
        return {
            id: upload.uid, kind: upload.kind, name: upload.name, size: upload.size, state: 'unfinished', percent,
            message: t('upload.choose_again', { percent }), note: '', tries: 0, attachment: null, file: null, digest: upload.sha256, upload: upload.uid,
        };
    }

    /** The very file of an upload that was begun before: by its content, since names say little. */
    function begunWith(kind: AttachmentKind, file: File, digest: string | null): UploadItem | undefined {
        return items.find((item) => item.state === 'unfinished' && item.kind === kind && item.size === file.size && digest !== null && item.digest === digest);
    }

    function watchVerdicts(): void {
        window.clearTimeout(timer);
        if (items.some((item) => item.state === 'checking')) {
            timer = window.setTimeout(() => void refresh().catch(watchVerdicts), pollPause);
        }
    }

    async function add(kind: AttachmentKind, files: Iterable<File>): Promise<void> {
        for (const file of files) {
            const { file: taken, refusal, redrawn } = await prepareFile(file);
            const digest = taken && (await digestOf(taken).catch(() => null));
            const begun = taken && begunWith(kind, taken, digest);
            if (begun) {
                Object.assign(begun, { file: taken, state: 'queued', message: '' });
                continue;
            }
            const message = refusal ? t(`upload.${refusal}`, { name: file.name }) : redrawn ? t('upload.redrawn', { from: sizeWords(file.size), to: sizeWords(taken?.size ?? 0) }) : '';
            items.push({
                id: drawKey(12), kind, name: taken?.name ?? file.name, size: taken?.size ?? file.size, state: taken ? 'queued' : 'refused', percent: 0,
                message: taken ? '' : message, note: taken ? message : '', tries: 0, attachment: null, file: taken, digest, upload: '',
            });
            if (message) announce(message);
        }
        next();
    }

    function next(): void {
        const free = atOnce - items.filter((item) => item.state === 'sending').length;
        items.filter((item) => item.state === 'queued').slice(0, Math.max(0, free)).forEach((item) => void send(item));
    }

    async function send(item: UploadItem): Promise<void> {
        if (!item.file) return;
        const controller = new AbortController();
        controllers.set(item.id, controller);
        item.state = 'sending';
        item.message = '';
        announce(t('upload.said_begun', { name: item.name }));
        try {
            const { id, secret } = await target();
            const steps = {
                onBegun: (upload: string) => { item.upload = upload; },
                onProgress: (percent: number) => { item.percent = percent; item.tries = 0; },
            };
            const attachment = await sendFile({ id, secret, kind: item.kind, file: item.file, digest: item.digest, upload: item.upload }, steps, controller.signal);
            Object.assign(item, { attachment, state: stateOf(attachment), message: refusal(attachment), percent: 100 });
            onChange();
        } catch (cause) {
            // A refused file needs another one; a broken line only needs another try, which goes on where it broke.
            const aborted = cause instanceof DOMException;
            item.state = cause instanceof Refused && !goesOn(cause.status, cause.code) ? 'refused' : 'stopped';
            if (item.state === 'refused') item.upload = '';
            // Whoever is asked to sign in again goes on as soon as that is done.
            if (cause instanceof Refused && cause.status === 401) await findUnfinished().catch(() => undefined);
            item.message = aborted ? t('upload.paused') : item.state === 'stopped' ? t('upload.goes_on') : sayFailure(cause);
            announce(`${item.name}: ${item.message}`);
            if (item.state === 'stopped' && !aborted) goOn(item);
        } finally {
            controllers.delete(item.id);
            next();
            watchVerdicts();
        }
    }

    /** A broken line is no news for the writer: it goes on by itself, sooner when the browser says it is back. */
    function goOn(item: UploadItem): void {
        const pause = againAfter[Math.min(item.tries++, againAfter.length - 1)] ?? 30_000;
        window.setTimeout(() => { if (item.state === 'stopped' && items.includes(item)) retry(item); }, pause);
    }

    function retry(item: UploadItem): void {
        item.state = 'queued';
        next();
    }

    const pause = (item: UploadItem): void => controllers.get(item.id)?.abort();
    const back = (): void => items.filter((item) => item.state === 'stopped' && item.file && item.message !== t('upload.paused')).forEach(retry);
    window.addEventListener('online', back);

    async function remove(item: UploadItem): Promise<void> {
        controllers.get(item.id)?.abort();
        const { id, secret } = item.attachment || item.upload ? await target() : { id: '' };
        if (item.attachment) {
            await removeAttachment(id, item.attachment.uid, secret);
            onChange();
        } else if (item.upload) {
            // What nobody ends expires: no reason to keep the line on the screen.
            await giveUpUpload(id, item.upload, secret).catch(() => undefined);
        }
        const at = items.findIndex((each) => each.id === item.id);
        if (at >= 0) items.splice(at, 1);
    }

    async function load(): Promise<void> {
        loading.value = true;
        try {
            await Promise.all([refresh(), findUnfinished()]);
        } finally {
            loading.value = false;
        }
    }

    onScopeDispose(() => {
        window.clearTimeout(timer);
        window.removeEventListener('online', back);
    });
    return { items, loading, add, retry, pause, remove, load, findUnfinished, busy: () => items.some((item) => item.state === 'sending' || item.state === 'queued' || (item.state === 'stopped' && item.file !== null)) };
}

export type Uploads = ReturnType<typeof useUploads>;
