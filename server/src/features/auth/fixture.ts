import { constants, publicEncrypt } from 'node:crypto';
import { type Answer, password, type TestApp } from '../../testing/harness.ts';

// What the tests of this slice do again and again: clients as they stand in the field.

/** A password as a documented client sends it. */
export const encrypted = async (app: TestApp, plain: string): Promise<string> => {
  const { body } = await app.call(null, 'GET', '/i_auth/public_key');
  const key = { key: String(body.data.pem), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  return publicEncrypt(key, Buffer.from(plain)).toString('base64');
};

interface Options {
  plain?: string;
  headers?: Record<string, string>;
  [field: string]: unknown;
}

/** `POST /i_auth` with the password encrypted. */
export const documentedSignIn = async (
  app: TestApp,
  username: string,
  { plain = password, headers = {}, ...fields }: Options = {},
): Promise<Answer> => {
  const body = { username, password: await encrypted(app, plain), platform: 'android', ...fields };
  return app.call(null, 'POST', '/i_auth', body, headers);
};

/** `POST /api/v1/session`, as the web UI does. */
export const uiSignIn = (
  app: TestApp,
  email: string,
  { plain = password, headers = {}, ...fields }: Options = {},
): Promise<Answer> =>
  app.call(null, 'POST', '/api/v1/session', { email, password: plain, ...fields }, headers);

/** The cookie header that a browser sends after an answer. */
export const cookieOf = (answer: Answer): string => {
  const [cookie] = [answer.headers['set-cookie'] ?? ''].flat();
  return String(cookie).split(';', 1)[0] ?? '';
};

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
