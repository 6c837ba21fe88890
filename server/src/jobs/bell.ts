import { EventEmitter } from 'node:events';
import type { LiveTopic } from '@iperform/contract';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Companies } from '../db/companies.ts';

// A commit that leaves work rings the company's bell, and what changed is told to open screens. Within one process both
// are events; between processes Redis carries them where there is one, else the bell's row in the control database does,
// which every process reads once a second. A lost ring costs time, never work: the sweep finds what it left.

export interface Bell {
  /** Says that a company has work. Call it after the commit. */
  ring: (companyId: string) => void;
  /** Says that screens of a company show something old. */
  tell: (companyId: string, topic: LiveTopic) => void;
  onRing: (listener: (companyId: string) => void) => () => void;
  onTell: (listener: (companyId: string, topic: LiveTopic) => void) => () => void;
  close: () => Promise<void>;
}

interface Options {
  companies: Companies;
  redisUrl: string | null;
  /** Other processes work on the same databases. */
  manyProcesses: boolean;
  log: Logger;
}

const pollMs = 1000;
const channel = 'iperform:bell';

/** Opens the bell of this process. */
export const openBell = ({ companies, redisUrl, manyProcesses, log }: Options): Bell => {
  const events = new EventEmitter().setMaxListeners(0);
  const closing: (() => Promise<void>)[] = [];
  let outward: (kind: 'ring' | 'tell', companyId: string, topic: string) => void = () => {};

  const hear = (kind: string, companyId: string, topic: string) => events.emit(kind, companyId, topic);

  if (manyProcesses && redisUrl !== null) {
    const publisher = new Redis(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
    const subscriber = new Redis(redisUrl, { maxRetriesPerRequest: null });
    const trouble = (error: Error) =>
      log.warn({ err: error }, 'Redis does not answer; other processes hear us later');
    publisher.on('error', trouble);
    subscriber.on('error', trouble);
    subscriber.subscribe(channel).catch(trouble);
    const self = crypto.randomUUID();
    subscriber.on('message', (_channel, message) => {
      const [from, kind, companyId, topic] = message.split(' ');
      if (from !== self && kind && companyId) hear(kind, companyId, topic ?? '');
    });
    outward = (kind, companyId, topic) => {
      publisher.publish(channel, `${self} ${kind} ${companyId} ${topic}`).catch(trouble);
    };
    closing.push(async () => {
      publisher.disconnect();
      subscriber.disconnect();
    });
  }

  if (manyProcesses && redisUrl === null) {
    const { magenta } = companies;
    const heard = new Map<string, { rung: number; relayed: number }>();
    const mark = (column: 'rung_at' | 'relayed_at', companyId: string) =>
      magenta
        .transaction((tx) =>
          tx
            .updateTable('bell')
            .set({ [column]: Date.now() })
            .where('company_id', '=', companyId)
            .execute(),
        )
        .catch((error: unknown) =>
          log.warn({ err: error }, 'the bell could not be rung; the sweep will find the work'),
        );
    // Many rings within a poll are one: the row only says "since when".
    const due = new Map<string, 'rung_at' | 'relayed_at'>();
    const flush = setInterval(() => {
      for (const [key, column] of due) void mark(column, key.slice(key.indexOf(' ') + 1));
      due.clear();
    }, pollMs / 4);
    const poll = setInterval(async () => {
      try {
        const rows = await magenta.read
          .selectFrom('bell')
          .selectAll()
          .where('rung_at', '>', Date.now() - 60_000)
          .execute();
        for (const row of rows) {
          const last = heard.get(row.company_id) ?? { rung: 0, relayed: 0 };
          if (row.rung_at > last.rung) {
            hear('ring', row.company_id, '');
            hear('tell', row.company_id, 'leads');
            hear('tell', row.company_id, 'imports');
          }
          if (row.relayed_at > last.relayed) hear('tell', row.company_id, 'analytics');
          heard.set(row.company_id, { rung: row.rung_at, relayed: row.relayed_at });
        }
      } catch (error) {
        log.warn({ err: error }, 'the bell could not be read; the sweep will find the work');
      }
    }, pollMs);
    outward = (kind, companyId, topic) => {
      if (kind === 'ring') due.set(`ring ${companyId}`, 'rung_at');
      else if (topic === 'analytics') due.set(`tell ${companyId}`, 'relayed_at');
    };
    closing.push(async () => {
      clearInterval(flush);
      clearInterval(poll);
    });
  }

  const listen = (kind: string, listener: (companyId: string, topic: LiveTopic) => void) => {
    events.on(kind, listener);
    return () => void events.off(kind, listener);
  };
  return {
    ring: (companyId) => {
      hear('ring', companyId, '');
      outward('ring', companyId, '');
    },
    tell: (companyId, topic) => {
      hear('tell', companyId, topic);
      outward('tell', companyId, topic);
    },
    onRing: (listener) => listen('ring', listener),
    onTell: (listener) => listen('tell', listener),
    close: async () => {
      events.removeAllListeners();
      await Promise.all(closing.map((close) => close()));
    },
  };
};
