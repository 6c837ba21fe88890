import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Permission } from '@iperform/contract';
import { lead as leadSchema } from '@iperform/contract';
import { scopeOf } from '../../access/policy.ts';
import type { Tables } from '../../db/tables.ts';
import {
  type CustomValues,
  decideMove,
  type FieldChange,
  type LeadState,
  type MoveFields,
  normalPhones,
} from '../../features/leads/index.ts';
import { dayOf } from '../../kernel/days.ts';
import type { Chronicle } from './chronicle.ts';
import { imagine } from './index.ts';
import { surya } from './surya.ts';
import { vidya } from './vidya.ts';
import type { World } from './world.ts';

// The stories are checked as the product would see them: played backwards to their beginning, then forwards by its rules.

const timeZone = 'Asia/Kolkata';
const companyOf = (slug: string) => ({
  id: '01J00000000000000000000000',
  slug,
  name: slug,
  timeZone,
  currency: 'INR',
  financialYearStart: 4,
  active: true,
});

const changesOf = (log: Tables['lead_logs']): FieldChange[] => JSON.parse(log.changes) as FieldChange[];

/** A lead before (or after) some changes. */
const turn = (lead: LeadState, changes: FieldChange[], side: 'from' | 'to'): LeadState => {
  const custom: CustomValues = { ...lead.custom };
  const fields: Record<string, unknown> = {};
  for (const change of changes) {
    const value = change[side];
    if (!change.field.startsWith('custom.')) fields[change.field] = value;
    else if (value === null) delete custom[change.field.slice(7)];
    else custom[change.field.slice(7)] = value as string;
  }
  return { ...lead, ...fields, custom };
};

const valueAt = (lead: LeadState, field: string): unknown =>
  field.startsWith('custom.')
    ? (lead.custom[field.slice(7)] ?? null)
    : (lead as unknown as Record<string, unknown>)[field];

/** The lead as it was created, found by undoing its log from the end. */
const beginningOf = ({ lead, logs }: Chronicle): LeadState => {
  let state = lead;
  for (const log of logs.toReversed()) {
    const changes = changesOf(log);
    for (const { field, to } of changes) assert.deepEqual(valueAt(state, field), to, `${lead.id} ${field}`);
    state = turn(state, changes, 'from');
  }
  return state;
};

const kindOf = (world: World, stageId: string) =>
  world.stages.find((stage) => stage.id === stageId)?.kind ?? 'open';

/** Whether a person of the team reaches a lead with a permission, told once more and naively. */
const reaches = (
  world: World,
  story: Chronicle,
  before: LeadState,
  actorId: string,
  permission: Permission,
  at: number,
): boolean => {
  const actor = world.team.members.find((member) => member.id === actorId);
  if (actor === undefined) return false;
  const shared = story.shares.some((share) => share.user_id === actorId && share.created_at <= at);
  const below = (id: string | null): boolean => {
    if (id === null) return false;
    const member = world.team.members.find((m) => m.id === id);
    return id === actorId || below(member?.managerId ?? null);
  };
  switch (scopeOf(actor.role, permission)) {
    case 'all':
      return true;
    case 'team':
      return below(before.ownerId);
    case 'own': {
      const mine = world.team.salespeople.find((p) => p.id === actorId)?.warriors ?? [];
      return before.ownerId === actorId || shared || mine.includes(before.warriorId ?? '');
    }
    case 'assigned':
      return before.warriorId === actorId;
    case 'shared':
      return shared;
    case 'support':
      return before.stageKind === 'won';
    case 'partner':
      return before.partnerId !== null && before.partnerId === actor.partnerId;
    case 'none':
      return false;
  }
};

const permissionOf = (log: Tables['lead_logs'], story: Chronicle): Permission => {
  switch (log.kind) {
    case 'moved':
      return 'lead:move';
    case 'deleted':
    case 'restored':
      return 'lead:delete';
    default:
      if (story.activities.some((activity) => activity.at === log.at)) return 'activity:create';
      return changesOf(log).some((c) => c.field === 'ownerId') ? 'lead:assign' : 'lead:update';
  }
};

