import type { LiveTopic } from '@iperform/contract';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Between, Chime } from './between.ts';

const channel = 'iperform:bell';

/** Carries chimes over Redis publish/subscribe. While Redis is away they are lost, and the sweep makes up for it. */
export const throughRedis = (url: string, hear: (chime: Chime) => void, log: Logger): Between => {
  const self = crypto.randomUUID();
  const publisher = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  const subscriber = new Redis(url, { maxRetriesPerRequest: null });
  const trouble = (error: Error) =>
    log.warn({ err: error }, 'Redis does not answer; other processes hear us later');
  publisher.on('error', trouble);
  subscriber.on('error', trouble);
  subscriber.subscribe(channel).catch(trouble);
  subscriber.on('message', (_channel, message) => {
    const [from, companyId = '', topic = ''] = message.split(' ');
    if (from !== self) hear({ companyId, topic: topic as LiveTopic | '' });
  });
  return {
    send: ({ companyId, topic }) =>
      void publisher.publish(channel, `${self} ${companyId} ${topic}`).catch(trouble),
    close: async () => {
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
};
