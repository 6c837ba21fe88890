// Writes src/paraglide, the typed message functions, for `tsc` and for tests; the Vite build does the same by itself.
import { compile } from '@inlang/paraglide-js';
import { checkMessages, paraglideOptions } from '../vite-plugins/messages.ts';

checkMessages();
await compile(paraglideOptions);
