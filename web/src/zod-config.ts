import { config } from 'zod';

// A strict content security policy forbids code made from text, which zod would otherwise try as soon as a schema is
// made: so this runs before the contract is loaded.
config({ jitless: true });
