import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to the server that can be cut: every connection dies, and no new one is made until it is mended. */
export async function cutLine(target: string) {
    const { hostname, port } = new URL(target);
    const open = new Set<Socket>();
    let left = Infinity;
    const cut = () => open.forEach((socket) => socket.destroy());
    const server = createServer((client) => {
        if (left <= 0) return void client.destroy();
        const remote = connect(Number(port), hostname);
        for (const socket of [client, remote]) {
            open.add(socket);
            socket.on('error', () => undefined).on('close', () => { open.delete(socket); client.destroy(); remote.destroy(); });
        }
        client.on('data', (bytes) => {
            left -= bytes.length;
            if (left <= 0) cut();
            else remote.write(bytes);
        });
        remote.pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        /** Dead as soon as so many bytes went towards the server. */
        cutAfter: (bytes: number) => { left = bytes; },
        mend: () => { left = Infinity; },
        close: async () => { cut(); await new Promise((resolve) => server.close(resolve)); },
    };
}
