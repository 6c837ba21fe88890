import { auth } from './auth.ts';
import { fields } from './fields.ts';
import { imports } from './imports.ts';
import { leads } from './leads.ts';
import { live } from './live.ts';
import { people } from './people.ts';
import { pipeline } from './pipeline.ts';
import { reports } from './reports.ts';

export * from './auth.ts';
export * from './endpoint.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './fields.ts';
export * from './imports.ts';
export * from './lead-filter.ts';
export * from './leads.ts';
export * from './live.ts';
export * from './people.ts';
export * from './pipeline.ts';
export * from './reports.ts';
export * from './roles.ts';
export * from './values.ts';

/** Every endpoint of the API. */
export const api = { auth, leads, pipeline, people, fields, imports, reports, live };
