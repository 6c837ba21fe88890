import { blankLead, checkCustom, type LeadState } from '../../features/leads/index.ts';
import { inBurst, minute } from './calendar.ts';
import type { Place, Product, Source } from './catalogue.ts';
import { begin, type Chronicle, change } from './chronicle.ts';
import { organisationName, personName, plain } from './names.ts';
import type { Salesperson } from './team.ts';
import type { World } from './world.ts';

// How a lead comes into being, and to whom it is given.

export interface Newborn {
  story: Chronicle;
  source: Source;
  /** What it will turn out to want. */
  product: Product;
  /** Its value once it is known, in paise. */
  valueMinor: number;
  /** null: nobody was given it yet. */
  owner: Salesperson | null;
  /** When the owner could first look at it. */
  readyAt: number;
}

const mailboxes = ['inbox.example', 'post.example', 'mail.example', 'example.com', 'example.org'];

/** Visits every number of a block of 50,000 once; the blocks +91 90000 00000 to 99999 stand for nobody in this demo. */
const indianPhone = (block: number, n: number): string =>
  `+9190000${String(block + ((n * 7919) % 50_000)).padStart(5, '0')}`;

/** Numbers that British regulation keeps for drama. */
const britishPhone = (n: number): string => `+447700900${String(n % 1000).padStart(3, '0')}`;

const phonesOf = ({ trade, dice }: World, place: Place, index: number): string[] => {
  if (dice.chance(0.04)) return [];
  if (place.country !== undefined) return [britishPhone(index)];
  // One in a hundred writes again under a number that is known: two leads that are the same.
  const n = index > 50 && dice.chance(0.01) ? index - dice.whole(1, 50) : index;
  const first = indianPhone(trade.phoneBlock, n);
  return dice.chance(0.06) ? [first, indianPhone(trade.phoneBlock, index + 20_000)] : [first];
};

const emailsOf = ({ dice }: World, latin: string, organisation: string): string[] => {
  if (organisation !== '') {
    if (dice.chance(0.15)) return [];
    const domain = plain(organisation).split(' ').slice(0, 2).join('-');
    return [`${dice.chance(0.35) ? 'purchase' : latin}@${domain}.example`];
  }
  return dice.chance(0.22) ? [] : [`${latin}${dice.whole(1, 99)}@${dice.pick(mailboxes)}`];
};

const roundTo = (rupees: number, step: number): number => Math.round(rupees / step) * step;

const worthOf = ({ trade, dice }: World, product: Product): number => {
  // Many small deals, few large ones.
  const rupees = product.from * (product.to / product.from) ** dice.fraction();
  return roundTo(rupees, trade.business ? 5000 : 500) * 100;
};

const sourceAt = ({ trade, calendar, dice }: World, at: number): { source: Source; campaign: string } => {
  const burst = inBurst(calendar, trade.burst, at);
  const lifted = (source: Source) =>
    burst && source.name === trade.burst.source ? source.weight * trade.burst.lift * 2 : source.weight;
  const source = dice.weighted(trade.sources, lifted);
  const campaign =
    burst && source.name === trade.burst.source ? trade.burst.name : dice.pick(source.campaigns);
  return { source, campaign };
};

/** Who gets a new lead: everybody who is there gets about as many, the quick ones some more. */
const pickOwner = ({ team, dice }: World, at: number): Salesperson =>
  dice.weighted(
    team.salespeople.filter((person) => person.joinedAt <= at),
    (person) => 0.6 + 0.4 * person.skill,
  );

const describe = (world: World, index: number, source: Source, campaign: string): Partial<LeadState> => {
  const { trade, dice } = world;
  const place = dice.weighted(trade.places, (p) => p.weight);
  const { name, latin } = personName(dice, place.region);
  const organisation = trade.business ? organisationName(dice) : '';
  const emails = emailsOf(world, latin, organisation);
  const phones = phonesOf(world, place, index);
  return {
    name,
    organisation,
    emails,
    // Somebody who left neither could never be answered.
    phones: phones.length + emails.length === 0 ? [indianPhone(trade.phoneBlock, index)] : phones,
    source: source.name,
    campaign,
    city: place.city,
    state: place.state,
    country: place.country ?? 'India',
    score: Math.min(60, Math.round(18 * source.quality + dice.whole(0, 22))),
    ...(source.externalPrefix ? { externalId: `${source.externalPrefix}-${10_000 + index}` } : {}),
  };
};

/** Who typed the lead in, and whose it then is. */
const enter = (world: World, source: Source, owner: Salesperson): Partial<LeadState> => {
  const { team, dice } = world;
  switch (source.entry) {
    case 'machine':
      return { createdBy: team.first('INTEGRATION').id };
    case 'person':
      return { createdBy: owner.id, ownerId: owner.id };
    case 'partner':
      return {
        createdBy: team.managerOf(owner).id,
        ownerId: owner.id,
        partnerId: dice.pick(team.partners).id,
      };
  }
};

/** A new lead at a moment; one that came by machine is given to somebody by rule soon after. */
export const bear = (world: World, cameAt: number, index: number): Newborn => {
  const { trade, calendar, dice, company } = world;
  const { source, campaign } = sourceAt(world, cameAt);
  // Machines write at night as well; people when they are next at work.
  const typedAt = source.entry === 'machine' ? cameAt : calendar.working(cameAt, dice);
  const at = typedAt < calendar.now ? typedAt : cameAt;
  const product = dice.weighted(trade.products, (p) => p.weight);
  const valueMinor = worthOf(world, product);
  const owner = pickOwner(world, at);
  const lead: LeadState = {
    ...blankLead(company, world.stage('New'), at),
    ...describe(world, index, source, campaign),
    ...enter(world, source, owner),
    product: dice.chance(0.6) ? product.name : '',
    id: dice.id(at),
  };
  const guess = { valueMinor, state: lead.state, day: calendar.at(at).name };
  if (dice.chance(0.3)) lead.custom = customOf(world, guess, 0.5);
  const story = begin(dice, lead);
  if (source.entry !== 'machine') return { story, source, product, valueMinor, owner, readyAt: at };
  // The newest wait for somebody, and so do a few that the rule did not fit.
  const givenAt = at + dice.whole(1, 15) * minute;
  const late = (calendar.now - at) / (10 * 24 * 60 * minute);
  if (givenAt >= calendar.now || (late < 1 && dice.chance(0.25 * (1 - late)))) {
    return { story, source, product, valueMinor, owner: null, readyAt: at };
  }
  change(dice, story, { actorId: null, at: givenAt }, { ownerId: owner.id });
  return { story, source, product, valueMinor, owner, readyAt: givenAt };
};

/** What is known of a lead's custom fields; `share` of them where not all was asked. */
export const customOf = (
  { trade, dice }: World,
  lead: { valueMinor: number; state: string; day: string },
  share: number,
): LeadState['custom'] => {
  const known = Object.entries(trade.guess(dice, lead)).filter(
    ([, value]) => value !== null && dice.chance(share),
  );
  return checkCustom({}, Object.fromEntries(known), trade.fields);
};
