import type { Step } from '../../migrate.ts';
import { people } from './0001-people.ts';
import { leads } from './0002-leads.ts';
import { work } from './0003-work.ts';
import { imports } from './0004-imports.ts';

export const iperformSteps: Step[] = [people, leads, work, imports];
