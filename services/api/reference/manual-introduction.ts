/** What a reader needs before the first request. */
export const INTRODUCTION = `# The HTTP API

Made from \`services/api/contract/\` by \`npm run docs\`; do not edit.

A running control plane serves the same as OpenAPI 3.1 at \`/openapi.json\` and as a page at \`/docs\`. From TypeScript or
JavaScript use the client, whose methods have the names of the endpoints below:

\`\`\`ts
import { all, createClient } from 'nixfleet/client';

const client = createClient({ url: 'https://fleet.example:8080', apiKey: process.env.NIXFLEET_API_KEY });
for await (const machine of all(client, 'listMachines', { query: { tag: ['web'] } })) console.log(machine.machine_id);
\`\`\`

The examples take the control plane's address from \`$URL\` and an API key from \`$KEY\`. With a client CA every request
needs a certificate, too: \`curl --cert agent.pem --key agent-key.pem --cacert ca.pem …\`.

## Who may ask

- **Operators and programs** show an API key: \`Authorization: Bearer nfk-…\`. A key has one role: \`readonly\`, \`deploy\` or
  \`admin\`. No role contains another; each endpoint says which it takes.
  A web page, which can set no header on a WebSocket, offers the key as a protocol beside \`nixfleet\`:
  \`['nixfleet', 'bearer.' + key]\`, the key in base64url without padding. It is never said back.
- **Agents** show a client certificate, if the control plane was started with a client CA; its common name must be the id
  of the machine in the path. Without a client CA anybody who reaches the port can speak for any machine.
- **Anyone** may ask for liveness, readiness and this reference, and may make the very first key.

## Requests

Bodies are JSON with \`Content-Type: application/json\`. Fields that are not known are ignored. An id in a path has at
most 128 bytes and is percent-encoded where it has to be (\`a/b\` is \`a%2Fb\`).

**To repeat a request safely**, send an \`Idempotency-Key\`: 1 to 255 visible ASCII characters of your own, such as a
UUID, new for each deed. An endpoint that takes one carries the deed out once; a repeat gets the first answer again,
with \`Idempotency-Replayed: true\`. A POST whose answer is not kept, because it holds a secret, refuses the header.
Requests that are no POST do no harm when they are repeated.

## Answers

Times are RFC 3339 in UTC. Where a field may be null it is there with \`null\`, unless it is marked as one that may be left
out. Ignore fields and words that you do not know: there will be more.

**Pages.** Lists that have pages take \`limit\` and \`after\`. When either is given and there is more, the answer has a header
\`Link: </api/v1/…&after=…>; rel="next"\`: ask that address for the next page. \`after\` is a mark to be given back as it is.

**Refusals** are plain text in one sentence; to an agent, and to who has no valid key, often an empty body. With
\`Accept: application/problem+json\` they are RFC 9457 problems, whose \`code\` is for programs and stays as it is:

\`\`\`json
{ "type": "about:blank", "title": "Conflict", "status": 409, "detail": "rollout r-0b6f is running; …", "code": "CONFLICT" }
\`\`\`

| status | when |
|---|---|
| 400 | an id, a value of the query, or a value in the body is outside of its limits; the body is not JSON |
| 401 | the API key is missing, unknown, or has expired |
| 403 | the role of the key, or the name in the certificate, does not allow this |
| 404 | there is no such thing, or no such path |
| 405 | the path does not take this method; \`Allow\` says which |
| 409 | the request is fine, and the present state does not allow it |
| 413 | the body is larger than this endpoint takes: 1 MiB, and more for releases and rollouts |
| 415 | the body is not sent as JSON |
| 422 | the JSON does not have the shape that is described; an \`Idempotency-Key\` was used for another request |
| 429 | too many wrong keys came from this network; \`Retry-After\` says how long to wait |
| 500 | a bug; the log of the control plane says more |
| 503 | not just now: it starts, restarts or its disk is full. Nothing was changed; \`Retry-After\` says when to ask again |
`;
