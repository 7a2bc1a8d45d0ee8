// The few things every HTTP answer here needs.

/** Reads a body whole; undefined when it is larger than `limit` bytes (the rest is then not read). */
export async function readBody(request, limit) {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function send(response, status, type, body, headers = {}) {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

export function sendJson(response, status, value, headers = {}) {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value), headers);
}
