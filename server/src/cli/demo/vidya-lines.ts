import type { Line } from './catalogue.ts';

// What people of the education company write on a lead.

type Words = Record<string, { stays: Line[]; goesOn: Line[] }>;

export const words: Words = {
  New: {
    stays: [
      { kind: 'call', text: 'Spoke for two minutes, {first} was at work. Asked me to call after 6 pm.' },
      {
        kind: 'whatsapp',
        text: 'Namaste {first}, brochure aur fee structure bhej diya hai. Kal baat karte hain.',
      },
      {
        kind: 'call',
        text: 'Call picked up by the father. He wants to know about placements before anything else.',
      },
      { kind: 'email', text: 'Sent the {product} brochure and the list of upcoming batches.' },
      { kind: 'whatsapp', text: 'नमस्ते, {product} की जानकारी भेज दी है। समय मिलने पर बताइए।' },
    ],
    goesOn: [
      {
        kind: 'call',
        text: 'Good talk. {first} wants to start {product} within two months, budget is fine.',
      },
      {
        kind: 'call',
        text: 'Final-year student in {city}, looking for {product}. Parents agree in principle.',
      },
      { kind: 'whatsapp', text: '{first} shared the mark sheet and asked for weekend timings.' },
      {
        kind: 'call',
        text: 'Working professional, wants the evening batch. Comparing us with one other institute.',
      },
    ],
  },
  Qualified: {
    stays: [
      { kind: 'call', text: 'Wants to talk it over with family over the weekend.' },
      { kind: 'whatsapp', text: 'Shared two student stories and the placement report.' },
      { kind: 'call', text: 'Asked whether EMI is possible for {value}. Sent the options.' },
      { kind: 'note', text: 'Compares fees with a local institute in {city}; our faculty is the argument.' },
      { kind: 'email', text: 'Mailed the syllabus of {product} with the dates of the next two batches.' },
    ],
    goesOn: [
      { kind: 'call', text: 'Booked a counselling session with the faculty for {product}.' },
      { kind: 'whatsapp', text: '{first} confirmed the slot for the demo class.' },
      { kind: 'call', text: 'Convinced about the content, now wants to see a class before paying.' },
    ],
  },
  Demo: {
    stays: [
      { kind: 'call', text: '{first} missed the demo class because of an exam. Moved to the next one.' },
      { kind: 'demo', text: 'Attended half of the session, network trouble. Recording sent.' },
      { kind: 'whatsapp', text: 'Demo class link sent again, reminder set for one hour before.' },
    ],
    goesOn: [
      { kind: 'demo', text: 'Attended the full demo class and asked good questions. Very interested.' },
      { kind: 'meeting', text: 'Came to the centre with parents, met the faculty, liked the lab.' },
      { kind: 'demo', text: 'Demo of the learning app went well; wants the fee letter today.' },
      { kind: 'visit', text: 'Campus visit done. Mother asked about hostel and safety, answered in detail.' },
    ],
  },
  Proposal: {
    stays: [
      {
        kind: 'call',
        text: 'Fee letter of {value} received. Asks for a discount; scholarship test suggested.',
      },
      { kind: 'whatsapp', text: 'EMI papers shared, waiting for the bank statement.' },
      { kind: 'call', text: 'Father travelling, decision after he is back.' },
      { kind: 'email', text: 'Sent a revised fee letter with two instalments.' },
    ],
    goesOn: [
      { kind: 'call', text: 'Agreed on {value} in three instalments.' },
      { kind: 'meeting', text: 'Sat with the family, explained the refund policy, they are ready.' },
      { kind: 'whatsapp', text: '{first}: "Ma’am, papa has agreed, please send the payment link."' },
    ],
  },
  Trial: {
    stays: [
      { kind: 'call', text: 'Attended two of five trial classes. Finds the pace a bit fast.' },
      { kind: 'note', text: 'Mentor reports regular attendance; homework of week one still open.' },
      { kind: 'whatsapp', text: 'Trial week extended by three days on request.' },
    ],
    goesOn: [
      { kind: 'call', text: 'Trial week finished, happy with the mentor. Seat booked.' },
      { kind: 'meeting', text: 'Signed the admission form at the centre.' },
      { kind: 'call', text: 'First instalment confirmed by accounts. Batch allotted.' },
    ],
  },
};

export const silence: Line[] = [
  { kind: 'call', text: 'Rang twice, no answer.' },
  { kind: 'call', text: 'Switched off. Will try in the evening.' },
  { kind: 'whatsapp', text: 'No reply on WhatsApp since two messages, only blue ticks.' },
  { kind: 'call', text: 'फोन नहीं उठाया, कल दोबारा कोशिश करेंगे।' },
];

export const welcome: Line[] = [
  { kind: 'call', text: 'Welcome call done. App login works, first class attended.' },
  { kind: 'email', text: 'Sent the timetable, the mentor’s contact and the ID card form.' },
  { kind: 'call', text: 'First check: satisfied with the classes, wants more mock tests.' },
];

export const partnerWord: Line[] = [
  { kind: 'note', text: 'Student of our college, recommended by the placement cell.' },
  { kind: 'call', text: 'We spoke to the family; they trust us and will decide this month.' },
];

export const reopened = [
  'Called us back, wants the next batch',
  'Asked again after the exam results',
  'Scholarship changes the picture, interested again',
  'Came back after trying another institute',
];
