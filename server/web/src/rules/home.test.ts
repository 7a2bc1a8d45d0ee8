import { expect, test } from 'vitest';
import { homeOf } from './home';

test('everybody begins on a page that he may see', () => {
    expect(homeOf(['work', 'act'])).toBe('/desk');
    expect(homeOf(['audit'])).toBe('/admin/audit');
    expect(homeOf(['administer', 'deputise'])).toBe('/admin/system');
    expect(homeOf(['statistics'])).toBe('/desk/figures');
    expect(homeOf(['deputise'])).toBe('/desk/inbox');
    expect(homeOf(undefined)).toBe('/desk');
});
