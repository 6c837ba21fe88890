import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/**
 * What is told to open screens. No ids and no values: a screen that hears one asks again, in its own scope.
 * `leads`: leads changed. `analytics`: reports show newer figures. `imports`: an import moved on.
 */
export const liveTopics = ['leads', 'analytics', 'imports'] as const;
export type LiveTopic = (typeof liveTopics)[number];

export const live = {
  open: endpoint({
    name: 'live.open',
    method: 'GET',
    path: '/api/v1/live',
    access: 'session',
    summary: 'Server-sent events: which topics have changed',
    reply: z.string(),
    stream: 'text/event-stream',
  }),
};
