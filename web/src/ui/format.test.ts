import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as f from './format.ts';

const kolkata = 'Asia/Kolkata';

// The zone of the machine must not matter: every instant is shown in the company's.
for (const machine of ['UTC', 'Asia/Kolkata', 'America/Los_Angeles']) {
  const inZone = (name: string, run: () => void) =>
    test(`${name} (TZ=${machine})`, () => {
      const before = process.env.TZ;
      process.env.TZ = machine;
      try {
        run();
      } finally {
        if (before === undefined) delete process.env.TZ;
        else process.env.TZ = before;
      }
    });

  inZone('money is grouped the Indian way', () => {
    assert.equal(f.formatMoney(125_000_000, 'INR'), '₹12,50,000');
    assert.equal(f.formatMoney(125_000_050, 'INR'), '₹12,50,000.50');
    assert.equal(f.formatMoney(0, 'INR'), '₹0');
    assert.equal(f.formatMoney(-50_000, 'INR'), '−₹500');
    assert.equal(f.formatMoney(1_500, 'JPY'), 'JPY 1,500');
  });

  inZone('compact money uses lakh and crore, three figures', () => {
    const rupees = (n: number) => f.formatCompactMoney(n * 100, 'INR');
    assert.equal(rupees(15_500), '₹15,500');
    assert.equal(rupees(99_999), '₹1 L');
    assert.equal(rupees(1_15_000), '₹1.15 L');
    assert.equal(rupees(9_76_000), '₹9.76 L');
    assert.equal(rupees(41_18_000), '₹41.2 L');
    assert.equal(rupees(99_99_600), '₹1 Cr');
    assert.equal(rupees(3_32_00_000), '₹3.32 Cr');
    assert.equal(rupees(321_00_00_000), '₹321 Cr');
    assert.equal(rupees(1_620_56_00_000), '₹1,621 Cr');
    assert.equal(f.formatCompactMoney(1_250_000_00, 'USD'), '$1.25 M');
  });

  inZone('days and times are those of the company', () => {
    const at = Date.parse('2026-09-04T20:00:00Z');
    assert.equal(f.formatDate(at, kolkata), '05 Sep 2026');
    assert.equal(f.formatDate(at, 'UTC'), '04 Sep 2026');
    assert.equal(f.formatDateTime(at, kolkata), '05 Sep 2026, 1:30 am');
    assert.equal(f.formatTime(Date.parse('2026-09-05T06:30:00Z'), kolkata), '12:00 pm');
    assert.equal(f.formatDay('2026-01-09'), '09 Jan 2026');
    assert.equal(f.formatDay('2026-01-09', 'hi'), '09 जन॰ 2026');
    assert.equal(f.clockOf(at, kolkata), '01:30');
  });

  inZone('a day and a clock of the company make an instant', () => {
    assert.equal(f.instantOf('2026-09-05', '01:30', kolkata), Date.parse('2026-09-04T20:00:00Z'));
    assert.equal(f.instantOf('2026-11-01', '12:00', 'America/New_York'), Date.parse('2026-11-01T17:00:00Z'));
    assert.equal(f.instantOf('2026-07-01', '12:00', 'America/New_York'), Date.parse('2026-07-01T16:00:00Z'));
    assert.equal(f.addDays('2026-12-31', 1), '2027-01-01');
    assert.equal(f.addDays('2026-03-01', -1), '2026-02-28');
  });

  inZone('a next step is overdue, today, later or missing', () => {
    const now = Date.parse('2026-09-05T12:00:00+05:30');
    const due = (text: string) => f.dueState(Date.parse(text), now, kolkata);
    assert.equal(due('2026-09-04T23:59:00+05:30'), 'overdue');
    assert.equal(due('2026-09-05T00:00:00+05:30'), 'today');
    assert.equal(due('2026-09-05T18:00:00+05:30'), 'today');
    assert.equal(due('2026-09-06T00:00:00+05:30'), 'later');
    assert.equal(f.dueState(null, now, kolkata), 'none');
    assert.equal(f.daysBetween(Date.parse('2026-09-04T23:00:00+05:30'), now, kolkata), 1);
  });
}

test('percent, numbers and initials', () => {
  assert.equal(f.formatPercent(48.53), '48.5%');
  assert.equal(f.formatNumber(1_234_567), '12,34,567');
  assert.equal(f.initials('  asha  kumari pillai '), 'AP');
  assert.equal(f.initials('Madonna'), 'M');
  assert.equal(f.formatPhone('+919430024054'), '+91 94300 24054');
  assert.equal(f.formatPhone('+442071838750'), '+442071838750');
  assert.equal(f.initials('Vidya Learning (demo)'), 'VL');
  assert.equal(f.initials('पूजा गुप्ता'), 'पग');
  assert.equal(f.initials(''), '');
});
