import type { ImportTarget } from '@iperform/contract';
import { fold } from '../../db/search.ts';

// What columns are called out there: spreadsheets, other CRMs, lead portals of India, advertising forms. The nearer to the
// beginning a name stands, the surer it is, for where two columns could become the same field the surer one does.

const names: Partial<Record<ImportTarget, string>> = {
  externalId: `
    external id, prospect id, lead id, unique query id, record id, crm id, enquiry id,
    inquiry id, contact id, customer id, enquiry no, lead no, lead number, reference no, ref no,
    uuid, id
  `,
  name: `
    name, full name, lead name, contact name, customer name, sender name, client name,
    person name, prospect name, student name, contact person, applicant name, contact, lead, नाम,
    पूरा नाम, ग्राहक का नाम, संपर्क व्यक्ति
  `,
  firstName: 'first name, fname, given name, forename, पहला नाम, प्रथम नाम',
  lastName: 'last name, lname, surname, family name, उपनाम, अंतिम नाम, कुलनाम',
  organisation: `
    organisation, organization, company, company name, organisation name, organization name,
    account name, account, business name, firm name, firm, sender company, shop name, employer,
    institute, school name, कंपनी, कम्पनी, कंपनी का नाम, संगठन, संस्था, फर्म
  `,
  email: `
    email, e mail, email address, email id, mail id, mail, emails, work email, business email,
    personal email, primary email, secondary email, email 1, email 2, alternate email,
    sender email, email work, email home, email other, contact email, company email, ईमेल, ई मेल,
    ईमेल आईडी, ईमेल पता
  `,
  phone: `
    phone, mobile, phone number, mobile number, mobile no, phone no, contact number, contact no,
    cell, cell phone, telephone, tel, whatsapp, whatsapp number, whatsapp no, mob, mob no,
    primary phone, work phone, business phone, home phone, alternate phone, alternate mobile,
    alternate number, landline, sender mobile, sender phone, phone 1, phone 2, mobile 1,
    mobile 2, phones, phone work, phone home, phone other, contact phone, mobile phone, फोन,
    फ़ोन, फोन नंबर, मोबाइल, मोबाइल नंबर, दूरभाष, संपर्क नंबर, व्हाट्सएप
  `,
  source: `
    source, lead source, enquiry source, inquiry source, channel, utm source, original source,
    query source, source of lead, platform, स्रोत, लीड स्रोत
  `,
  campaign: 'campaign, campaign name, utm campaign, source campaign, ad campaign, अभियान',
  product: `
    product, product name, product interest, interested in, query product name,
    product of interest, service, course, course name, course interested in, property,
    requirement product, उत्पाद, सेवा, कोर्स
  `,
  city: 'city, town, sender city, mx city, location, city name, शहर, नगर',
  state: 'state, province, sender state, region, state name, mx state, राज्य, प्रदेश',
  country: 'country, country name, sender country iso, nation, mx country, देश',
  value: `
    value, deal value, amount, deal amount, lead value, opportunity value, opportunity amount,
    expected revenue, expected value, budget, estimated value, order value, revenue, price,
    मूल्य, राशि, बजट
  `,
  currency: 'currency, currency code, मुद्रा',
  stage: 'stage, lead stage, deal stage, pipeline stage, lead status, status, चरण, स्थिति',
  owner: `
    owner, lead owner, assigned to, salesperson, sales person, sales rep, account owner,
    owner email, owner name, sales executive, sales agent, agent, counsellor, sales, विक्रेता
  `,
  warrior: 'warrior, field executive, caller, telecaller, tele caller',
  partner: 'partner, channel partner, partner name, broker, dealer, distributor, reseller',
  tags: 'tags, tag, labels, label, keywords, टैग',
  note: `
    note, notes, remarks, remark, comments, comment, message, query message, description,
    requirement, requirements, enquiry details, background, टिप्पणी, संदेश, विवरण
  `,
  score: 'score, lead score',
  lostReason: 'lost reason, loss reason, reason lost, reason for loss, closed lost reason',
  wonValue: 'won value, won amount, closed amount',
  wonOn: 'won on, won date, closed won date, date won',
  createdAt: `
    created at, created on, created time, created date, created, date created, lead date,
    enquiry date, inquiry date, query time, lead created, added on, date added, submitted at,
    submission date, first seen, timestamp, date, दिनांक, तारीख
  `,
  nextFollowupAt: `
    next followup, next follow up, follow up date, followup date, next follow up date,
    next followup at, follow up on, callback date, next call date, follow up
  `,
  ignore: 'reason, row, sr no, s no, serial no, sl no, क्रमांक, क्र सं',
};

/** A header as it is compared: folded, letters and digits only. `E-Mail Address` → `emailaddress`. */
export const squash = (header: string): string =>
  fold(header)
    .replace(/\(\d+\)\s*$/, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
    .slice(0, 200);

const known = new Map<string, { target: ImportTarget; rank: number }>();
for (const [target, list] of Object.entries(names) as [ImportTarget, string][]) {
  list.split(',').forEach((name, rank) => {
    const key = squash(name);
    if (!known.has(key)) known.set(key, { target, rank });
  });
}

/** Whether two words differ by one letter: changed, missing, or two that changed places. */
const oneApart = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
};

const parts: [ImportTarget, RegExp][] = [
  ['email', /e-?mail/],
  ['phone', /phone|mobile|whats ?app|contact n/],
  ['nextFollowupAt', /follow ?-?up/],
];

/** A field that a header seems to name. `rank`: smaller is surer. */
export interface Guess {
  target: ImportTarget;
  rank: number;
}

/** What a header names: exactly, with a letter wrong, or by a word in it; null where it says nothing. */
export const guessByHeader = (header: string): Guess | null => {
  const key = squash(header);
  const exact = known.get(key);
  if (exact !== undefined) return exact;
  if (key.length >= 5) {
    for (const [name, guess] of known) {
      if (name.length >= 5 && oneApart(key, name)) return { target: guess.target, rank: 100 + guess.rank };
    }
  }
  const words = fold(header);
  const part = parts.find(([, pattern]) => pattern.test(words));
  return part === undefined ? null : { target: part[0], rank: 200 };
};
