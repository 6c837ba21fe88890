import type { Line } from './catalogue.ts';

// What people of the solar company write on a lead.

type Words = Record<string, { stays: Line[]; goesOn: Line[] }>;

export const words: Words = {
  New: {
    stays: [
      {
        kind: 'call',
        text: 'Spoke to the reception of {org}; {first} looks after utilities and is back on Monday.',
      },
      { kind: 'email', text: 'Introduced ourselves and sent three references from {city}.' },
      { kind: 'call', text: 'Plant head is at the other unit this week. Call back agreed.' },
      { kind: 'whatsapp', text: 'Sent the company profile. {first} says: will go through and revert.' },
    ],
    goesOn: [
      {
        kind: 'call',
        text: 'Monthly bill about 4 lakh units, own shed, decision with the director. Worth a visit.',
      },
      { kind: 'call', text: '{org} wants {product} before the next financial year for depreciation.' },
      { kind: 'meeting', text: 'First meeting at {org}. Contract demand and sanctioned load noted.' },
      { kind: 'email', text: '{first} sent twelve months of electricity bills.' },
    ],
  },
  Qualified: {
    stays: [
      { kind: 'call', text: 'Waiting for the approval of the site visit by their safety officer.' },
      { kind: 'email', text: 'Sent the pre-feasibility with a payback of about four years.' },
      {
        kind: 'note',
        text: 'Two other bidders are in. They ask for module make and inverter warranty first.',
      },
      { kind: 'call', text: 'Roof drawings promised by Friday.' },
    ],
    goesOn: [
      {
        kind: 'visit',
        text: 'Site survey at {org}: shed in good shape, shadow from the water tank on one side.',
      },
      { kind: 'call', text: 'Survey date fixed, electrician of {org} will be present.' },
      { kind: 'meeting', text: 'Finance and maintenance both in the room; want a technical presentation.' },
    ],
  },
  Demo: {
    stays: [
      { kind: 'visit', text: 'Structure engineer wants to see the purlins again before signing off.' },
      { kind: 'call', text: 'Presentation moved, their director is travelling.' },
      { kind: 'email', text: 'Answered the questions on net metering and the DISCOM’s queue.' },
    ],
    goesOn: [
      {
        kind: 'demo',
        text: 'Showed the monitoring portal with live data of a plant near {city}. Good response.',
      },
      { kind: 'visit', text: 'Took {first} to a reference plant. Spoke to the customer there for an hour.' },
      { kind: 'meeting', text: 'Technical round closed: layout and single-line diagram accepted.' },
    ],
  },
  Proposal: {
    stays: [
      { kind: 'email', text: 'Offer of {value} sent, valid for 30 days.' },
      { kind: 'call', text: 'Purchase asks for 4 % less and 90 days of credit.' },
      { kind: 'meeting', text: 'Negotiation with purchase; payment terms open, price nearly there.' },
      { kind: 'note', text: 'Bank has asked for the DPR before sanctioning the loan.' },
      { kind: 'call', text: 'Board meets at the end of the month, {first} supports us.' },
    ],
    goesOn: [
      { kind: 'meeting', text: 'Agreed on {value} with 10 % advance. Draft order under legal check.' },
      { kind: 'call', text: 'Verbal yes from the director of {org}.' },
      { kind: 'email', text: 'Letter of intent received by mail.' },
    ],
  },
  Trial: {
    stays: [
      { kind: 'visit', text: 'Pilot of 10 kW runs since a week; generation 4 % above the estimate.' },
      { kind: 'call', text: 'Pilot string was off for a day because of a loose connector. Fixed.' },
      { kind: 'note', text: 'They want one more billing cycle of data.' },
    ],
    goesOn: [
      { kind: 'meeting', text: 'Pilot data accepted. Purchase order is being printed.' },
      { kind: 'email', text: 'Purchase order and advance received. Handed to the project team.' },
    ],
  },
};

export const silence: Line[] = [
  { kind: 'call', text: 'No answer at the office, mobile busy.' },
  { kind: 'email', text: 'Second reminder by mail, no reply so far.' },
  { kind: 'call', text: 'Reception says: "Sahab meeting mein hain." Try again next week.' },
  { kind: 'call', text: 'Number not reachable.' },
];

export const welcome: Line[] = [
  { kind: 'call', text: 'Kick-off call done, project manager introduced.' },
  { kind: 'visit', text: 'Handover visit: portal login given, cleaning schedule explained.' },
  { kind: 'email', text: 'Sent the warranty papers and the contact list of the service team.' },
];

export const partnerWord: Line[] = [
  { kind: 'note', text: 'Long-standing customer of ours, we do their panels and cabling.' },
  { kind: 'call', text: 'Spoke to the owner: price matters, but he wants one agency for everything.' },
];

export const reopened = [
  'Budget approved in the new quarter',
  'Other vendor could not deliver, they called us',
  'Tariff went up, they want a fresh offer',
];
