// Node's own clients against the service: every early refusal arrives, and kept connections stay whole.
//
//     node tests/support/client.mjs http://127.0.0.1:8080 KEY
//
// Prints what went wrong; ends with 0 only if nothing did.
import http from 'node:http';

const [address, key] = process.argv.slice(2);
const faults = [];

/** A request by node:http; the status, or the error's name. */
function ask(agent, path, headers, body) {
  return new Promise((done) => {
    const request = http.request(
      address + path,
      { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers } },
      (answer) => {
        answer.resume();
        answer.on('end', () => done(answer.statusCode));
        answer.on('error', (error) => done(error.code));
      },
    );
    request.on('error', (error) => done(error.code));
    request.end(body);
  });
}

/** The same by fetch. */
async function fetched(path, headers, body) {
  try {
    const answer = await fetch(address + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    return error.cause?.code ?? String(error);
  }
}

const known = { authorization: `Bearer ${key}` };
const cases = [
  ['too large', '/api/v1/documents', known, Buffer.alloc(5 << 20, 32), 413],
  ['far too large', '/api/v1/documents', known, Buffer.alloc(30 << 20, 32), 413],
  ['without a key', '/api/v1/documents', {}, Buffer.alloc(100 << 10, 32), 401],
  ['without a key, large', '/api/v1/documents', {}, Buffer.alloc(5 << 20, 32), 401],
  ['nowhere', '/api/v1/nowhere', known, Buffer.alloc(100 << 10, 32), 404],
];
for (const keepAlive of [false, true]) {
  const agent = new http.Agent({ keepAlive, maxSockets: 1 });
  for (const [name, path, headers, body, status] of cases) {
    for (let round = 0; round < 10; round++) {
      const said = await ask(agent, path, headers, body);
      if (said !== status) faults.push(`${name}, keepAlive ${keepAlive}, ${round}: ${said}`);
    }
  }
  agent.destroy();
}
for (const [name, path, headers, body, status] of cases) {
  for (let round = 0; round < 10; round++) {
    const said = await fetched(path, headers, body);
    if (said !== status) faults.push(`fetch, ${name}, ${round}: ${said}`);
  }
}
console.log(faults.join('\n'));
process.exit(faults.length === 0 ? 0 : 1);
