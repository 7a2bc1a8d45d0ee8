// Complaints as tests file them: credit codes with right check digits, sums that balance, a small PDF.
// `completeForm` is what a person fills in shortly; `filing` a long form as people really send it, told apart from
// the next one by its number; `template` the same for programs that make their own numbers (tests/bench/filing.lua).
import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const inner = [3, 7, 9, 10, 5, 8, 4, 2];

/** Unified social credit code (GB 32100-2015) of the n-th subject, both check characters right. */
export function creditCode(n, division = '320500', kind = '91') {
  const subject = String(n % 100_000_000).padStart(8, '0');
  const sum = [...subject].reduce((total, digit, i) => total + Number(digit) * inner[i], 0);
  const check = 11 - (sum % 11);
  const first = `${kind}${division}${subject}${check === 10 ? 'X' : check === 11 ? '0' : check}`;
  const all = [...first].reduce((total, c, i) => total + alphabet.indexOf(c) * weights[i], 0);
  return first + alphabet[(31 - (all % 31)) % 31];
}

export const draftSecret = () => randomBytes(24).toString('base64url');
export const key = () => randomBytes(16).toString('base64url');

let counter = Math.floor(Math.random() * 50_000_000);

/** A form that passes every check; each call yields another enterprise and another telephone. */
export function completeForm({mobile, email} = {}) {
  counter += 1;
  return {
    complainant: {
      name: `南京启明机械有限公司${counter}`, credit_code: creditCode(counter, '320106'), division: '320106',
      address: '南京市鼓楼区中山北路 1 号', industry: 'industry', size_year: 2025, employees: 42,
      revenue_fen: 500_000_000_00, size: 'small', legal_representative: '王建国', contact_name: '李会计',
      mobile: mobile ?? `139${String(counter % 100_000_000).padStart(8, '0')}`,
      email: email ?? `kuaiji${counter}@example.cn`, consent_sms: true, consent_email: true, told_sme: 'yes',
    },
    respondent: {
      name: '江苏某市交通运输局', credit_code: creditCode(counter + 7, '320100', '11'), type: 'organ', level: 'city',
      central_soe: false, division: '320106', address: '南京市建邺区', contact_name: '办公室', phone: '025-83300000',
    },
    debts: [{
      contract_name: '护栏采购合同', contract_number: 'HL-2025-01', purchase: 'goods', signed_on: '2025-06-20',
      contract_fen: 486_000_00, delivered_on: '2025-08-31', settlement: 'once', payment_term: 'days', payment_days: 30,
      payable_fen: 486_000_00, paid_fen: 299_500_00, arrears_fen: 186_500_00, undisputed_fen: 186_500_00,
      disputed_fen: 0, due_on: '2025-09-30', reasons: ['no_funds'], dunning: [{ on: '2025-11-12', how: '电话催收，答复等待拨款' }],
    }],
    claim: {
      request: '请求督促被投诉人支付拖欠的货款 186500 元。',
      facts: '我公司按合同于 2025 年 8 月 31 日交付护栏并验收，对方至今未付清余款，多次催要无果。',
      in_court: 'no', repeated: 'no',
    },
  };
}

const facts = [
  '2024年3月，我司与被投诉人签订智能照明系统采购及安装合同，约定由我司供应灯具、控制柜并负责安装调试。',
  '合同签订后，我司按约备货，于2024年6月18日将全部货物运抵项目现场，被投诉人现场代表清点无误并签字确认。',
  '2024年7月5日，设备安装调试完毕，双方共同验收合格并签署验收单；2024年7月20日完成结算，确认应付总额。',
  '合同约定验收合格之日起六十日内一次付清。付款期限届满后，被投诉人仅支付部分货款，余款至今未付。',
  '我司先后以函件、电话、当面等方式催收多次，被投诉人均以资金未到位、内部流程未走完为由推脱，未提出质量异议。',
  '拖欠行为已经影响我司正常经营和员工工资发放，依据《保障中小企业款项支付条例》提出投诉，请依法处理。',
].join('\n');
const dunning = [
  { on: '2024-09-25', how: '发送书面催款函（快递签收）' },
  { on: '2024-10-30', how: '电话联系项目部经理，答复等待集团拨款' },
  { on: '2024-12-12', how: '到被投诉人办公地点当面催收，财务部签收对账单' },
  { on: '2025-02-20', how: '再次发送催款函并附验收单、结算书复印件' },
];

