import check from './en/check.json';
import pages from './en/public.json';

/** The words of pages that are read rather than worked with; loaded with the first of them. */
export default { ...check, ...pages };
