import './zod-config.ts';
import { api } from '@iperform/contract';

/** The contract with its zod schemas, to judge a form before it is sent. 30 kB: import it from lazy chunks only. */
export const schemas = api;
