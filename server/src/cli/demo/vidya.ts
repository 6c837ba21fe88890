import { addDays } from '../../kernel/days.ts';
import type { Trade } from './catalogue.ts';
import { partnerWord, reopened, silence, welcome, words } from './vidya-lines.ts';
import { partners, staff } from './vidya-staff.ts';

// An education company: many small deals with people, quick decisions, evenings and weekends.

const line = (stage: string) => words[stage] ?? { stays: [], goesOn: [] };

export const vidya: Trade = {
  slug: 'vidya',
  name: 'Vidya Learning (demo)',
  leads: 2400,
  business: false,
  partners,
  staff,
  stages: [
    { name: 'New', kind: 'open', probability: 5, limitDays: 5, requires: [] },
    { name: 'Qualified', kind: 'open', probability: 15, limitDays: 14, requires: [] },
    { name: 'Demo', kind: 'open', probability: 30, limitDays: 14, requires: ['owner'] },
    { name: 'Proposal', kind: 'open', probability: 55, limitDays: 21, requires: ['owner', 'value'] },
    { name: 'Trial', kind: 'open', probability: 75, limitDays: 21, requires: ['owner', 'value'] },
    { name: 'Won', kind: 'won', probability: 100, limitDays: null, requires: ['wonValue', 'wonOn'] },
    { name: 'Lost', kind: 'lost', probability: 0, limitDays: null, requires: ['lostReason'] },
  ],
  lostReasons: [
    { name: 'Fees too high', weight: 26, reopens: 0.08 },
    { name: 'Could not be reached', weight: 24, reopens: 0.03 },
    { name: 'Joined another institute', weight: 18, reopens: 0.02 },
    { name: 'Not eligible', weight: 8, reopens: 0 },
    { name: 'Timing does not fit', weight: 12, reopens: 0.12 },
    { name: 'Only asking', weight: 9, reopens: 0.02 },
    { name: 'Other', weight: 3, reopens: 0 },
  ],
  fields: [
    {
      key: 'specialisation',
      label: 'Specialisation',
      type: 'choice',
      options: ['Science', 'Commerce', 'Arts', 'Engineering', 'Management', 'Computer applications'],
    },
    { key: 'occupation', label: 'Occupation', type: 'text', options: [] },
    { key: 'preferred_batch', label: 'Preferred batch', type: 'date', options: [] },
  ],
  sources: [
    {
      name: 'Website',
      weight: 24,
      quality: 1.05,
      entry: 'machine',
      externalPrefix: 'WEB',
      campaigns: ['', '', 'Organic search', 'Blog'],
    },
    {
      name: 'Facebook Ads',
      weight: 22,
      quality: 0.7,
      entry: 'machine',
      externalPrefix: 'FB',
      campaigns: ['Career switch', 'Early bird', 'Scholarship test'],
    },
    {
      name: 'Google Ads',
      weight: 18,
      quality: 0.95,
      entry: 'machine',
      externalPrefix: 'GA',
      campaigns: ['Brand', 'Data courses', 'Near me'],
    },
    { name: 'JustDial', weight: 9, quality: 0.65, entry: 'machine', externalPrefix: 'JD', campaigns: [''] },
    { name: 'WhatsApp', weight: 9, quality: 1.1, entry: 'person', campaigns: ['', 'Status link'] },
    { name: 'Referral', weight: 10, quality: 1.7, entry: 'person', campaigns: ['', 'Bring a friend'] },
    { name: 'Partner', weight: 5, quality: 1.35, entry: 'partner', campaigns: [''] },
    { name: 'Trade fair', weight: 3, quality: 0.9, entry: 'person', campaigns: ['Education fair'] },
  ],
  products: [
    { name: 'Data Science and AI', weight: 18, from: 120_000, to: 165_000 },
    { name: 'Full Stack Development', weight: 20, from: 75_000, to: 110_000 },
    { name: 'Digital Marketing', weight: 16, from: 35_000, to: 60_000 },
    { name: 'MBA Entrance Coaching', weight: 12, from: 45_000, to: 80_000 },
    { name: 'Civil Services Foundation', weight: 8, from: 95_000, to: 140_000 },
    { name: 'Cloud and DevOps', weight: 9, from: 80_000, to: 120_000 },
    { name: 'Product Management Fellowship', weight: 5, from: 190_000, to: 250_000 },
    { name: 'Spoken English', weight: 12, from: 20_000, to: 28_000 },
  ],
  places: [
    { city: 'Bengaluru', state: 'Karnataka', region: 'kannada', weight: 16 },
    { city: 'Pune', state: 'Maharashtra', region: 'west', weight: 14 },
    { city: 'Hyderabad', state: 'Telangana', region: 'telugu', weight: 13 },
    { city: 'New Delhi', state: 'Delhi', region: 'north', weight: 12 },
    { city: 'Chennai', state: 'Tamil Nadu', region: 'tamil', weight: 10 },
    { city: 'Lucknow', state: 'Uttar Pradesh', region: 'north', weight: 8 },
    { city: 'Kolkata', state: 'West Bengal', region: 'east', weight: 8 },
    { city: 'Kochi', state: 'Kerala', region: 'malayalam', weight: 6 },
    { city: 'Ahmedabad', state: 'Gujarat', region: 'west', weight: 6 },
    { city: 'Chandigarh', state: 'Chandigarh', region: 'punjab', weight: 4 },
    { city: 'Bhopal', state: 'Madhya Pradesh', region: 'urdu', weight: 4 },
    { city: 'Panaji', state: 'Goa', region: 'goa', weight: 2 },
    { city: 'Guwahati', state: 'Assam', region: 'hills', weight: 2 },
    { city: 'London', state: 'England', region: 'abroad', weight: 1, country: 'United Kingdom' },
  ],
  tags: ['scholarship', 'EMI', 'weekend batch', 'parent decides', 'hot', 'working professional', 'हिंदी'],
  hours: { from: 10, to: 19.5, closed: [7] },
  rhythm: {
    weekdays: [1.15, 1.05, 1, 1, 0.95, 1.1, 0.8],
    hours: [1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 4, 6, 8, 9, 8, 7, 6, 6, 6, 7, 8, 10, 11, 9, 6, 3],
    growth: 0.6,
  },
  burst: { name: 'Open Day', source: 'Facebook Ads', begins: 0.62, days: 9, lift: 2.6 },
  steps: {
    New: {
      gap: [1, 3],
      touches: [1, 3],
      advance: 0.5,
      lose: 0.38,
      next: [
        { stage: 'Qualified', weight: 88 },
        { stage: 'Demo', weight: 12 },
      ],
      ...line('New'),
    },
    Qualified: {
      gap: [2, 6],
      touches: [1, 3],
      advance: 0.45,
      lose: 0.4,
      next: [
        { stage: 'Demo', weight: 86 },
        { stage: 'Proposal', weight: 14 },
      ],
      ...line('Qualified'),
    },
    Demo: {
      gap: [2, 6],
      touches: [1, 2],
      advance: 0.48,
      lose: 0.35,
      next: [
        { stage: 'Proposal', weight: 90 },
        { stage: 'Trial', weight: 7 },
        { stage: 'Qualified', weight: 3 },
      ],
      ...line('Demo'),
    },
    Proposal: {
      gap: [2, 7],
      touches: [1, 3],
      advance: 0.44,
      lose: 0.36,
      next: [
        { stage: 'Trial', weight: 52 },
        { stage: 'Won', weight: 44 },
        { stage: 'Demo', weight: 4 },
      ],
      ...line('Proposal'),
    },
    Trial: {
      gap: [2, 5],
      touches: [1, 3],
      advance: 0.58,
      lose: 0.35,
      next: [{ stage: 'Won', weight: 1 }],
      ...line('Trial'),
    },
  },
  silence,
  welcome,
  partnerWord,
  reopened,
  phoneBlock: 0,
  guess: ({ pick, chance, whole }, { day }) => ({
    specialisation: chance(0.8)
      ? pick([
          'Science',
          'Commerce',
          'Arts',
          'Engineering',
          'Engineering',
          'Management',
          'Computer applications',
        ])
      : null,
    occupation: chance(0.75)
      ? pick([
          'Student',
          'Student',
          'Software tester',
          'Accountant',
          'Teacher',
          'Sales executive',
          'Between jobs',
          'Homemaker',
        ])
      : null,
    preferred_batch: chance(0.6) ? addDays(day, whole(10, 75)) : null,
  }),
};
