import type { Step } from '../../migrate.ts';
import { start } from './0001-start.ts';

export const magentaSteps: Step[] = [start];
