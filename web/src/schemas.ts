import { api } from '@iperform/contract';
import { config } from 'zod';

// A strict content security policy forbids code made from text, which zod would otherwise try.
config({ jitless: true });

/** The contract with its zod schemas, to judge a form before it is sent. 30 kB: import it from lazy chunks only. */
export const schemas = api;
