import { caller, enter, handOver, learn, lose, plan, reality, say, type Teller, win } from './acts.ts';
import { bear } from './birth.ts';
import { day, hour, minute } from './calendar.ts';
import type { Step } from './catalogue.ts';
import { type Chronicle, change, happen, move, remove, restore } from './chronicle.ts';
import type { World } from './world.ts';

// The life of a lead from its first minute to today: touch by touch, each in working hours, each leaving the next step.

const stepOf = ({ world, story }: Teller): Step => {
  const stage = world.stages.find((s) => s.id === story.lead.stageId);
  return world.trade.steps[stage?.name ?? ''] as Step;
};

/** Tells the life of a lead that somebody has. */
const live = (teller: Teller): void => {
  const { world, story, temper, newborn } = teller;
  const { dice, calendar, trade } = world;
  let at = calendar.working(
    newborn.readyAt + (dice.between(0.1, 9) * hour * temper.pace) / teller.owner.skill,
    dice,
  );
  let touches = 0;
  let wanted = dice.whole(...stepOf(teller).touches);
  let silences = 0;
  // Nothing begins in the last hour, so that nothing ends in the future.
  while (at < calendar.now - hour) {
    const step = stepOf(teller);
    touches += 1;
    const act = { actorId: caller(teller), at };
    const afterwards = at + dice.whole(3, 25) * minute;
    const reached = dice.chance(0.8);
    if (!reached) silences += 1;
    if (reached && story.lead.warriorId === null && touches === 1 && dice.chance(0.4)) {
      change(
        dice,
        story,
        { actorId: teller.owner.id, at: at - minute },
        { warriorId: dice.pick(teller.owner.warriors) },
      );
    }
    const goesOn = reached && touches >= wanted && dice.chance(Math.min(0.93, step.advance * temper.quality));
    const isLost = !goesOn && (silences > 4 || (touches >= wanted && reached && dice.chance(step.lose)));
    if (isLost) {
      if (dice.chance(0.6)) happen(dice, story, act, say(teller, silences > 4 ? trade.silence : step.stays));
      const again = lose(teller, afterwards, silences > 4);
      if (again === null || again >= calendar.now - hour) return;
      const qualified = world.stage('Qualified');
      if (story.lead.valueMinor === 0) learn(teller, again - minute);
      const planned = plan(teller, trade.steps.Qualified as Step, again);
      const today = calendar.at(again).name;
      const fields = { nextFollowupAt: planned };
      const note = dice.pick(trade.reopened);
      move(dice, story, { actorId: teller.owner.id, at: again }, { to: qualified, fields, note, today });
      at = reality(teller, planned);
      touches = 0;
      silences = 0;
      continue;
    }
    if (goesOn) {
      happen(dice, story, act, say(teller, step.goesOn));
      if (story.lead.valueMinor === 0) learn(teller, at + 2 * minute);
      const target = dice.weighted(step.next, (n) => n.weight).stage;
      if (target === 'Won') {
        win(teller, afterwards, world.stage('Won'));
        return;
      }
      at = reality(teller, enter(teller, afterwards, target));
      touches = 0;
      wanted = dice.whole(...stepOf(teller).touches);
      continue;
    }
    // Some are forgotten: with a next step that nobody takes, or without any.
    const forgotten = touches > wanted && dice.chance(0.12);
    const next = forgotten && dice.chance(0.5) ? null : plan(teller, step, at);
    happen(dice, story, act, { ...say(teller, reached ? step.stays : trade.silence), next });
    if (dice.chance(0.02)) handOver(teller, afterwards);
    // Somebody tidies up in the end.
    at = forgotten
      ? calendar.working(at + dice.between(25, 90) * day, dice)
      : reality(teller, next ?? at + day);
    if (forgotten) silences += 3;
  }
};

/** A few leads are thrown away soon after they came, and fewer fetched back. */
const discard = ({ world, story, newborn, owner }: Teller): void => {
  const { dice, calendar } = world;
  const at = calendar.working(newborn.readyAt + dice.between(1, 30) * hour, dice);
  if (at >= calendar.now) return;
  remove(dice, story, { actorId: owner.id, at });
  const back = calendar.working(at + dice.between(1, 48) * hour, dice);
  if (dice.chance(0.15) && back < calendar.now) restore(dice, story, { actorId: owner.id, at: back });
};

const partnerSpeaks = ({ world, story }: Teller): void => {
  const { dice, calendar, team, trade } = world;
  const speaker = team.byRole('PARTNER').find((p) => p.partnerId === story.lead.partnerId);
  const at = calendar.working(story.lead.createdAt + dice.between(0.2, 6) * hour, dice);
  if (speaker === undefined || at >= calendar.now || dice.chance(0.5)) return;
  happen(dice, story, { actorId: speaker.id, at }, dice.pick(trade.partnerWord));
};

/** Tells the story of the lead that came at a moment. */
export const tell = (world: World, at: number, index: number): Chronicle => {
  const { dice } = world;
  const newborn = bear(world, at, index);
  const { story, owner, source } = newborn;
  if (owner === null) return story;
  const temper = { quality: source.quality * owner.skill * dice.around(2.2), pace: dice.around(1.9) };
  const teller: Teller = { world, story, newborn, owner, temper };
  if (dice.chance(0.008)) discard(teller);
  else {
    partnerSpeaks(teller);
    live(teller);
  }
  return story;
};
