import type { Stage } from '@iperform/contract';
import { customOf, type Newborn } from './birth.ts';
import { day, hour, minute } from './calendar.ts';
import type { Line, Step } from './catalogue.ts';
import { type Chronicle, change, happen, move, share } from './chronicle.ts';
import type { Salesperson } from './team.ts';
import type { World } from './world.ts';

// What people do to a lead in its story: each act as somebody of that role may do it.

/** What a lead is like; nobody in the story knows it. */
export interface Temper {
  /** 1 is average; more goes on more often. */
  quality: number;
  /** 1 is average; more takes longer. */
  pace: number;
}

export interface Teller {
  world: World;
  story: Chronicle;
  newborn: Newborn;
  owner: Salesperson;
  temper: Temper;
}

const quarter = 15 * minute;

const lakh = (minor: number): string => {
  const rupees = minor / 100;
  if (rupees >= 1e7) return `₹${(rupees / 1e7).toFixed(2)} Cr`;
  return rupees >= 1e5 ? `₹${(rupees / 1e5).toFixed(2)} L` : `₹${rupees.toLocaleString('en-IN')}`;
};

export const say = ({ story, newborn, world }: Teller, lines: readonly Line[]): Line => {
  const { lead } = story;
  const { kind, text } = world.dice.pick(lines);
  const words: Record<string, string> = {
    first: lead.name.split(' ')[0] ?? lead.name,
    product: newborn.product.name,
    city: lead.city,
    value: lakh(lead.valueMinor === 0 ? newborn.valueMinor : lead.valueMinor),
    org: lead.organisation,
  };
  return { kind, text: text.replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? '') };
};

/** Who calls and visits: the warrior where there is one, else the owner; sometimes whoever the lead is shared with. */
export const caller = ({ world, story, owner }: Teller): string => {
  const { dice } = world;
  const helper = story.shares.at(-1);
  if (helper !== undefined && dice.chance(0.3)) return helper.user_id;
  return story.lead.warriorId !== null && dice.chance(0.7) ? story.lead.warriorId : owner.id;
};

/** When the next step is planned: some days on, in working hours, at a quarter of an hour. */
export const plan = ({ world, temper }: Teller, step: Step, at: number): number => {
  const { dice, calendar } = world;
  const wanted = at + dice.between(...step.gap) * temper.pace * day;
  return Math.ceil(calendar.working(wanted, dice) / quarter) * quarter;
};

/** When it is then really done: mostly on the day, sometimes days late. */
export const reality = ({ world }: Teller, planned: number): number => {
  const { dice, calendar } = world;
  const late = dice.weighted(
    [
      { from: 0, to: 3 * hour, weight: 70 },
      { from: 4 * hour, to: 2 * day, weight: 22 },
      { from: 2 * day, to: 8 * day, weight: 8 },
    ],
    (l) => l.weight,
  );
  return calendar.working(planned + dice.between(late.from, late.to), dice);
};

/** What the first real talk brings to light: the deal, and whom it is given to for the legwork. */
export const learn = (teller: Teller, at: number): void => {
  const { world, story, newborn, owner } = teller;
  const { dice, trade } = world;
  const { lead } = story;
  const guess = { valueMinor: newborn.valueMinor, state: lead.state, day: world.calendar.at(at).name };
  const tags = dice.chance(0.35)
    ? [...new Set([dice.pick(trade.tags), dice.pick(trade.tags)])].sort()
    : lead.tags;
  change(
    dice,
    story,
    { actorId: owner.id, at },
    {
      product: newborn.product.name,
      valueMinor: newborn.valueMinor,
      custom: { ...customOf(world, guess, 0.9), ...lead.custom },
      tags,
      score: Math.min(100, lead.score + dice.whole(10, 30)),
    },
  );
};

/** A lead changes hands: to somebody else, and to a warrior of theirs. */
export const handOver = (teller: Teller, at: number): void => {
  const { world, story, owner } = teller;
  const { dice, team } = world;
  const others = team.salespeople.filter((p) => p.id !== owner.id && p.joinedAt <= at);
  const next = dice.pick(others);
  const manager = team.managerOf(owner);
  // A manager gives within their own team; between teams the administrator does.
  const giver = team.managerOf(next).id === manager.id ? manager : team.first('ADMIN');
  change(
    dice,
    story,
    { actorId: giver.id, at },
    { ownerId: next.id, warriorId: story.lead.warriorId === null ? null : dice.pick(next.warriors) },
  );
  teller.owner = next;
};

export const win = (teller: Teller, at: number, to: Stage): void => {
  const { world, story, owner } = teller;
  const { dice, calendar, trade } = world;
  const step = trade.business ? 1_000_000 : 10_000;
  const bargained = Math.round((story.lead.valueMinor * dice.between(0.86, 1)) / step) * step;
  const today = calendar.at(at).name;
  move(
    dice,
    story,
    { actorId: owner.id, at },
    { to, fields: { wonValueMinor: Math.max(step, bargained), wonOn: today }, today },
  );
  for (let next = at; dice.chance(0.45); ) {
    next = calendar.working(next + dice.between(1, 9) * day, dice);
    if (next >= calendar.now) return;
    const actorId = world.team.first('CUSTOMER_SUCCESS').id;
    happen(dice, story, { actorId, at: next }, say(teller, trade.welcome));
  }
};

/** The lead is lost; answers when it is opened again, or null. */
export const lose = (teller: Teller, at: number, silent: boolean): number | null => {
  const { world, story, owner } = teller;
  const { dice, trade, calendar } = world;
  const unreached = 'Could not be reached';
  const reasons = trade.lostReasons.filter((reason) => (reason.name === unreached) === silent);
  const reason = dice.weighted(reasons, (r) => r.weight);
  const today = calendar.at(at).name;
  move(
    dice,
    story,
    { actorId: owner.id, at },
    { to: world.stage('Lost'), fields: { lostReason: reason.name }, today },
  );
  return dice.chance(reason.reopens) ? calendar.working(at + dice.between(15, 70) * day, dice) : null;
};

export const enter = (teller: Teller, at: number, name: string): number => {
  const { world, story, owner, newborn } = teller;
  const { trade, calendar, dice } = world;
  const to = world.stage(name);
  const planned = plan(teller, trade.steps[name] as Step, at);
  const fields: { nextFollowupAt: number; valueMinor?: number } = { nextFollowupAt: planned };
  // The offer is seldom exactly what was thought at first.
  if (name === 'Proposal' && dice.chance(0.3)) {
    const unit = trade.business ? 500_000 : 50_000;
    const revised = Math.round((story.lead.valueMinor * dice.between(0.9, 1.35)) / unit) * unit;
    const { from, to: most } = newborn.product;
    fields.valueMinor = Math.min(Math.max(from * 100, revised), most * 100);
  }
  const actorId = dice.chance(0.75) ? owner.id : caller(teller);
  move(dice, story, { actorId, at }, { to, fields, today: calendar.at(at).name });
  if (name === 'Proposal' && story.shares.length === 0 && dice.chance(trade.business ? 0.3 : 0.12)) {
    share(story, dice.pick(world.team.byRole('COSALES')).id, story.lead.updatedAt + minute);
  }
  return planned;
};
