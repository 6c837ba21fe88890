import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * A phone in E.164, `+919876543210`; India is the region of numbers without one. What is no valid number anywhere stays
 * as its digits, so that nothing typed is lost.
 */
export const normalPhone = (phone: string): string => {
  const parsed = parsePhoneNumberFromString(phone, 'IN');
  if (parsed?.isPossible()) return parsed.number;
  const digits = phone.replace(/\D/g, '');
  return phone.trim().startsWith('+') ? `+${digits}` : digits;
};

/** An e-mail as it is compared. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

const unique = <T>(values: T[]): T[] => [...new Set(values)];

/** Phones normalised, without repeats. */
export const normalPhones = (phones: string[]): string[] => unique(phones.map(normalPhone));

/** E-mails as typed, without repeats in another case. */
export const normalEmails = (emails: string[]): string[] => {
  const seen = new Set<string>();
  return emails.filter((email) => {
    const key = normalEmail(email);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
};
