// How many parts a text needs on the air. GSM-7 holds 160 septets, 153 a part when split; everything else
// is UCS-2 with 70 and 67 UTF-16 code units (so 𠮷 counts two). Source: 3GPP TS 23.038.

const gsm7Basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsm7Extension = '\f^{}\\[~]|€';

const septets = new Map([...gsm7Basic].map((c) => [c, 1]).concat([...gsm7Extension].map((c) => [c, 2])));

/**
 * @param {string} body the text, its 【signature】 included
 * @returns {{encoding: 'GSM-7' | 'UCS-2', units: number, segments: number}}
 */
export function segments(body) {
  let units = 0;
  for (const c of body) {
    const width = septets.get(c);
    if (width === undefined) return split('UCS-2', body.length, 70, 67);
    units += width;
  }
  return split('GSM-7', units, 160, 153);
}

function split(encoding, units, alone, part) {
  return { encoding, units, segments: units <= alone ? 1 : Math.ceil(units / part) };
}
