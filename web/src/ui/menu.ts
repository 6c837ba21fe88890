import { lazy } from 'react';

const load = () => import('./popup.tsx');

/** Parts of a menu, loaded together with the popup that holds them. */
export const MenuItem = lazy(async () => ({ default: (await load()).MenuItem }));
export const MenuRadio = lazy(async () => ({ default: (await load()).MenuRadio }));
export const MenuLine = lazy(async () => ({ default: (await load()).MenuLine }));
