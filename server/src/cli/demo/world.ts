import type { Stage } from '@iperform/contract';
import type { Company } from '../../kernel/context.ts';
import { type Calendar, calendarOf } from './calendar.ts';
import type { Trade } from './catalogue.ts';
import { type Dice, dice } from './dice.ts';
import { buildTeam, type Team } from './team.ts';

/** All that the stories of one company's leads are told from. */
export interface World {
  trade: Trade;
  company: Company;
  calendar: Calendar;
  dice: Dice;
  team: Team;
  stages: Stage[];
  /** The stage of a name. */
  stage: (name: string) => Stage;
}

/** Sets the scene for a company on the day of `clock`. */
export const openWorld = (trade: Trade, company: Company, clock: number): World => {
  const chance = dice(trade.slug);
  const calendar = calendarOf(clock, company.timeZone, trade.hours);
  const team = buildTeam(trade, calendar, chance);
  const stages = trade.stages.map(
    (stage, position): Stage => ({ ...stage, position, id: chance.id(calendar.start - 1000 + position) }),
  );
  return {
    trade,
    company,
    calendar,
    dice: chance,
    team,
    stages,
    stage: (name) => {
      const found = stages.find((stage) => stage.name === name);
      if (found === undefined) throw new Error(`${trade.slug} has no stage ${name}`);
      return found;
    },
  };
};
