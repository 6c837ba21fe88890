import { PassThrough } from 'node:stream';
import { api } from '@iperform/contract';
import type { Bell } from '../../jobs/bell.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Feature, handle } from '../../kernel/feature.ts';

const heartbeatMs = 15_000;
const perSession = 20;

/** Tells open screens which topics changed; they ask again in their own scope, so nothing is told that is not theirs. */
export const liveFeature = (bell: Bell): Feature => {
  const open = new Map<string, number>();
  return {
    name: 'live',
    routes: [
      handle(api.live.open, async ({ company, session, signal }) => {
        const count = open.get(session.id) ?? 0;
        if (count >= perSession) {
          throw new AppError('TOO_MANY_REQUESTS', {
            detail: 'This session has many live connections already.',
          });
        }
        open.set(session.id, count + 1);
        const stream = new PassThrough();
        const send = (text: string) => {
          // A reader that does not keep up is let go: it asks for everything again when it comes back.
          if (!stream.destroyed && stream.writableLength > 65_536) stream.destroy();
          else if (!stream.destroyed) stream.write(text);
        };
        send('retry: 2000\n\n');
        const off = bell.onTell((companyId, topic) => {
          if (companyId === company.id) send(`event: ${topic}\ndata: {}\n\n`);
        });
        const heartbeat = setInterval(() => send(': here\n\n'), heartbeatMs);
        const end = () => {
          off();
          clearInterval(heartbeat);
          const left = (open.get(session.id) ?? 1) - 1;
          if (left === 0) open.delete(session.id);
          else open.set(session.id, left);
          stream.destroy();
        };
        signal.addEventListener('abort', end, { once: true });
        return stream;
      }),
    ],
  };
};
