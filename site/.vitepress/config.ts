import { join, relative } from 'node:path'
import { slug } from 'github-slugger'
import { defineConfig, type MarkdownOptions } from 'vitepress'
import { notPages, pageOf, repository, root, siteLink } from './pages.ts'
import { sidebar } from './sidebar.ts'

/** Links of the repository become links of the site, before VitePress looks at them. */
const configureMarkdown: MarkdownOptions['config'] = (md) => {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const page = relative(root, env.realPath ?? env.path)
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (href) token.attrSet('href', siteLink(href, page))
    }
  })
}

const modules = join(root, 'site/node_modules')

export default defineConfig({
  title: 'caefetch',
  description: 'A fetch that answers Microsoft Entra claims challenges by itself.',
  lang: 'en',
  srcDir: root,
  srcExclude: notPages,
  rewrites: pageOf,
  outDir: join(root, 'site/dist'),
  cacheDir: join(root, 'site/node_modules/.vitepress'),
  cleanUrls: false,
  ignoreDeadLinks: false,
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  markdown: {
    config: configureMarkdown,
    // As on GitHub, which shows the same pages: the links in error messages hold in both.
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
  },
  vite: {
    publicDir: join(root, 'site/public'),
    resolve: {
      alias: [
        // The pages lie outside of this folder, and import Vue when they are compiled.
        { find: /^vue$/, replacement: join(modules, 'vue/dist/vue.runtime.esm-bundler.js') },
        { find: /^vue\/server-renderer$/, replacement: join(modules, '@vue/server-renderer') },
        { find: '@caefetch/core', replacement: join(root, 'packages/core/src/index.ts') },
      ],
    },
    ssr: { noExternal: ['vue', '@vue/server-renderer'] },
    server: { fs: { allow: [root] } },
    build: { chunkSizeWarningLimit: 2000 },
  },
  themeConfig: {
    nav: [
      { text: 'Quickstarts', link: '/quickstarts/' },
      { text: 'Recipes', link: '/recipes' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
      { text: 'Decoder', link: '/decoder' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    editLink: {
      pattern: `${repository}/edit/main/:path`,
      text: 'Edit this page',
    },
    socialLinks: [{ icon: 'github', link: repository }],
    footer: { message: 'MIT licence. Not a product of Microsoft.' },
  },
})