const checkStory = (world: World, story: Chronicle): void => {
  const { lead, logs, history, activities } = story;
  let state: LeadState = { ...beginningOf(story), stageKind: 'open' };
  assert.equal(state.stageId, world.stage('New').id);
  assert.deepEqual(
    [state.nextFollowupAt, state.deletedAt, state.lostReason, state.wonOn],
    [null, null, '', null],
  );
  assert.equal(logs[0]?.kind, 'created');
  assert.equal(lead.version, logs.length);
  assert.deepEqual([lead.createdAt, lead.updatedAt], [logs[0]?.at, logs.at(-1)?.at]);
  assert.equal(lead.lastActivityAt, activities.at(-1)?.at ?? null);
  for (const [i, log] of logs.slice(1).entries()) {
    const previous = logs[i] as Tables['lead_logs'];
    assert.ok(log.at > previous.at && log.id > previous.id, 'the log is in order');
    assert.equal(log.version, i + 2);
    if (log.actor_id !== null) {
      const permission = permissionOf(log, story);
      assert.ok(
        reaches(world, story, state, log.actor_id, permission, log.at),
        `${log.actor_id} has no ${permission} on ${lead.id}`,
      );
    }
    const next = turn(state, changesOf(log), 'to');
    next.stageKind = kindOf(world, next.stageId);
    if (log.kind === 'moved') {
      const brought = changesOf(log).filter((c) => c.field !== 'stageId' && c.to !== null && c.to !== '');
      const fields = Object.fromEntries(brought.map((c) => [c.field, c.to])) as MoveFields;
      const to = world.stages.find((stage) => stage.id === next.stageId);
      assert.ok(to);
      const today = dayOf(log.at, timeZone);
      const decided = decideMove(state, { to, fields, note: log.note, at: log.at, today });
      assert.ok(decided.ok, JSON.stringify(decided));
      assert.deepEqual({ ...decided.lead, stageSince: next.stageSince }, next);
    } else assert.equal(next.stageId, state.stageId, 'only a move changes the stage');
    if (next.stageKind !== 'open') assert.equal(next.nextFollowupAt, null, 'a closed lead has no next step');
    state = next;
  }
  const moves = logs.filter((log) => log.kind === 'moved' || log.kind === 'created');
  assert.deepEqual(
    history.map((entry) => [entry.at, entry.actor_id]),
    moves.map((log) => [log.at, log.actor_id]),
  );
  for (const [i, entry] of history.entries()) {
    assert.equal(entry.from_status_id, history[i - 1]?.to_status_id ?? null);
    if (i > 0) assert.ok(entry.id > (history[i - 1]?.id ?? ''));
  }
  assert.deepEqual([history.at(-1)?.to_status_id, history.at(-1)?.at], [lead.stageId, lead.stageSince]);
  assert.ok(lead.updatedAt < world.calendar.now, 'nothing happens in the future');
  assert.ok(logs[0] && logs[0].at >= world.calendar.start);
};

describe('the stories of the demo', () => {
  for (const trade of [vidya, surya]) {
    for (const date of ['2026-11-23T04:00Z', '2028-03-01T20:00Z', '2040-07-15T18:29Z']) {
      it(`hold by the product's rules: ${trade.slug} on ${date}`, () => {
        const { world, stories } = imagine(trade, companyOf(trade.slug), Date.parse(date));
        assert.equal(stories.length, trade.leads);
        for (const story of stories) checkStory(world, story);
      });
    }

    it(`are those of a company at work: ${trade.slug}`, () => {
      const { world, stories } = imagine(trade, companyOf(trade.slug), Date.parse('2026-11-23T04:00Z'));
      const { now } = world.calendar;
      const leads = stories.map((story) => story.lead).filter((lead) => lead.deletedAt === null);
      const open = leads.filter((lead) => lead.stageKind === 'open');
      for (const stage of world.stages) {
        assert.ok(leads.filter((lead) => lead.stageId === stage.id).length > 10, stage.name);
      }
      const next = (from: number, to: number) =>
        open.filter((l) => l.nextFollowupAt !== null && l.nextFollowupAt >= from && l.nextFollowupAt < to);
      const day = 86_400_000;
      const planned = [next(0, now), next(now, now + day), next(now + day, now + 100 * day)];
      for (const some of planned) assert.ok(some.length > 10);
      assert.ok(open.some((lead) => lead.nextFollowupAt === null));
      assert.ok(open.some((lead) => lead.ownerId === null));
      assert.ok(leads.length < stories.length, 'some are deleted');
      assert.ok(stories.some((story) => story.shares.length > 0));
      assert.ok(stories.some((story) => story.logs.some((log) => log.kind === 'restored')));
      assert.ok(leads.some((lead) => lead.partnerId !== null));
      const closed = leads.length - open.length;
      const rate = leads.filter((lead) => lead.stageKind === 'won').length / closed;
      assert.ok(rate > 0.1 && rate < 0.4, `win rate ${rate}`);
      assert.equal(new Set(stories.map((story) => story.lead.id)).size, stories.length);
    });
  }

  it('write contacts as the product keeps them, all of them reserved for nobody', () => {
    const { stories } = imagine(vidya, companyOf('vidya'), Date.parse('2026-11-23T04:00Z'));
    for (const { lead } of stories) {
      assert.deepEqual(normalPhones(lead.phones), lead.phones);
      assert.ok(lead.phones.length + lead.emails.length > 0);
      for (const phone of lead.phones) assert.match(phone, /^(\+9190000\d{5}|\+447700900\d{3})$/);
      for (const email of lead.emails) assert.match(email, /^[a-z0-9.]+@([a-z-]+\.)?example(\.com|\.org)?$/);
      assert.ok(leadSchema.shape.id.safeParse(lead.id).success);
    }
  });
});
