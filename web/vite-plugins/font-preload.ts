import type { Plugin } from 'vite';

const wanted = /(ibm-plex-sans-latin-wght|plex-rupee|anek-display)[^/]*\.woff2$/;

/** Preloads the three fonts that every page's first paint needs, so that text does not change its shape. */
export const fontPreload = (): Plugin => ({
  name: 'iperform:font-preload',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => wanted.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', href: `/${file}`, as: 'font', type: 'font/woff2', crossorigin: '' },
          injectTo: 'head' as const,
        })),
  },
});
