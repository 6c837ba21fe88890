import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Lead, TimelineEntry } from '@iperform/contract';
import { daysInStages, staysOf } from './stays.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 8, 1);

const leadIn = (stageId: string, since: number): Lead => ({
  id: '01M84GTYZYBPB85J35TWNHPYJA',
  name: 'Asha Pillai',
  organisation: '',
  emails: [],
  phones: [],
  source: '',
  campaign: '',
  product: '',
  city: '',
  state: '',
  country: '',
  valueMinor: 0,
  currency: 'INR',
  stageId,
  stageSince: since,
  owner: null,
  warrior: null,
  partner: null,
  coSales: [],
  tags: [],
  custom: {},
  nextFollowupAt: null,
  lastActivityAt: null,
  score: 0,
  lostReason: '',
  wonValueMinor: null,
  wonOn: null,
  externalId: null,
  createdAt: START,
  updatedAt: since,
  deletedAt: null,
  version: 1,
});

const moved = (at: number, from: string, to: string): TimelineEntry => ({
  id: `entry${at}`,
  at,
  kind: 'moved',
  actor: null,
  via: 'ui',
  changes: [{ field: 'stageId', from, to }],
  activity: null,
  note: '',
});

describe('the stays of a lead in its stages', () => {
  const back = [moved(START + 9 * DAY, 'demo', 'new'), moved(START + 4 * DAY, 'new', 'demo')];
  it('adds up the days of a stage that was entered twice', () => {
    const stays = staysOf(leadIn('new', START + 9 * DAY), back, true);
    const days = daysInStages(stays, START + 12 * DAY);
    assert.deepEqual(
      [...days],
      [
        ['new', 7],
        ['demo', 5],
      ],
    );
  });
  it('says nothing of the first stage while the story is not loaded to its beginning', () => {
    const stays = staysOf(leadIn('new', START + 9 * DAY), back, false);
    assert.deepEqual(
      stays.map(({ stageId, until }) => [stageId, until]),
      [
        ['demo', START + 9 * DAY],
        ['new', null],
      ],
    );
  });
  it('believes the lead where the story lags behind', () => {
    const stays = staysOf(leadIn('won', START + 10 * DAY), back, true);
    assert.deepEqual(stays.slice(-2), [
      { stageId: 'new', since: START + 9 * DAY, until: START + 10 * DAY },
      { stageId: 'won', since: START + 10 * DAY, until: null },
    ]);
  });
  it('knows a lead that never moved by the lead alone', () => {
    assert.deepEqual(staysOf(leadIn('new', START), [], true), [
      { stageId: 'new', since: START, until: null },
    ]);
  });
});
