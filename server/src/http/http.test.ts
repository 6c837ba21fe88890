import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { everyLead } from '../db/scoped.ts';
import { type Person, password, startTestApp, type TestApp, type TestCompany } from '../testing/harness.ts';

describe('the server', () => {
  let app: TestApp;
  let company: TestCompany;
  let admin: Person;
  before(async () => {
    app = await startTestApp();
    company = await app.addCompany('http');
    admin = await company.person('ADMIN');
  });
  after(() => app.stop());

  it('is alive, ready, and shows its figures to the machine itself only', async () => {
    assert.equal((await app.call(null, 'GET', '/livez')).status, 200);
    assert.equal((await app.call(null, 'GET', '/readyz')).status, 200);
    const metrics = await app.server.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
    assert.match(metrics.body, /iperform_http_request_seconds_bucket/);
    assert.equal((await app.server.inject({ url: '/metrics', remoteAddress: '10.0.0.9' })).statusCode, 404);
    const proxied = {
      url: '/metrics',
      remoteAddress: '127.0.0.1',
      headers: { 'x-forwarded-for': '10.0.0.9' },
    };
    assert.equal((await app.server.inject(proxied)).statusCode, 404);
  });

  it('describes itself as OpenAPI 3.1, every operation with its errors and its roles', async () => {
    const { body } = await app.call(null, 'GET', '/api/openapi.json');
    assert.equal(body.openapi, '3.1.0');
    const list = body.paths['/api/v1/leads'].get;
    assert.equal(list.operationId, 'leads.list');
    assert.match(list.description, /WARRIOR \(assigned\)/);
    assert.ok(list.parameters.some((p: { name: string }) => p.name === 'filter'));
    const change = body.paths['/api/v1/leads/{id}'].patch;
    assert.ok(change.responses['412'] && change.responses['428'] && change.responses['404']);
    assert.deepEqual(
      change.responses['200'].content['application/json'].schema.required.includes('version'),
      true,
    );
  });

  it('sends pages with a policy that lets nothing in from elsewhere', async () => {
    for (const url of ['/', '/leads', '/api/docs']) {
      const page = await app.server.inject({ url, headers: { accept: 'text/html' } });
      assert.equal(page.statusCode, 200, url);
      const policy = String(page.headers['content-security-policy']);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /script-src[^;]*unsafe/);
      assert.equal(page.headers['referrer-policy'], 'no-referrer');
      assert.doesNotMatch(page.body, /https?:\/\/(?!www\.w3\.org)/, url);
    }
    const missing = await app.server.inject({ url: '/api/v1/nothing', headers: { accept: 'text/html' } });
    assert.equal(missing.json().code, 'NOT_FOUND');
  });

  it('needs the CSRF token for changes made by cookie, and takes no form where none is documented', async () => {
    const signIn = await app.call(null, 'POST', '/api/v1/session', { email: admin.email, password });
    assert.equal(signIn.status, 200, JSON.stringify(signIn.body));
    const cookie = String(signIn.headers['set-cookie']).split(';')[0] as string;
    assert.match(String(signIn.headers['set-cookie']), /HttpOnly/);
    const send = (headers: Record<string, string>) =>
      app.call(null, 'POST', '/api/v1/leads', { name: 'By cookie' }, { cookie, ...headers });
    assert.equal((await send({})).body.code, 'CSRF_TOKEN_MISSING');
    assert.equal((await send({ 'x-csrf-token': 'x' })).status, 403);
    assert.equal((await send({ 'x-csrf-token': signIn.body.csrfToken })).status, 201);
    const form = await app.server.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `email=${admin.email}&password=x`,
    });
    assert.equal(form.statusCode, 415);
  });

  it('tells open screens that leads changed, and nothing more', async () => {
    await app.server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.server.address() as AddressInfo;
    const heard: string[] = [];
    const other = await (await app.addCompany('http-other')).person('ADMIN');
    const overheard: string[] = [];
    const listen = (person: Person, into: string[]) =>
      new Promise<() => void>((resolve, reject) => {
        const live = request(
          {
            port,
            host: '127.0.0.1',
            path: '/api/v1/live',
            headers: { authorization: `Bearer ${person.token}` },
          },
          (answer) => {
            assert.equal(answer.headers['content-type'], 'text/event-stream');
            answer.setEncoding('utf8').on('data', (chunk: string) => into.push(chunk));
            resolve(() => live.destroy());
          },
        );
        live.on('error', (error) => (into.length > 0 ? undefined : reject(error))).end();
      });
    const ends = [await listen(admin, heard), await listen(other, overheard)];
    await app.call(admin, 'POST', '/api/v1/leads', { name: 'Secret name' });
    await app.until(
      'both topics are heard',
      async () => /event: leads/.test(heard.join('')) && /event: analytics/.test(heard.join('')),
    );
    assert.doesNotMatch(heard.join(''), /Secret/);
    assert.doesNotMatch(overheard.join(''), /event:/);
    for (const end of ends) end();
  });

  it('ends a live stream with its session', async () => {
    const { port } = app.server.server.address() as AddressInfo;
    const leaver = await company.person('ADMIN');
    const headers = { authorization: `Bearer ${leaver.token}` };
    const ended = new Promise<void>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/api/v1/live', headers }, (answer) => {
        answer.resume().once('end', resolve);
        void app.call(leaver, 'DELETE', '/api/v1/session');
      })
        .on('error', reject)
        .end();
    });
    await ended;
  });

  it('sums values that are large together', async () => {
    for (let n = 0; n < 3; n += 1) {
      const made = await app.call(admin, 'POST', '/api/v1/leads', {
        name: `Large ${n}`,
        valueMinor: 10_000_000_000_000,
      });
      assert.equal(made.status, 201, JSON.stringify(made.body));
    }
    const db = await app.companies.database(company.company.id);
    await db.transaction((tx) =>
      everyLead(tx).updateTable('leads').set({ value_minor: 8_000_000_000_000_000 }).execute(),
    );
    const { status, body } = await app.call(admin, 'GET', '/api/v1/leads/summary');
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.valueMinor, Number.MAX_SAFE_INTEGER);
  });
});
