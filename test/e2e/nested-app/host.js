// The bridge that Outlook or Teams sets up in the frame of an application. The user is signed in there, so
// it answers silently; it notes what it was asked for.
const encode = (value) => btoa(JSON.stringify(value)).replaceAll('=', '')
const account = {
  homeAccountId: 'oid.tid',
  localAccountId: 'oid',
  environment: 'login.microsoftonline.com',
  tenantId: 'tid',
  username: 'mia@contoso.test',
}
const claims = { oid: 'oid', tid: 'tid', sub: 'subject', preferred_username: account.username }
const id = `${encode({ alg: 'none' })}.${encode(claims)}.`
let listener
let tokens = 0
globalThis.asked = []
globalThis.nestedAppAuthBridge = {
  addEventListener: (_, listen) => {
    listener = listen
  },
  removeEventListener() {},
  postMessage(text) {
    const { method, requestId, tokenParams } = JSON.parse(text)
    const response = { messageType: 'NestedAppAuthResponse', requestId, success: true }
    if (method === 'GetInitContext') {
      response.initContext = { sdkName: 'host', sdkVersion: '1', capabilities: {} }
    } else {
      asked.push(tokenParams.claims?.includes('nbf') ? `${method} nbf` : method)
      response.account = account
      response.token = {
        access_token: `t${++tokens}`,
        id_token: id,
        expires_in: 3600,
        scope: 'orders.read',
      }
    }
    queueMicrotask(() => listener(JSON.stringify(response)))
  },
}
