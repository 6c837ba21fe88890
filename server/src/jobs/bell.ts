import { EventEmitter } from 'node:events';
import type { LiveTopic } from '@iperform/contract';
import type { Logger } from 'pino';
import type { Companies } from '../db/companies.ts';
import { throughRedis } from './bell-redis.ts';
import { throughTable } from './bell-table.ts';
import type { Chime } from './between.ts';

// A commit that leaves work rings the company's bell, and what changed is told to open screens. Within one process both
// are events; between processes Redis carries them where there is one, else a row in the control database does, which
// every process reads once a second. A lost ring costs time, never work: the sweep finds what it left.

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
  /** Whether other processes need to hear what happens here; all of them are listened to in any case. */
  tellOthers: boolean;
  log: Logger;
}

/** Opens the bell of this process. */
export const openBell = ({ companies, redisUrl, tellOthers, log }: Options): Bell => {
  const events = new EventEmitter().setMaxListeners(0);
  const hear = ({ companyId, topic }: Chime) =>
    topic === '' ? events.emit('ring', companyId) : events.emit('tell', companyId, topic);
  const between =
    redisUrl === null ? throughTable(companies.magenta, hear, log) : throughRedis(redisUrl, hear, log);
  const chime = (what: Chime) => {
    hear(what);
    if (tellOthers) between.send(what);
  };
  const listen = (kind: 'ring' | 'tell', listener: (companyId: string, topic: LiveTopic) => void) => {
    events.on(kind, listener);
    return () => void events.off(kind, listener);
  };
  return {
    ring: (companyId) => chime({ companyId, topic: '' }),
    tell: (companyId, topic) => chime({ companyId, topic }),
    onRing: (listener) => listen('ring', listener),
    onTell: (listener) => listen('tell', listener),
    close: async () => {
      events.removeAllListeners();
      await between.close();
    },
  };
};
