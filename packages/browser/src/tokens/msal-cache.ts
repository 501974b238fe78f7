/** MSAL's `CacheLookupPolicy.AccessToken`: answer from the cache or not at all. */
export const onlyCache = 1

/**
 * Makes this tab's MSAL read the shared cache again, and gives it a moment for that.
 *
 * MSAL reads what another tab has stored as soon as it hears of it on a channel of its own, which may be
 * before the browser shows this tab what was stored; then it keeps the old
 * ([LocalStorage.updateCache](https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/dev/lib/msal-browser/src/cache/LocalStorage.ts)).
 * It hears the same again from here. Without its channel, or where MSAL keeps its cache elsewhere, nothing
 * happens, and Entra is asked.
 */
export async function refreshMsalCache(clientId: string): Promise<void> {
  try {
    const channel = new BroadcastChannel('msal.broadcast.cache')
    for (const key of Object.keys(localStorage)) {
      if (key.includes(clientId)) channel.postMessage({ key, context: clientId })
    }
    channel.close()
  } catch {
    return // Workers have no localStorage, and browsers may refuse it.
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
}