function longForm({ number, code, mobile, email }) {
  return {
    complainant: {
      name: `苏州晨曦照明工程第${number}有限公司`,
      credit_code: code,
      division: '320505',
      address: '江苏省苏州市虎丘区科技城培源路18号3幢201室',
      postcode: '215163',
      industry: 'construction',
      size_year: 2024,
      employees: 46,
      revenue_fen: 3100000000,
      assets_fen: 1800000000,
      size: 'small',
      legal_representative: '沈明华',
      contact_name: '陆晓雯',
      mobile,
      email,
      landline: '0512-66881234',
      consent_sms: true,
      consent_email: true,
      told_sme: 'yes',
    },
    respondent: {
      name: '江苏宏远城市建设集团有限公司',
      credit_code: creditCode(77700001, '320100'),
      type: 'private_large',
      size: 'large',
      size_basis: '年报披露从业人员二千六百人，营业收入九十二亿元',
      central_soe: false,
      division: '320102',
      address: '江苏省南京市玄武区中山东路301号',
      project_division: '320505',
      superior: '江苏宏远控股有限公司',
      legal_representative: '赵立国',
      contact_name: '孙建平',
      phone: '025-84561234',
    },
    debts: [
      {
        contract_name: '地铁配套工程智能照明系统采购及安装合同',
        contract_number: `HY-2024-${number}`,
        purchase: 'works',
        signed_on: '2024-03-12',
        contract_fen: 186000000,
        variation_fen: 4500000,
        delivered_on: '2024-06-18',
        inspected_on: '2024-07-05',
        settled_on: '2024-07-20',
        payment_days: 60,
        settlement: 'inspection',
        inspection_days: 15,
        payable_fen: 190500000,
        paid_fen: 60000000,
        arrears_fen: 130500000,
        undisputed_fen: 120500000,
        disputed_fen: 10000000,
        due_on: '2024-09-18',
        interest_percent: '每日万分之五',
        interest_fen: 20300000,
        reasons: ['no_funds', 'process'],
        articles: ['9', '14'],
        dunning,
      },
    ],
    claim: {
      request: '请求责令被投诉人立即支付拖欠工程款及货款，并按条例第十七条支付自到期日起的逾期利息。',
      facts,
      in_court: 'no',
      repeated: 'no',
    },
  };
}

export const declarations = () =>
  ['not_before_court', 'truthful', 'sme_with_contract', 'personal_data'].map((code) => ({ code, version: 1 }));

/**
 * The n-th filing: `body` is the JSON to post. Mobile and mailbox belong to this filing alone. With `channel` it is
 * one that an officer registers for a caller (T02), which needs no materials yet.
 */
export function filing(n, { submit = true, channel } = {}) {
  const digits = String(n).padStart(8, '0');
  const who = { number: digits, code: creditCode(n), mobile: `139${digits}`, email: `firm${digits}@example.org` };
  const body = { form: longForm(who), submit, language: 'zh-CN' };
  if (channel) body.channel = channel;
  if (submit) body.declarations = declarations();
  return { ...who, n, body: JSON.stringify(body) };
}

/** A registered call with «number», «code», «mobile» and «email» to be filled in. */
export function template() {
  const blanks = { number: '«number»', code: '«code»', mobile: '«mobile»', email: '«email»' };
  return JSON.stringify({ form: longForm(blanks), submit: true, language: 'zh-CN', channel: 'phone', declarations: declarations() });
}

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

/** Sound input for an offered action, drawn from its field definitions. */
export function inputFor(offer, {handlingBody, arrears}) {
  const input = {};
  for (const field of offer.fields) {
    // Whoever chooses another body than the routing rules name says why.
    const explains = field.name === 'override_reason';
    // Where nobody was called back before, closing records it.
    const calledBack = field.name === 'callback';
    if (!field.required && field.type !== 'money' && !explains && !calledBack) continue;
    if (field.type === 'text') input[field.name] = '经核实，情况属实，材料齐全，已依照条例规定办理完毕，特此说明。';
    else if (field.type === 'choice') input[field.name] = field.choices[0].code;
    else if (field.type === 'choices') input[field.name] = [field.choices[0].code];
    else if (field.type === 'body') input[field.name] = handlingBody;
    else if (field.type === 'boolean') input[field.name] = true;
    else if (field.type === 'date') input[field.name] = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
    else if (field.type === 'items') input[field.name] = [{defect: '合同缺少盖章页', cure: '补交盖章页扫描件'}];
    else if (field.type === 'money') {
      input[field.name] = /disputed/.test(field.name) && !/undisputed/.test(field.name) ? 0 : /planned/.test(field.name) ? 0 : arrears;
    }
  }
  return input;
}
