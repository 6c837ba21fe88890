import { PassThrough } from 'node:stream';
import { api } from '@iperform/contract';
import type { Bell } from '../../jobs/bell.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Feature, handle } from '../../kernel/feature.ts';

const heartbeatMs = 15_000;
const perSession = 20;

interface LiveServices {
  bell: Bell;
  /** Tells of sessions that are over. */
  onEnded: (listener: (ended: { sessionId: string }) => void) => void;
}

export interface Live extends Feature {
  /** Ends every stream: a process that shuts down does not wait for screens to go away. */
  close: () => void;
}

/** Tells open screens which topics changed; they ask again in their own scope, so nothing is told that is not theirs. */
export const liveFeature = ({ bell, onEnded }: LiveServices): Live => {
  /** Streams by session: a session that ends takes its streams with it. */
  const open = new Map<string, Set<() => void>>();
  onEnded(({ sessionId }) => {
    for (const end of open.get(sessionId) ?? []) end();
  });
  return {
    name: 'live',
    close: () => {
      for (const streams of open.values()) for (const end of streams) end();
    },
    routes: [
      handle(api.live.open, async ({ company, session, signal }) => {
        const streams = open.get(session.id) ?? new Set();
        if (streams.size >= perSession) {
          throw new AppError('TOO_MANY_REQUESTS', {
            detail: 'This session has many live connections already.',
          });
        }
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
          streams.delete(end);
          if (streams.size === 0) open.delete(session.id);
          // What ends in order is no fault of the reader's, who comes back by itself.
          stream.end();
        };
        open.set(session.id, streams.add(end));
        stream.once('close', end);
        if (signal.aborted) end();
        else signal.addEventListener('abort', end, { once: true });
        return stream;
      }),
    ],
  };
};
