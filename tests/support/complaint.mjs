// A complete complaint as tests file it: credit codes with right check digits, sums that balance, a small PDF.
import {randomBytes} from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A unified social credit code (GB 32100-2015) around nine subject characters. */
export function creditCode(seed, prefix = '91', division = '320106') {
  const subject = String(seed % 100_000_000).padStart(8, '0');
  const inner = [3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * Number(subject[i]), 0);
  const check = (11 - (inner % 11)) % 11;
  const body = prefix + division + subject + (check === 10 ? 'X' : String(check));
  let sum = 0;
  let weight = 1;
  for (const character of body) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return body + alphabet[(31 - (sum % 31)) % 31];
}

export const draftSecret = () => randomBytes(24).toString('base64url');
export const key = () => randomBytes(16).toString('base64url');

let counter = Math.floor(Math.random() * 50_000_000);

/** A form that passes every check; each call yields another enterprise and another telephone. */
export function completeForm({mobile, email} = {}) {
  counter += 1;
  return {
    complainant: {
      name: `南京启明机械有限公司${counter}`, credit_code: creditCode(counter), division: '320106',
      address: '南京市鼓楼区中山北路 1 号', industry: 'industry', size_year: 2025, employees: 42,
      revenue_fen: 500_000_000_00, size: 'small', legal_representative: '王建国', contact_name: '李会计',
      mobile: mobile ?? `139${String(counter % 100_000_000).padStart(8, '0')}`,
      email: email ?? `kuaiji${counter}@example.cn`, consent_sms: true, consent_email: true, told_sme: 'yes',
    },
    respondent: {
      name: '江苏某市交通运输局', credit_code: creditCode(counter + 7, '11', '320100'), type: 'organ', level: 'city',
      central_soe: false, division: '320106', address: '南京市建邺区', contact_name: '办公室', phone: '025-83300000',
    },
    debts: [{
      contract_name: '护栏采购合同', contract_number: 'HL-2025-01', purchase: 'goods', signed_on: '2025-06-20',
      contract_fen: 486_000_00, delivered_on: '2025-08-31', settlement: 'once', payment_days: 30,
      payable_fen: 486_000_00, paid_fen: 299_500_00, arrears_fen: 186_500_00, undisputed_fen: 186_500_00,
      disputed_fen: 0, due_on: '2025-09-30', reasons: ['no_funds'],
    }],
    claim: {
      request: '请求督促被投诉人支付拖欠的货款 186500 元。',
      facts: '我公司按合同于 2025 年 8 月 31 日交付护栏并验收，对方至今未付清余款，多次催要无果。',
      in_court: 'no', repeated: 'no',
    },
  };
}

export const declarations = () =>
  ['not_before_court', 'truthful', 'sme_with_contract', 'personal_data'].map((code) => ({code, version: 1}));

/** A small valid PDF that says `text`. */
export function pdf(text, size = 0) {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  ];
  const content = `BT /F1 24 Tf 72 720 Td (${text.replace(/[()\\]/g, '')}) Tj ET`;
  objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  objects.push('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  let out = '%PDF-1.4\n';
  const offsets = [];
  objects.forEach((object, i) => {
    offsets.push(out.length);
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
  });
  if (size > out.length) out += '%' + 'x'.repeat(size - out.length) + '\n';
  const start = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const offset of offsets) out += `${String(offset).padStart(10, '0')} 00000 n \n`;
  out += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}
